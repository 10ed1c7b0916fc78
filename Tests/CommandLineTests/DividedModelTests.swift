import Foundation
import Testing

@Suite("global models in pieces by way of a shared store", .needsLightGBM)
struct DividedModelTests {
    /// Two models that are trained apart, in two of three windows each, and one that sees other series as it forecasts.
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: big, targets: [volume]}
        features:
          demand:
            lags: [1, 2]
            rolling_mean: [4]
            price: [current_price]
            classification: [abc_class]
            categorical: [category]
          grouped: {lags: [1], group_mean: {columns: [price], by: [category]}}
        models:
          step: {kind: lightgbm, features: demand, rounds: 20, intervals: conformal}
          recursive: {kind: lightgbm, features: demand, rounds: 20, strategy: recursive}
          grouped: {kind: lightgbm, features: grouped, rounds: 5}
          mean: {kind: mean}
        backtest: {horizon: 6, windows: 3, step: 6, refit: 2}
        promotion: {champion: step, challengers: [mean], metric: wape}

        """

    /// Tasks of one chunk for `mean`, a whole one, two trainings of two models, and their forecasts of each chunk.
    private static let counts = [
        "forecast.local": 5, "forecast.global": 1, "forecast.train": 4, "forecast.predict": 10,
    ]

    private func kinds(_ lines: [String]) -> [String: Int] {
        Dictionary(
            lines.compactMap { $0.firstMatch(of: /"kind":"([a-z.]+)"/).map { (String($0.1), 1) } },
            uniquingKeysWith: +)
    }

    @Test("give the bytes of a run alone, whatever the size of tasks, and are performed once")
    func clean() throws {
        let project = try SharedProject(Self.spec)
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == project.alone.computedForecasts())
        #expect(try kinds(project.lines()) == Self.counts)
        let first = project.manifests
        // Tasks of another size are others, as they name other pieces of the panel. The last piece, from series 512 on, is the
        // same, and so are the models that it is forecast by.
        try FileManager.default.removeItem(atPath: "\(project.shared)/attempts")
        try project.apart.remove("results")
        try project.apart.succeed(project.arguments(on: "processes:1", size: 512))
        #expect(try project.isEqual())
        #expect(
            try kinds(project.lines()) == [
                "forecast.local": 1, "forecast.global": 1, "forecast.train": 4, "forecast.predict": 2,
            ])
        #expect(Set(first).isSubset(of: project.manifests))
        // Everything comes from the store, and then from the cache.
        try project.apart.remove("results")
        try project.apart.succeed(project.arguments(on: "processes:1"))
        #expect(try project.isEqual() && project.apart.computedForecasts() == 0)
        try FileManager.default.removeItem(atPath: project.shared)
        try project.apart.remove("results/shop")
        try project.apart.succeed(project.arguments(on: "processes:1"))
        #expect(try project.isEqual() && project.manifests.isEmpty)
    }

    @Test("are forecast again for the series of a worker that is killed, and for no others")
    func killedWorker() throws {
        let project = try SharedProject(Self.spec)
        let told = "\(project.shared)-told"
        // Dies the first time that it is to forecast the second chunk of `step`.
        let worker = try project.program(
            """
            printf '%s\\n' "$line" >> '\(told)'
            case "$line" in *forecast.predict*'"step"'*'"series":[128,'*)
                mkdir '\(told)-once' 2>/dev/null && kill -9 $$ ;;
            esac
            """)
        try project.apart.succeed(project.arguments(on: "processes:2") + ["--worker", worker])
        #expect(try project.isEqual())
        let lines = try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n").map(String.init)
        let again = Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +).filter { $0.value > 1 }
        #expect(again.count == 1 && again.values.first == 2, "\(again)")
        #expect(again.keys.first?.contains(#""models":["step"]"#) == true)
        #expect(lines.count == Self.counts.values.reduce(1, +))
    }

    @Test("that cannot be trained are named, while what others forecast is kept")
    func poisonedTraining() throws {
        let project = try SharedProject(Self.spec)
        let worker = try project.program(
            #"case "$line" in *forecast.train*'"recursive"'*) kill -9 $$ ;; esac"#)
        let failed = try project.apart.run(project.arguments(on: "processes:2") + ["--worker", worker])
        #expect(failed.status == 4)
        #expect(failed.errors.contains("2 of 15 tasks could not be performed"), "\(failed.errors)")
        #expect(
            failed.errors.contains(
                "training recursive on volume, series 1 to 600 ('SKU000000' to 'SKU000599')"),
            "\(failed.errors)")
        #expect(project.manifests.count == 13)
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual() && project.manifests.count == Self.counts.values.reduce(0, +))
    }

    @Test("go on after a run that was killed while they were forecast: what was done is not done again")
    func killedRun() throws {
        let project = try SharedProject(Self.spec)
        let go = "\(project.shared)-go"
        let worker = try project.program(
            """
            case "$line" in *forecast.predict*'"series":[256,'*)
                \(project.wait(for: go)) ;;
            esac
            """)
        let run = try BuiltProgram.start(
            project.arguments(on: "processes:2") + ["--worker", worker], in: project.apart.root)
        // All but forecasts, and some of these.
        try BuiltProgram.wait(for: "eleven tasks that are done", of: run) { project.manifests.count >= 11 }
        kill(run.processIdentifier, SIGKILL)
        let before = Dictionary(
            uniqueKeysWithValues: try project.manifests.map { ($0, try SharedProject.modified($0)) })
        // The end of the run is seen when its workers, which have its files, have ended too.
        try "".write(toFile: go, atomically: true, encoding: .utf8)
        #expect(try BuiltProgram.finish(run).status == SIGKILL)
        try project.apart.succeed(project.arguments(on: "processes:2"))
        #expect(try project.isEqual())
        #expect(project.manifests.count == Self.counts.values.reduce(0, +))
        for (manifest, time) in before { #expect(try SharedProject.modified(manifest) == time) }
    }

    @Test("are listed as trainings, and once these are done as forecasts, which need no project")
    func listed() throws {
        let project = try SharedProject(Self.spec)
        let elsewhere = try ScratchProject(spec: nil)
        func list() throws -> [String] {
            try project.apart.succeed([
                "task", "--list", "experiments/shop.yaml", "--shared", project.shared, "--series-per-task",
                "128",
            ]).output.split(separator: "\n").map(String.init)
        }
        func perform(_ lines: [String]) throws -> BuiltProgram.Result {
            try elsewhere.write(lines.map { $0 + "\n" }.joined(), to: "tasks.jsonl")
            return try elsewhere.run(
                ["task", "--shared", project.shared, "--from", elsewhere.path("tasks.jsonl")], in: "/")
        }
        let first = try list()
        #expect(kinds(first) == Self.counts.filter { $0.key != "forecast.predict" })
        #expect(try perform(first).status == 0)
        let second = try list()
        #expect(kinds(second) == Self.counts.filter { $0.key != "forecast.train" })
        // A byte of a model that it forecasts by: another attempt, as the file is gone.
        let predictions = second.filter { $0.contains("forecast.predict") }
        let digest = try #require(
            predictions[0].firstMatch(of: /"name":"fit","sha256":"([0-9a-f]{64})"/)
        ).1
        let blob = URL(fileURLWithPath: "\(project.shared)/blobs/\(digest.prefix(2))/\(digest)")
        let bytes = try Data(contentsOf: blob)
        var changed = bytes
        changed[changed.count / 2] ^= 1
        try changed.write(to: blob)
        let damaged = try perform([predictions[0]])
        #expect(
            damaged.status == 75 && damaged.output.contains("do not have its digest"), "\(damaged.output)")
        try bytes.write(to: blob)
        let done = try perform(predictions)
        #expect(done.status == 0 && !done.output.contains("failed"), "\(done.output)")
        try project.apart.succeed(project.arguments(on: "processes:1"))
        #expect(try project.isEqual() && project.apart.computedForecasts() == 0)
        // Without the store that they name there is nothing to forecast by.
        try project.apart.write(predictions[0] + "\n", to: "tasks.jsonl")
        let alone = try project.apart.succeed(["task", "--from", "tasks.jsonl"])
        #expect(alone.output.contains("\"failed\"") && alone.output.contains("--shared"), "\(alone.output)")
    }
}
