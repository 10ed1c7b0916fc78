import Foundation
import Testing

/// Four projects as they may stand when CI gates them: `Golden/gate` holds their data, specs and champions, made
/// by `Tests/GoldenSources/gate_histories.sh`, and what the gate says of each. The registries of `pass` and `chance` are
/// of schema version 1.
@Suite("gate on four histories") struct GateHistoryTests {
    private static let folder = "Tests/CommandLineTests/Golden/gate"

    /// The project as it was committed.
    static func project(_ history: String) throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        let data = history == "regression" ? "regression/data" : "data"
        for name in ["dataset.yaml", "demand.csv", "holidays.csv", "snapshot.lock"] {
            try project.write(try read("\(data)/\(name)"), to: "datasets/shop/\(name)")
        }
        try project.write(try read("\(history)/shop.yaml"), to: "experiments/shop.yaml")
        try project.write(try read("\(history)/champions.yaml"), to: "results/champions.yaml")
        return project
    }

    private static func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(packageRoot)/\(folder)/\(name)", encoding: .utf8)
    }

    /// Without the digests, which follow every change of the program.
    private func masked(_ text: String) -> String {
        text.replacing(#/\b[0-9a-f]{64}\b/#, with: "DIGEST").replacing(#/\b[0-9a-f]{12}\b/#, with: "RUN")
    }

    @Test(
        "the exit code, the terminal, the Markdown and the JUnit file of each",
        arguments: [("pass", 0), ("chance", 0), ("regression", 1), ("impossible", 4)])
    func history(name: String, status: Int32) throws {
        let project = try Self.project(name)
        let result = try project.run([
            "gate", "experiments/shop.yaml", "--quiet", "--junit", "out/gate.xml", "--summary", "gate.md",
        ])
        #expect(result.status == status, "\(result.output)\(result.errors)")
        let folder = "\(Self.folder)/\(name)"
        try expectGolden(masked(result.output + result.errors), "terminal.txt", in: folder)
        try expectGolden(masked(try project.read("gate.md")), "summary.md", in: folder)
        try expectGolden(masked(try project.read("out/gate.xml")), "junit.xml", in: folder)
    }

    @Test("what the gate says elsewhere changes no result, warm or cold")
    func sameDigest() throws {
        let project = try Self.project("pass")
        try project.succeed(["gate", "experiments/shop.yaml", "--quiet"])
        let digest = try project.resultDigest()
        try project.succeed(["gate", "experiments/shop.yaml", "--summary", "warm.md"])
        try project.remove("results/.store")
        let json = try project.succeed(
            ["gate", "experiments/shop.yaml", "--quiet", "--json", "--junit", "gate.xml"],
            environment: ["GITHUB_STEP_SUMMARY": project.path("step.md")])
        #expect(try project.resultDigest() == digest)
        #expect(try project.read("step.md") == project.read("warm.md"))
        let object = try TrustProject.object(json.output)
        #expect(object["decision"] as? String == "passed" && object["result_digest"] as? String == digest)
        #expect((object["checks"] as? [Any])?.count == 4)
    }

    @Test("a summary is appended and stays below the limit, however many gates write into one file")
    func appending() throws {
        let project = try Self.project("regression")
        try project.write("# Before\n", to: "gate.md")
        for _ in 0..<12 {
            let result = try project.run(["gate", "experiments/shop.yaml", "--quiet", "--summary", "gate.md"])
            #expect(result.status == 1)
        }
        let text = try project.read("gate.md")
        #expect(text.hasPrefix("# Before\n\n**GATE FAILED** shop: "))
        #expect(text.components(separatedBy: "**GATE FAILED**").count == 13)
        #expect(text.utf8.count < 65_536)
    }

    @Test("whatever stops a gate is an error of the build server, and no earlier pass is left")
    func errors() throws {
        let project = try Self.project("pass")
        let gate = ["gate", "experiments/shop.yaml", "--quiet", "--junit", "gate.xml"]
        try project.succeed(gate)
        #expect(try project.read("gate.xml").contains("errors=\"0\""))
        for (change, status) in [("models.ses.alpha=7", 2), ("data.dataset=gone", 3)] as [(String, Int32)] {
            let result = try project.run(gate + ["--set", change, "--json"])
            #expect(result.status == status, "\(result.errors)")
            let xml = try project.read("gate.xml")
            #expect(xml.contains("errors=\"1\"") && xml.contains("<error message="), "\(change): \(xml)")
            #expect(try TrustProject.object(result.output)["decision"] as? String == "impossible")
        }
        try project.succeed(gate)
        let killed = try project.run(gate + ["--force"], environment: ["FORECAST_FAILPOINT": "report.write"])
        #expect(killed.status == 9 && !project.exists("gate.xml"))
    }

    @Test(
        "a place that is none for a file is refused before anything is run",
        arguments: ["--junit", "--summary"])
    func places(option: String) throws {
        let project = try Self.project("pass")
        try FileManager.default.createSymbolicLink(
            atPath: project.path("link"), withDestinationPath: project.path("experiments/shop.yaml"))
        for path in ["/dev/null", "results", "link", "new/"] {
            let result = try project.run(["gate", "experiments/shop.yaml", option, path])
            #expect(result.status == 2 && result.errors.contains("error[E220]"), "\(path): \(result.errors)")
        }
        #expect(!project.exists("results/shop"))
    }

    @Test("no file of the project is written over or into, nor one file by two options")
    func keptFiles() throws {
        let project = try Self.project("pass")
        let gate = ["gate", "experiments/shop.yaml", "--quiet"]
        let own = [
            "results/champions.yaml", "experiments/shop.yaml", "datasets/shop/demand.csv",
            "datasets/shop/snapshot.lock",
        ]
        let before = try own.map(project.read)
        for path in own + ["experiments/new.yaml"] {
            for option in ["--junit", "--summary"] {
                let result = try project.run(gate + [option, path])
                #expect(result.status == 2 && result.errors.contains("error[E228]"), "\(result.errors)")
            }
            for command in [["data", "show", "shop"], ["compare", "results/shop", "results/shop"]] {
                let result = try project.run(command + ["--html", path])
                #expect(result.status == 2 && result.errors.contains("error[E228]"), "\(result.errors)")
            }
            let step = try project.run(gate, environment: ["GITHUB_STEP_SUMMARY": project.path(path)])
            #expect(step.status == 2 && step.errors.contains("GITHUB_STEP_SUMMARY"), "\(step.errors)")
        }
        #expect(try own.map(project.read) == before && !project.exists("experiments/new.yaml"))
        try project.write("<testsuites/>", to: "old.xml")
        let same = try project.run(gate + ["--junit", "old.xml", "--summary", "./old.xml"])
        #expect(same.status == 2 && same.errors.contains("error[E229]"), "\(same.errors)")
        #expect(try project.read("old.xml") == "<testsuites/>")
        // An earlier pass goes, whatever is wrong with the other place.
        let other = try project.run(gate + ["--junit", "old.xml", "--summary", "results"])
        #expect(other.status == 2 && !project.exists("old.xml"))
        #expect(!project.exists("results/shop"))
    }

    @Test("one file for --summary and GITHUB_STEP_SUMMARY is written to once")
    func oneSummary() throws {
        let project = try Self.project("pass")
        try project.succeed(
            ["gate", "experiments/shop.yaml", "--quiet", "--summary", "gate.md"],
            environment: ["GITHUB_STEP_SUMMARY": project.path("gate.md")])
        #expect(try project.read("gate.md").components(separatedBy: "**GATE PASSED**").count == 2)
    }

    @Test("what cannot be published is not said to have passed")
    func unpublished() throws {
        let project = try Self.project("pass")
        try project.write("", to: "file")
        let gate = ["gate", "experiments/shop.yaml", "--quiet", "--junit", "gate.xml"]
        let result = try project.run(gate + ["--summary", "file/gate.md"])
        #expect(result.status != 0 && !result.output.contains("gate passed"), "\(result.output)")
        #expect(!project.exists("gate.xml"))
    }

    @Test("lines fit the terminal, and say which guardrails are not the gate's")
    func width() throws {
        let project = try Self.project("pass")
        let result = try project.succeed(
            ["gate", "experiments/shop.yaml", "--quiet"], environment: ["COLUMNS": "80"])
        let lines = result.output.components(separatedBy: "gate on wape")[1].split(separator: "\n")
        #expect(lines.count > 8 && lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("  note  of the guardrails the gate checks") })
    }
}
