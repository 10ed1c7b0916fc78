import Foundation
import Testing

/// On file systems and with users as they are, not by failpoints.
@Suite(
    "a shared store that takes nothing",
    .enabled(if: getuid() == 0, "to mount a file system and to be another user needs root"))
struct RefusingStoreTests {
    /// A program that leaves `told` behind as soon as anybody is asked.
    private func witness(_ project: SharedProject) throws -> (program: String, told: String) {
        let told = "\(project.apart.root)/told"
        return (try project.program("touch '\(told)'"), told)
    }

    /// A small file system in the place of the store; nil where none can be mounted here.
    private func mounted(_ project: SharedProject, _ options: String) throws -> MountedFolder? {
        let mounted = MountedFolder(project.shared, options)
        if mounted == nil { print("skipped: no file system can be mounted here") }
        return mounted
    }

    /// Expects that a run was refused before anybody left `told` behind, and that nothing was stored.
    private func expect(
        _ refused: BuiltProgram.Result, of project: SharedProject, since reason: String, butNot told: String,
        _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(refused.status == 4, "\(refused.errors)", sourceLocation: place)
        #expect(
            refused.errors.contains("the shared store \(project.shared) is not written: \(reason)"),
            "\(refused.errors)", sourceLocation: place)
        #expect(
            !FileManager.default.fileExists(atPath: told) && project.manifests.isEmpty, sourceLocation: place)
    }

    @Test("since its folder is another user's, is told before anybody is asked")
    func permissions() throws {
        let project = try SharedProject()
        let (program, told) = try witness(project)
        try FileManager.default.createDirectory(atPath: project.shared, withIntermediateDirectories: true)
        chmod(project.shared, 0o555)
        // The other user has a project of its own.
        try project.shell("chown -R 65534:65534 '\(project.apart.root)' && chmod 755 '\(project.alone.root)'")
        func run() throws -> BuiltProgram.Result {
            try BuiltProgram.run(
                ["--reuid=65534", "--regid=65534", "--clear-groups", BuiltProgram.path]
                    + project.arguments(on: "processes:2") + ["--worker", program],
                in: project.apart.root, program: "/usr/bin/setpriv")
        }
        let refused = try run()
        expect(refused, of: project, since: "Permission denied", butNot: told)
        chmod(project.shared, 0o777)
        let taken = try run()
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(try project.isEqual() && FileManager.default.fileExists(atPath: told))
    }

    @Test("since it is mounted read-only, is told before anybody is asked")
    func readOnly() throws {
        let project = try SharedProject()
        let (program, told) = try witness(project)
        guard let store = try mounted(project, "size=64m,ro") else { return }
        defer { withExtendedLifetime(store) {} }
        let refused = try project.apart.run(
            project.arguments(on: "processes:2") + ["--worker", program])
        expect(refused, of: project, since: "Read-only file system", butNot: told)
        try store.remount("rw")
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual())
    }

    @Test(
        "since it is full, is told before anybody is asked, however little is left", arguments: [0, 8, 100])
    func full(kilobytes: Int) throws {
        let project = try SharedProject()
        let (program, told) = try witness(project)
        guard let store = try mounted(project, "size=1m") else { return }
        defer { withExtendedLifetime(store) {} }
        try store.fill(butFor: kilobytes)
        let refused = try project.apart.run(
            project.arguments(on: "processes:2") + ["--worker", program])
        expect(refused, of: project, since: "No space left on device", butNot: told)
        try store.makeRoom(of: "64m")
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual())
    }

    @Test(
        "any more, once workers are at it, is their exit code 75, and the reason of the run; what was done stays"
    )
    func midway() throws {
        let project = try SharedProject()
        guard let store = try mounted(project, "size=64m") else { return }
        defer { withExtendedLifetime(store) {} }
        let lines = try project.apart.succeed([
            "task", "--list", "experiments/shop.yaml", "--shared", project.shared, "--series-per-task", "128",
        ]).output.split(separator: "\n").map { "\($0)\n" }
        try project.apart.write(lines.joined(), to: "tasks.jsonl")
        let command = ["task", "--shared", project.shared, "--from", project.apart.path("tasks.jsonl")]
        #expect(try project.apart.run(command + ["--index", "0"], in: "/").status == 0)
        try store.fill(butFor: 0)
        let full = try project.apart.run(command, in: "/")
        let answers = full.output.split(separator: "\n")
        #expect(full.status == 75 && answers.count == 5)
        #expect(answers[0].contains(#""status":"cached""#))
        #expect(
            answers.dropFirst().allSatisfy {
                $0.contains(#""status":"retry""#) && $0.contains("No space left on device")
            }, "\(full.output)")
        try store.remount("ro")
        let locked = try project.apart.run(command + ["--index", "1"], in: "/")
        #expect(locked.status == 75 && locked.output.contains("Read-only file system"), "\(locked.output)")
        try store.remount("rw")
        try store.makeRoom(of: "128m")
        // A run whose store fills up behind its back, when the second task begins.
        let program = try project.program(
            "case \"$line\" in *'\"series\":[256,'*) cat /dev/zero > '\(project.shared)/filler' 2>/dev/null ;; esac"
        )
        let run = try project.apart.run(project.arguments(on: "processes:1") + ["--worker", program])
        #expect(run.status == 4)
        #expect(
            run.errors.contains("\(project.shared) is not written: No space left on device"), "\(run.errors)")
        let done = project.manifests
        #expect(done.count == 2)
        try FileManager.default.removeItem(atPath: "\(project.shared)/filler")
        let dates = try done.map(SharedProject.modified)
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual() && project.manifests.count == 5)
        #expect(try done.map(SharedProject.modified) == dates)
    }
}

/// A file system in memory, mounted on a folder as long as this object lives.
private final class MountedFolder {
    private let folder: String

    /// Nil where it cannot be mounted.
    init?(_ folder: String, _ options: String) {
        self.folder = folder
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let mounted = try? BuiltProgram.run(
            ["-t", "tmpfs", "-o", options, "tmpfs", folder], in: "/", program: "/bin/mount")
        guard mounted?.status == 0 else { return nil }
    }

    deinit { _ = try? BuiltProgram.run([folder], in: "/", program: "/bin/umount") }

    func remount(_ options: String) throws {
        let done = try BuiltProgram.run(
            ["-o", "remount,\(options)", folder], in: "/", program: "/bin/mount")
        guard done.status == 0 else { throw Failure(words: done.errors) }
    }

    func makeRoom(of size: String) throws { try remount("size=\(size)") }

    /// Fills it up, but for so many kilobytes.
    func fill(butFor kilobytes: Int) throws {
        _ = try BuiltProgram.run(
            [
                "-c",
                "head -c \(kilobytes)k /dev/zero > spare; cat /dev/zero > filler 2>/dev/null; rm spare",
            ], in: folder, program: "/bin/bash")
    }

    private struct Failure: Error { let words: String }
}
