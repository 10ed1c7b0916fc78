import Foundation
import Testing

@Suite("tasks in other processes") struct TaskTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: big, targets: [volume, revenue]}
        models:
          ses: {kind: ses, paths: 50}
          tsb: {kind: tsb}
          blend: {kind: ensemble, members: [ses, tsb]}
          best: {kind: ensemble, members: [ses, tsb], best: 1}
        backtest: {horizon: 6, windows: 3, step: 6, refit: 2}
        promotion: {champion: ses, challengers: [tsb], metric: wape}

        """

    private struct Answer: Decodable {
        let task, status: String
        let result: String?
        let message: String?
    }

    /// A project of 300 series, three chunks.
    private func project() throws -> ScratchProject {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed([
            "data", "generate", "--series", "300", "--weeks", "60", "--seed", "3", "--output",
            "datasets/big",
        ])
        try project.succeed(["data", "snapshot", "big"])
        return project
    }

    private func list(_ project: ScratchProject) throws -> [String] {
        try project.succeed(["task", "--list", "experiments/shop.yaml", "--series-per-task", "128"]).output
            .split(separator: "\n").map(String.init)
    }

    private func perform(
        _ lines: [String], _ project: ScratchProject, status: Int32 = 0, more: [String] = []
    ) throws -> [Answer] {
        try project.write(lines.map { $0 + "\n" }.joined(), to: "tasks.jsonl")
        let result = try project.run(["task", "--from", "tasks.jsonl"] + more)
        #expect(result.status == status, "\(result.errors)")
        return try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
    }

    @Test("leave nothing to a run of the same spec, which comes out the same")
    func filled() throws {
        let (apart, alone) = (try project(), try project())
        try alone.succeed(["run", "experiments/shop.yaml"])
        let lines = try list(apart)
        #expect(lines.count == 3 * 2)
        #expect(try list(alone) == lines)
        let first = try perform(lines.reversed(), apart)
        #expect(first.allSatisfy { $0.status == "done" && $0.message == nil })
        #expect(Set(first.compactMap(\.result)).count == 6)
        try apart.succeed(["run", "experiments/shop.yaml"])
        #expect(try apart.computedForecasts() == 0)
        #expect(try alone.computedForecasts() > 0)
        #expect(try apart.resultDigest() == alone.resultDigest())
        #expect(
            try apart.read("results/shop/latest/forecasts.csv")
                == alone.read("results/shop/latest/forecasts.csv"))
        // Once more, one by one, after a run that made the same in one process.
        for (index, answer) in first.reversed().enumerated() {
            let again = try perform(lines, apart, more: ["--index", "\(index)", "--jobs", "1"])
            #expect(again.map(\.status) == ["cached"] && again[0].result == answer.result)
            #expect(try perform(lines, alone, more: ["--index", "\(index)"])[0].result == answer.result)
        }
    }

    /// The processes that a running one has started.
    private static func children(of process: Process) -> [pid_t] {
        let pid = process.processIdentifier
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return tasks.flatMap { task in
            let list = try? String(contentsOfFile: "/proc/\(pid)/task/\(task)/children", encoding: .utf8)
            return (list ?? "").split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// Kills the first of them, while the process is stopped and does not see it end by itself.
    private static func killFirstChild(of process: Process) throws {
        try BuiltProgram.wait(for: "a process that performs tasks", of: process) {
            kill(process.processIdentifier, SIGSTOP)
            defer { kill(process.processIdentifier, SIGCONT) }
            return children(of: process).first.map { kill($0, SIGKILL) == 0 } == true
        }
    }

    @Test("that `--on processes:N` deals out give the same bytes, also where a process is killed")
    func processes() throws {
        let (apart, alone) = (try project(), try project())
        try alone.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let arguments = ["run", "experiments/shop.yaml", "--quiet", "--on"]
        for engine in ["processes:1", "processes:3"] {
            try apart.succeed(arguments + [engine])
            #expect(try apart.resultDigest() == alone.resultDigest())
            #expect(try apart.computedForecasts() == alone.computedForecasts())
            try apart.remove("results")
        }
        let process = try BuiltProgram.start(arguments + ["processes:2"], in: apart.root)
        try Self.killFirstChild(of: process)
        #expect(try BuiltProgram.finish(process).status == 0)
        #expect(try apart.resultDigest() == alone.resultDigest())
        #expect(
            try apart.read("results/shop/latest/forecasts.csv")
                == alone.read("results/shop/latest/forecasts.csv"))
    }

    @Test("in other processes are stopped by Ctrl-C, and the next run goes on")
    func interrupted() throws {
        let project = try project()
        // Minutes of work.
        let long = Self.spec.replacing("{kind: ses, paths: 50}", with: "{kind: auto, season: 13}")
            .replacing("windows: 3, step: 6, refit: 2", with: "windows: 12, step: 2")
        try project.write(long, to: "experiments/shop.yaml")
        let process = try BuiltProgram.start(
            ["run", "experiments/shop.yaml", "--quiet", "--on", "processes:2"], in: project.root)
        var started: pid_t?
        try BuiltProgram.wait(for: "a process that performs tasks", of: process) {
            started = Self.children(of: process).first
            return started != nil
        }
        let child = try #require(started)
        process.interrupt()
        let stopped = try BuiltProgram.finish(process)
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(kill(child, 0) != 0)
        try project.write(Self.spec, to: "experiments/shop.yaml")
        try project.succeed(["run", "experiments/shop.yaml", "--on", "processes:2"])
        for wrong in ["processes", "processes:0", "processes:65", "spark://host", "processes:2:3"] {
            #expect(try project.run(["run", "experiments/shop.yaml", "--on", wrong]).status == 2)
        }
        #expect(
            try project.run(["run", "experiments/shop.yaml", "--force", "--on", "processes:2"]).status == 2)
    }

    @Test("that can succeed nowhere are told and no reason to try again")
    func failed() throws {
        let project = try project()
        let lines = try list(project)
        let bad = [
            "not a task", lines[0].replacing("\"ses\"", with: "\"sesame\""),
            lines[0].replacing("[0,128]", with: "[0,100]"), lines[0].replacing("volume", with: "profit"),
        ]
        let answers = try perform(bad + [lines[0]], project)
        #expect(answers.map(\.status) == ["failed", "failed", "failed", "failed", "done"])
        #expect(answers.prefix(4).allSatisfy { $0.message?.isEmpty == false && $0.result == nil })
        #expect(answers[1].message?.contains("sesame") == true)
    }

    @Test("of another build, another spec or a cache that is not written ask for another attempt")
    func retry() throws {
        let project = try project()
        let lines = try list(project)
        let other = try perform([lines[0].replacing("stages ", with: "stages 9")], project, status: 75)
        #expect(other[0].status == "retry" && other[0].message?.contains("this program is") == true)
        let away = try perform(lines, project, status: 75, more: ["--store", project.path("elsewhere")])
        #expect(away.allSatisfy { $0.status == "retry" && $0.message?.contains("has no spec") == true })
    }

    @Test("are no command for people, and say what they take to who asks")
    func help() throws {
        let project = try ScratchProject(spec: nil)
        #expect(try !project.succeed(["--help"]).output.contains("  task "))
        #expect(try !project.run(["tisk"]).errors.contains("task"))
        #expect(try project.succeed(["task", "--help"]).output.contains("--series-per-task"))
        for wrong in [["--index", "1"], ["--list", "a", "--from", "b"], ["--series-per-task", "5"]] {
            #expect(try project.run(["task"] + wrong).status == 2)
        }
    }
}
