import Foundation
import Testing

@Suite("tasks by way of a shared store") struct SharedTaskTests {
    private struct Answer: Decodable {
        let status: String
        let message: String?
    }

    private func answers(of result: BuiltProgram.Result) throws -> [Answer] {
        try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
    }

    @Test("give the bytes of a run alone, and are performed once, whoever asks again")
    func clean() throws {
        let project = try SharedProject()
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == project.alone.computedForecasts())
        #expect(project.manifests.count == 5)
        // A cache that is gone: everything comes from the store.
        try project.apart.remove("results")
        try project.apart.succeed(project.arguments(on: "processes:3"))
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == 0)
        // A cache that is there: nobody is asked.
        try FileManager.default.removeItem(atPath: project.shared)
        try project.apart.remove("results/shop")
        try project.apart.succeed(project.arguments(on: "processes:3"))
        #expect(try project.isEqual() && project.manifests.isEmpty)
    }

    @Test("need no project where they are performed, and one of another build asks for another attempt")
    func worker() throws {
        let project = try SharedProject()
        try project.apart.succeed(project.arguments(on: "processes:1"))
        let lines = try project.lines()
        #expect(lines.count == 5)
        for manifest in project.manifests { try FileManager.default.removeItem(atPath: manifest) }
        let elsewhere = try ScratchProject(spec: nil)
        try elsewhere.write(lines.map { $0 + "\n" }.joined(), to: "tasks.jsonl")
        let command = ["task", "--shared", project.shared, "--from", elsewhere.path("tasks.jsonl")]
        let done = try elsewhere.succeed(command, in: "/")
        #expect(try answers(of: done).map(\.status) == Array(repeating: "done", count: 5))
        #expect(try answers(of: elsewhere.succeed(command, in: "/")).allSatisfy { $0.status == "cached" })
        try elsewhere.write(
            lines[0].replacing("stages ", with: "stages 9") + "\n"
                + lines[0].replacing("[0,128]", with: "[0,100]")
                + "\n", to: "tasks.jsonl")
        let other = try elsewhere.run(command, in: "/")
        #expect(other.status == 75)
        let told = try answers(of: other)
        #expect(told.map(\.status) == ["retry", "failed"])
        #expect(told[0].message?.contains("this program is") == true)
    }

    @Test("are performed again, they alone, where one byte of what they came to is another")
    func damaged() throws {
        let project = try SharedProject()
        try project.apart.succeed(project.arguments(on: "processes:2"))
        let manifests = project.manifests
        let text = try String(contentsOfFile: manifests[2], encoding: .utf8)
        let digest = try #require(text.firstMatch(of: /"sha256":"([0-9a-f]{64})"/)).1
        let blob = "\(project.shared)/blobs/\(digest.prefix(2))/\(digest)"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: blob))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: blob))
        try FileManager.default.removeItem(atPath: "\(project.shared)/attempts")
        try project.apart.remove("results")
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual())
        let again = try project.lines()
        #expect(again.count == 1)
        #expect(manifests[2].contains(try project.id(of: again[0])))
        #expect(project.manifests == manifests)
    }

    @Test("that end their process are named with their series, while all others are performed")
    func poison() throws {
        let project = try SharedProject()
        let worker = try project.poisonedProgram()
        let failed = try project.apart.run(project.arguments(on: "processes:2") + ["--worker", worker])
        #expect(failed.status == 4)
        #expect(
            failed.errors.contains("1 of 5 tasks could not be performed; what the others came to is kept"),
            "\(failed.errors)")
        #expect(
            failed.errors.contains("on volume, series 129 to 256 ('SKU000128' to 'SKU000255')"),
            "\(failed.errors)")
        #expect(failed.errors.contains("the process that performed it ended"), "\(failed.errors)")
        #expect(project.manifests.count == 4)
        let given = try project.apart.run(
            project.arguments(on: "processes:1") + ["--worker", "/bin/false", "--max-failures", "0"])
        #expect(given.status == 4)
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual() && project.manifests.count == 5)
    }

    @Test("ask for another attempt and say why where the store is full or read-only")
    func unwritable() throws {
        let project = try SharedProject()
        try project.apart.succeed(project.arguments(on: "processes:1"))
        try project.apart.write(try project.lines()[0] + "\n", to: "tasks.jsonl")
        for manifest in project.manifests { try FileManager.default.removeItem(atPath: manifest) }
        let command = ["task", "--shared", project.shared, "--from", "tasks.jsonl"]
        // The first two files are the project's, in the worker's own folder.
        let full = try project.apart.run(command, environment: ["FORECAST_FAILPOINT": "blob.write:3=full"])
        #expect(full.status == 75)
        #expect(
            try answers(of: full)[0].message
                == "the shared store \(project.shared) is not written: No space left on device")
        guard getuid() == 0 else { return }
        let mount = "mount --bind '\(project.shared)' '\(project.shared)'"
        let mounted = try project.shell("\(mount) && mount -o remount,bind,ro '\(project.shared)'")
        defer { _ = try? project.shell("umount '\(project.shared)'") }
        guard mounted.status == 0 else {
            print("skipped: no file system can be mounted here")
            return
        }
        let locked = try project.apart.run(command)
        #expect(locked.status == 75)
        #expect(
            try answers(of: locked)[0].message
                == "the shared store \(project.shared) is not written: Read-only file system")
        try project.apart.remove("results")
        let run = try project.apart.run(project.arguments(on: "processes:1"))
        #expect(run.status == 4 && run.errors.contains("is not written: Read-only file system"))
    }

    @Test("are stopped by Ctrl-C, and what was done by then is not done again")
    func interrupted() throws {
        let project = try SharedProject()
        // Nothing but the first task comes to its end before the run has said that it stops, which the others then find.
        let go = "\(project.shared)-go"
        let worker = try project.program(
            """
            case "$line" in *'"series":[0,'*) ;; *) \(project.wait(for: go)) ;; esac
            """)
        let process = try BuiltProgram.start(
            project.arguments(on: "processes:2") + ["--worker", worker], in: project.apart.root)
        try BuiltProgram.wait(for: "a task that is done", of: process) { !project.manifests.isEmpty }
        process.interrupt()
        try BuiltProgram.wait(for: "the stop file", of: process) {
            project.everyFile(in: "attempts").contains { $0.hasSuffix("/cancelled") }
        }
        try "".write(toFile: go, atomically: true, encoding: .utf8)
        #expect(try BuiltProgram.finish(process).status == 130)
        let before = try project.manifests.map { ($0, try SharedProject.modified($0)) }
        // Each of two workers has had one in hand besides.
        #expect((1...3).contains(before.count), "\(before)")
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual() && project.manifests.count == 5)
        for (manifest, time) in before { #expect(try SharedProject.modified(manifest) == time) }
    }

    @Test("are asked for in words that fit together")
    func options() throws {
        let project = try ScratchProject(spec: SharedProject.spec.replacing("big", with: "shop"))
        for wrong in [
            ["--on", "slurm"], ["--on", "spark://host:7077"], ["--shared", "x"],
            ["--on", "spark://host", "--shared", "x"], ["--on", "processes:2", "--worker", "x"],
            ["--on", "processes:2", "--shared", "x", "--series-per-task", "0"],
        ] {
            #expect(try project.run(["run", "experiments/shop.yaml"] + wrong).status == 2, "\(wrong)")
        }
        let noSpark = try project.run(
            ["run", "experiments/shop.yaml", "--on", "spark://localhost:1", "--shared", project.path("s")],
            environment: ["SPARK_HOME": ""])
        #expect(noSpark.status == 4 && noSpark.errors.contains("SPARK_HOME is not set"), "\(noSpark.errors)")
    }
}
