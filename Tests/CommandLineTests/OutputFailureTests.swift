import Foundation
import Testing

/// What a shell can take away: the place where answers go, and the room to work in.
@Suite("Limits of the shell", .serialized) struct OutputFailureTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume], sample: 6}
        models:
          naive52: {kind: seasonal_naive, season: 52}
          ses: {kind: ses, paths: 50}
        backtest: {horizon: 4, windows: 3, step: 4}
        promotion: {champion: naive52, challengers: [ses], metric: wape}

        """

    /// A project with a run and a champion, for tests that run one after the other.
    private static let shared = Locked(
        Result {
            let project = try ScratchProject(spec: spec)
            try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
            try project.succeed(["promote", "results/shop/latest", "--model", "naive52", "--reason", "first"])
            return project
        })

    /// Every command that prints something and changes nothing that the others need.
    static let commands = [
        "--help", "--version", "validate experiments/shop.yaml", "validate experiments/shop.yaml --json",
        "validate experiments/shop.yaml --resolved", "plan experiments/shop.yaml",
        "plan experiments/shop.yaml --json",
        "run experiments/shop.yaml --quiet", "run experiments/shop.yaml --quiet --json",
        "run experiments/shop.yaml --dry-run", "verify results/shop/latest --quiet",
        "verify --canary results/shop/latest --quiet", "runs", "runs --json",
        "compare results/shop/latest results/shop/latest",
        "gate experiments/shop.yaml --quiet --candidate ses --tolerance-pp 100",
        "data show shop", "data check shop", "data snapshot shop", "cache stats", "cache check",
        "cache gc --dry-run",
        "cache explain experiments/shop.yaml", "schema", "completion bash", "man", "help run",
    ]

    private func shell(_ line: String, in project: ScratchProject) throws -> BuiltProgram.Result {
        try BuiltProgram.run(
            ["-c", line.replacing("FORECAST", with: "'\(BuiltProgram.path)'")], in: project.root,
            program: "/bin/bash")
    }

    @Test("an answer that does not get through is exit code 4 and a word", arguments: commands)
    func full(command: String) throws {
        let project = try Self.shared.withLock { try $0.get() }
        let usual = try shell("FORECAST \(command)", in: project)
        #expect(usual.status == 0, "\(usual.errors)")
        let result = try shell("FORECAST \(command) > /dev/full", in: project)
        #expect(result.status == 4, "\(result.errors)")
        #expect(
            result.errors.contains("error: cannot write to standard output: No space left on device"),
            "\(result.errors)")
    }

    @Test(
        "so is one that goes into a file that may not grow",
        arguments: ["schema", "man", "data show shop --json"])
    func fileSize(command: String) throws {
        let project = try Self.shared.withLock { try $0.get() }
        let result = try shell("ulimit -f 1; FORECAST \(command) > answer.txt", in: project)
        #expect(
            result.status == 4 && result.errors.contains("cannot write to standard output: File too large"),
            "\(result.errors)")
    }

    @Test(
        "so is one to a stream that is closed, and no file takes its place",
        arguments: ["runs", "run experiments/shop.yaml --quiet --force", "cache check"])
    func closed(command: String) throws {
        let project = try Self.shared.withLock { try $0.get() }
        let result = try shell("FORECAST \(command) >&-", in: project)
        #expect(
            result.status == 4 && result.errors.contains("cannot write to standard output"),
            "\(result.errors)")
        #expect(try shell("FORECAST \(command) 2>&- <&-", in: project).status == 0)
        #expect(try shell("FORECAST cache check", in: project).status == 0)
    }

    @Test("a reader that has had enough is no failure of the command")
    func pipe() throws {
        let project = try Self.shared.withLock { try $0.get() }
        let result = try shell("FORECAST schema | head -c 10 > /dev/null; echo ${PIPESTATUS[0]}", in: project)
        // The write after the last read ends the program by SIGPIPE, as it ends others.
        #expect(
            ["0\n", "141\n"].contains(result.output) && result.errors.isEmpty,
            "\(result.output)\(result.errors)")
    }

    @Test("a failed gate and an error keep their codes")
    func codes() throws {
        let project = try Self.shared.withLock { try $0.get() }
        #expect(try shell("FORECAST validate nowhere.yaml > /dev/full", in: project).status == 2)
        let gate = try shell(
            "FORECAST gate experiments/shop.yaml --quiet --candidate ses --set models.ses.alpha=0.999 --tolerance-pp 0 > /dev/full",
            in: project)
        #expect([1, 4].contains(gate.status) && gate.errors.contains("cannot write to standard output"))
    }

    @Test("files that may not grow end a run with code 4 and a word, and leave no half of it")
    func runFileSize() throws {
        let project = try ScratchProject(spec: Self.spec)
        for kilobytes in [1, 4, 16, 64] {
            let result = try shell(
                "ulimit -f \(kilobytes); FORECAST run experiments/shop.yaml --quiet", in: project)
            #expect(
                result.status == 4 || result.status == 0, "\(kilobytes): \(result.status) \(result.errors)")
            if result.status == 4 { #expect(result.errors.contains("File too large"), "\(result.errors)") }
        }
        #expect(try shell("ulimit -f 1; FORECAST run experiments/shop.yaml --quiet", in: project).status == 4)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
    }

    @Test("too few open files are said before any work", arguments: [6, 7, 8, 10, 15])
    func openFiles(count: Int) throws {
        let project = try ScratchProject(spec: Self.spec)
        let result = try shell("ulimit -n \(count); FORECAST run experiments/shop.yaml --quiet", in: project)
        #expect(result.status == 4 && !project.exists("results/shop"))
        #expect(
            result.errors
                == "error: only \(count) files may be open at once, which is too few to work with (ulimit -n; 16 are enough)\n",
            "\(result.errors)")
    }

    @Test("as many as are asked for are enough, on any number of threads")
    func enoughFiles() throws {
        let project = try ScratchProject(spec: Self.spec)
        for jobs in [1, 8] {
            let result = try shell(
                "ulimit -n 16; FORECAST run experiments/shop.yaml --quiet --force --jobs \(jobs)", in: project
            )
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test("a soft limit that may be raised is")
    func softLimits() throws {
        let project = try ScratchProject(spec: Self.spec)
        let result = try shell("ulimit -S -n 6; FORECAST run experiments/shop.yaml --quiet", in: project)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("too small a stack is said before any work", arguments: [64, 128, 255])
    func stack(kilobytes: Int) throws {
        let project = try ScratchProject(spec: Self.spec)
        let result = try shell(
            "ulimit -s \(kilobytes); FORECAST run experiments/shop.yaml --quiet", in: project)
        #expect(result.status == 4 && !project.exists("results/shop"))
        #expect(result.errors.contains("(ulimit -s; 256 are enough)"), "\(result.errors)")
    }

    @Test("the stack that is asked for is enough")
    func enoughStack() throws {
        let project = try ScratchProject(spec: ScratchProject.everyKind)
        let result = try shell(
            "ulimit -s 256; FORECAST run experiments/shop.yaml --quiet --jobs 4", in: project)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(
        "a cache that may not be written is not said to be cleaned, nor that results are computed",
        arguments: ["", "--dry-run"])
    func readOnlyCache(option: String) throws {
        guard getuid() != 0 else {
            // Root writes wherever it wants; the file system can still refuse.
            return try readOnlyMount(option)
        }
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        chmod(project.path("results/.store"), 0o500)
        defer { chmod(project.path("results/.store"), 0o700) }
        try expectRefusal(of: try shell("FORECAST cache gc \(option)", in: project))
    }

    private func readOnlyMount(_ option: String) throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let store = project.path("results/.store")
        let mounted = try shell(
            "mount --bind \(store) \(store) && mount -o remount,bind,ro \(store)", in: project)
        defer { _ = try? shell("umount \(store)", in: project) }
        guard mounted.status == 0 else {
            print("skipped: no file system can be mounted here")
            return
        }
        try expectRefusal(of: try shell("FORECAST cache gc \(option)", in: project))
    }

    private func expectRefusal(of result: BuiltProgram.Result) throws {
        #expect(result.status == 4 && result.output.isEmpty, "\(result.output)")
        #expect(result.errors.contains("cannot be cleaned: the folder is read-only"), "\(result.errors)")
        #expect(!result.errors.contains("computed"), "\(result.errors)")
    }
}
