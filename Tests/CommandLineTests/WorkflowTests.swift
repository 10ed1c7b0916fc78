import Foundation
import Testing

@Suite("init ci") struct WorkflowTests {
    private static let path = ".github/workflows/forecast-gate.yml"
    private static let engine = [
        "--engine", "example/forecast-engine@0123456789abcdef0123456789abcdef01234567",
    ]

    @Test("writes the workflow once, and again only with --force")
    func golden() throws {
        let project = try GateHistoryTests.project("pass")
        let result = try project.succeed(["init", "ci"] + Self.engine)
        try expectGolden(result.output, "init.ci.txt")
        try expectGolden(try project.read(Self.path), "init.ci.yml")
        let again = try project.run(["init", "ci"] + Self.engine)
        #expect(again.status == 2 && again.errors.contains("error[E223]") && again.errors.contains("--force"))
        try project.succeed(["init", "ci", "--force"] + Self.engine)
        try project.succeed(["init", "ci", "--output", "elsewhere.yml", "--json"] + Self.engine)
        #expect(try project.read("elsewhere.yml") == project.read(Self.path))
    }

    @Test("builds in place where the project is forecast-engine itself, and fetches what a script fetches")
    func ownCheckout() throws {
        let project = try GateHistoryTests.project("pass")
        try project.write("let package = Package(name: \"forecast-engine\")\n", to: "Package.swift")
        try project.write("#!/bin/sh\n", to: "datasets/shop/fetch.sh")
        try project.succeed(["init", "ci"])
        let text = try project.read(Self.path)
        #expect(text.contains("          make build\n") && !text.contains(".forecast-engine"))
        #expect(text.contains("          ./datasets/shop/fetch.sh\n"))
    }

    @Test(
        "gates all that have a champion, else every spec that declares a promotion; one that cannot be read is told"
    )
    func specs() throws {
        let project = try GateHistoryTests.project("pass")
        let spec = try project.read("experiments/shop.yaml")
        try project.write(
            spec.replacing("experiment: shop", with: "experiment: other"), to: "experiments/other.yaml")
        try project.write("experiment: [", to: "experiments/broken.yaml")
        let broken = try project.run(["init", "ci", "--force"] + Self.engine)
        #expect(broken.status == 2 && broken.errors.contains("experiments/broken.yaml:"), "\(broken.errors)")
        #expect(!project.exists(Self.path))
        try project.remove("experiments/broken.yaml")
        let gated = { (arguments: [String]) in
            let output = try project.succeed(["init", "ci", "--json", "--force"] + Self.engine + arguments)
                .output
            return try TrustProject.object(output)["specs"] as? [String]
        }
        #expect(try gated([]) == ["experiments/shop.yaml"])
        #expect(try gated(["--spec", "experiments/other.yaml"]) == ["experiments/other.yaml"])
        let told = try project.succeed(["init", "ci", "--force"] + Self.engine).output
        #expect(told.contains("not    experiments/other.yaml: its experiment has no champion"), "\(told)")
        // A part that other specs extend is none itself; nor is it a reason to stop.
        try project.write("models: {naive: {kind: naive}}\n", to: "experiments/part.yaml")
        #expect(try project.run(["init", "ci", "--force"] + Self.engine).status == 2)
        try project.write(
            "extends: part.yaml\n" + spec.replacing("experiment: shop", with: "experiment: other"),
            to: "experiments/other.yaml")
        #expect(try gated([]) == ["experiments/shop.yaml"])
        // Two with a champion and one without.
        let champions = try project.read("results/champions.yaml")
        let third =
            champions
            + champions.components(separatedBy: "champions:\n")[1]
            .replacing("experiment: shop", with: "experiment: third")
        try project.write(third, to: "results/champions.yaml")
        try project.write(
            spec.replacing("experiment: shop", with: "experiment: third"), to: "experiments/shop.yml")
        #expect(try gated([]) == ["experiments/shop.yaml", "experiments/shop.yml"])
        // Both files are called shop.
        #expect(try project.read(Self.path).contains("--junit \"gate/$(basename \"$spec\").xml\""))
        try project.remove("experiments/shop.yml")
        try project.remove("results/champions.yaml")
        #expect(try gated([]) == ["experiments/other.yaml", "experiments/shop.yaml"])
    }

    @Test("a reference that looks like a number stays text")
    func reference() throws {
        let project = try GateHistoryTests.project("pass")
        try project.succeed(["init", "ci", "--engine", "example/forecast-engine@1.10"])
        #expect(try project.read(Self.path).contains("ref: \"1.10\"\n"))
    }

    @Test("refuses what a shell, YAML or GitHub could read as something else")
    func hostile() throws {
        let project = try GateHistoryTests.project("pass")
        let spec = try project.read("experiments/shop.yaml")
        for name in ["a b", "$(id)", "${{ github.token }}", "a;b", "-x"] {
            try project.write(spec, to: "experiments/\(name).yaml")
            let result = try project.run(["init", "ci", "--spec", "experiments/\(name).yaml"] + Self.engine)
            // "-x" is below experiments/, so it begins with a letter.
            #expect(result.status == (name == "-x" ? 0 : 2), "\(name): \(result.errors)")
            if name == "-x" { try project.remove(Self.path) }
        }
        for engine in ["x", "a/b", "a/b@", "a@b", "a/b@c d", "a/b/c@d", "a/b@${{x}}", "a/b@c@d"] {
            let result = try project.run(["init", "ci", "--engine", engine])
            #expect(result.status == 2 && result.errors.contains("error[E223]"), "\(engine)")
        }
        #expect(!project.exists(Self.path))
    }

    @Test("a project from others does not decide where the file goes")
    func links() throws {
        let project = try GateHistoryTests.project("pass")
        let elsewhere = try ScratchProject(spec: nil)
        try FileManager.default.createSymbolicLink(
            atPath: project.path(".github"), withDestinationPath: elsewhere.root)
        let result = try project.run(["init", "ci"] + Self.engine)
        #expect(result.status == 2 && result.errors.contains("leads out of the project"), "\(result.errors)")
        #expect(!elsewhere.exists("workflows"))
    }

    @Test("init with a CSV file is what it was, its options first or last")
    func csv() throws {
        let project = try GateHistoryTests.project("pass")
        try project.succeed(["init", "--name", "first", "datasets/shop/demand.csv"])
        try project.succeed(["init", "datasets/shop/demand.csv", "--name", "second"])
        try project.succeed(["init", "csv", "datasets/shop/demand.csv", "--name", "third"])
        #expect(project.exists("experiments/first.yaml") && project.exists("experiments/third.yaml"))
        let none = try project.run(["init"])
        #expect(none.status == 2 && none.errors.contains("<file>"), "\(none.errors)")
    }

    // MARK: - The scripts in it

    /// The `run:` block of the step `name`.
    private func script(_ name: String, in workflow: String) throws -> String {
        let step = try #require(workflow.components(separatedBy: "- name: \(name)\n").dropFirst().first)
        let block = try #require(step.components(separatedBy: "run: |\n").dropFirst().first)
        return block.components(separatedBy: "\n").prefix { $0.isEmpty || $0.hasPrefix("          ") }
            .map { String($0.dropFirst(10)) }.joined(separator: "\n")
    }

    private func bash(_ script: String, in project: ScratchProject, _ variables: [String: String] = [:])
        throws
        -> BuiltProgram.Result
    {
        let programs = URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent().path
        var environment = variables
        environment["PATH"] = "\(project.root):\(programs):/usr/local/bin:/usr/bin:/bin"
        // As GitHub runs `shell: bash`.
        return try BuiltProgram.run(
            ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], in: project.root,
            environment: environment, program: "/bin/bash")
    }

    @Test(
        "the gate's exit code decides, and its files are where later steps look",
        arguments: [("pass", 0), ("chance", 0), ("regression", 1), ("impossible", 4)])
    func gateStep(history: String, status: Int32) throws {
        let project = try GateHistoryTests.project(history)
        try project.succeed(["init", "ci"] + Self.engine)
        let script = try script("Gate", in: try project.read(Self.path))
        let result = try bash(script, in: project, ["GITHUB_STEP_SUMMARY": project.path("step.md")])
        #expect(result.status == status, "\(result.errors)")
        #expect(try project.read("gate/comment.md") == project.read("step.md"))
        #expect(try project.read("gate/shop.xml").contains("<testsuite name=\"shop\""))
    }

    @Test("of several specs all are gated, and the first failure decides")
    func severalSpecs() throws {
        let project = try GateHistoryTests.project("regression")
        let spec = try project.read("experiments/shop.yaml")
        try project.write(
            spec.replacing("experiment: shop", with: "experiment: other"), to: "experiments/zoo.yaml")
        try project.write(
            try project.read("results/champions.yaml")
                + project.read("results/champions.yaml").components(separatedBy: "champions:\n")[1]
                .replacing("experiment: shop", with: "experiment: other").replacing(
                    "value: 58", with: "value: 99"),
            to: "results/champions.yaml")
        try project.succeed(["init", "ci"] + Self.engine)
        let script = try script("Gate", in: try project.read(Self.path))
        let result = try bash(script, in: project)
        #expect(result.status == 1, "\(result.errors)")
        let comment = try project.read("gate/comment.md")
        #expect(comment.contains("**GATE FAILED** shop") && comment.contains("**GATE FAILED** other"))
        #expect(project.exists("gate/shop.xml") && project.exists("gate/zoo.xml"))
    }

    @Test("one comment is written, and the next time changed")
    func commentStep() throws {
        let project = try GateHistoryTests.project("pass")
        try project.succeed(["init", "ci"] + Self.engine)
        let script = try script(
            "Write the comment, or change the one that is there", in: try project.read(Self.path))
        try FileManager.default.createDirectory(
            atPath: project.path("gate"), withIntermediateDirectories: true)
        try project.write("**GATE PASSED** shop\n", to: "gate/comment.md")
        // Stands in for gh: remembers what it is asked, and finds comment 17 once one was posted.
        try project.write(
            """
            #!/bin/bash
            echo "$*" >> calls.txt
            case "$*" in
                *POST*) touch posted ;;
                *paginate*) if [ -e posted ]; then echo 17; echo 18; fi ;;
            esac

            """, to: "gh")
        chmod(project.path("gh"), 0o755)
        let variables = ["GITHUB_REPOSITORY": "o/r", "NUMBER": "5"]
        for _ in 0..<2 {
            let result = try bash(script, in: project, variables)
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(try project.read("comment.md") == "<!-- forecast gate -->\n**GATE PASSED** shop\n")
        let calls = try project.read("calls.txt").split(separator: "\n")
        #expect(calls.count == 4)
        #expect(calls[0].contains("startswith(\"<!-- forecast gate -->\")"))
        #expect(calls[1].hasSuffix("--method POST repos/o/r/issues/5/comments --field body=@comment.md"))
        #expect(calls[3].hasSuffix("--method PATCH repos/o/r/issues/comments/17 --field body=@comment.md"))
    }
}
