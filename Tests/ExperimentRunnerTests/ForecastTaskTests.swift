import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastTasks
import Reports
import Testing
import Workers

@Suite("A task as a value") struct ForecastTaskTests {
    private static let spec = """
        experiment: small
        data: {dataset: shop, targets: [volume]}
        models: {ses: {kind: ses, paths: 50}, mean: {kind: mean}, both: {kind: ensemble, members: [ses, mean]}}
        backtest: {horizon: 2, windows: 3, step: 2, refit: 2}
        quantiles: [0.1, 0.5, 0.9]

        """
    /// Two whole chunks and a part of one.
    private static let seriesCount = 2 * ForecastStage.chunkSize + 30

    private func inputs() throws -> StageInputs {
        try StageInputs(Self.spec, .lively(series: Self.seriesCount, weeks: 24))
    }

    private func tasks(_ inputs: StageInputs, size: Int? = nil) -> [ForecastTask] {
        TaskList(
            inputs.spec, .standard, specDigest: Digest.sha256("spec"), dataDigest: Digest.sha256("data"),
            memory: 50
        ).tasks(on: "volume", series: Self.seriesCount, windows: 3, seriesPerTask: size)
    }

    private func worker(
        _ inputs: StageInputs, _ store: TemporaryStore, progress: any RunProgress = SilentProgress()
    ) throws -> TaskWorker {
        let (history, classes) = (try inputs.history(), try inputs.classes())
        let queue = WorkQueue(jobs: 2)
        return TaskWorker(
            try LearningHistory(history, classes: classes, of: inputs.spec, .standard, queue: queue),
            of: inputs.spec, .standard, libraries: ".", files: ".", store: try store.open(),
            ignoresCache: false, queue: queue, progress: progress,
            shared: SharedWork(
                of: history, classes: classes, levels: inputs.spec.quantiles, clock: { 0 }),
            spent: TimeByModel(jobs: 2, clock: { 0 }))
    }

    @Test(
        "has whole chunks of series, a sixteenth of a small panel unless another number is asked for",
        arguments: [
            (nil, 600, 128), (nil, 4096, 256), (nil, 1_000_000, 10_112), (1, 600, 128), (129, 600, 256),
        ])
    func size(wanted: Int?, series: Int, size: Int) {
        #expect(SharedTasks.seriesPerTask(wanted, of: series) == size)
    }

    @Test("has all series where any number of them may be in it")
    func unlimited() throws {
        #expect(SharedTasks.seriesPerTask(.max, of: 600) == 640)
        #expect(try tasks(inputs(), size: .max).count == 1)
    }

    @Test("is one line of JSON, and the same task again")
    func line() throws {
        let task = ForecastTask(
            .local, code: "0; stages 1 2 3; ses 2; portable-1", spec: Digest.sha256("spec"),
            data: Digest.sha256("data"), target: "volume", models: ["ses", "b/\u{202E}"], series: 128..<256,
            windows: 2, memory: 70)
        let line = try task.line
        #expect(
            line == #"{"code":"0; stages 1 2 3; ses 2; portable-1","data":""# + Digest.sha256("data").hex
                + #"","format":1,"kind":"forecast.local","models":["ses","b/\u202e"],"needs":{"cpu":1,"memory_mb":70},"#
                + #""series":[128,256],"spec":""# + Digest.sha256("spec").hex
                + #"","target":"volume","windows":[1,2]}"#)
        #expect(try ForecastTask(line: line) == task)
        #expect(try task.id == Digest.sha256(line))
    }

    @Test("that is a piece of a model names its windows, from 1 and in order")
    func piece() throws {
        let task = ForecastTask(
            .prediction, code: "0", spec: Digest.sha256("spec"), data: Digest.sha256("data"),
            target: "volume", models: ["trees"], series: 128..<256, windows: 2, rounds: [0, 4], memory: 70)
        let line = try task.line
        #expect(line.contains(#""kind":"forecast.predict""#) && line.contains(#""rounds":[1,5]"#))
        #expect(try ForecastTask(line: line) == task)
        for wrong in ["[]", "[0]", "[5,1]", "[1,1]", "[1.5]"] {
            #expect(throws: ReportError.self) {
                try ForecastTask(line: line.replacing(#""rounds":[1,5]"#, with: #""rounds":"# + wrong))
            }
        }
    }

    @Test(
        "is refused where the line is not exactly its own",
        arguments: [
            ("\"format\":1", "\"format\":2"), ("forecast.local", "forecast.magic"), ("[0,286]", "[0,286.5]"),
            ("[0,286]", "[286,0]"), ("[0,286]", "[0]"), ("\"windows\":[1,2,3]", "\"windows\":[1,3,2]"),
            ("\"cpu\":1", "\"cpu\":2"), (",\"format\"", ", \"format\""),
            ("{\"code\"", "{\"extra\":1,\"code\""),
            ("\"data\":\"", "\"data\":\"zz"), ("\"target\":", "\"goal\":"),
        ])
    func refused(old: String, new: String) throws {
        let line = try tasks(inputs())[0].line
        #expect(throws: ReportError.self) { try ForecastTask(line: line.replacing(old, with: new)) }
        for text in ["", "{}", "[1]", "null", "task", line + " ", "\u{0}"] {
            #expect(throws: ReportError.self) { try ForecastTask(line: text) }
        }
    }

    @Test("takes whole chunks of series, and no model that is made of others")
    func list() throws {
        let inputs = try inputs()
        #expect(tasks(inputs).map(\.series) == [0..<286])
        #expect(tasks(inputs, size: 1).map(\.series) == [0..<128, 128..<256, 256..<286])
        #expect(tasks(inputs, size: 200).map(\.series) == [0..<256, 256..<286])
        // With the baseline that joins every spec.
        #expect(
            tasks(inputs).allSatisfy {
                $0.models.starts(with: ["ses", "mean"]) && !$0.models.contains("both")
            })
    }

    @Test("in pieces, in any order, fills the store with the bits of a run at one go")
    func pieces() throws {
        let inputs = try inputs()
        let whole = try worker(inputs, TemporaryStore()).performAll(tasks(inputs))
        let store = TemporaryStore()
        for task in tasks(inputs, size: 1).reversed() {
            let part = try worker(inputs, store).perform(task)
            for (model, name) in inputs.spec.models.map(\.name).enumerated() where name != "both" {
                let blocks = try #require(part[name]?.blocks)
                #expect(blocks.bits == whole[model].blocks.map { $0.selecting(Array(task.series)) }.bits)
            }
        }
        let work = CountedWork()
        let read = try worker(inputs, store, progress: work).performAll(tasks(inputs))
        #expect(read.map(\.blocks.bits) == whole.map(\.blocks.bits))
        #expect(work.computed == 0 && work.done > 0)
    }

    @Test("has one manifest, whoever performs it, and another where a forecast is another")
    func manifest() throws {
        let inputs = try inputs()
        let task = tasks(inputs, size: 128)[1]
        func manifest(_ inputs: StageInputs, _ store: TemporaryStore) throws -> [UInt8] {
            let worker = try worker(inputs, store)
            return try worker.files(of: task).manifest.bytes
        }
        let store = TemporaryStore()
        let first = try manifest(inputs, store)
        #expect(try manifest(inputs, store) == first && manifest(inputs, TemporaryStore()) == first)
        var changed = inputs
        changed.panel = changed.panel.changing { $0 == 200 && $1 == 3 ? 99.5 : nil }
        #expect(try manifest(changed, store) != first)
        var elsewhere = inputs
        elsewhere.panel = elsewhere.panel.changing { $0 == 20 && $1 == 3 ? 99.5 : nil }
        #expect(try manifest(elsewhere, store) == first)
        let text = String(decoding: first, as: UTF8.self)
        #expect(text.contains(#""fallback_series":[]"#) && text.contains(#""name":"ses/18""#))
    }

    @Test("learns of earlier windows by fits of their own, whatever was trained since")
    func trained() throws {
        var inputs = try inputs()
        let yaml = Self.spec.replacing("windows: 3, step: 2, refit: 2", with: "windows: 1")
            .replacing("members: [ses, mean]", with: "members: [ses, mean], weights: learned")
        inputs = try StageInputs(yaml, inputs.panel)
        let tasks = TaskList(
            inputs.spec, .standard, specDigest: Digest.sha256("spec"), dataDigest: Digest.sha256("data"),
            memory: 50
        ).tasks(on: "volume", series: Self.seriesCount, windows: 1)
        // What was learned of quite other series.
        var others = inputs
        others.panel = inputs.panel.changing { series, week in Double(1 + (week * week + series) % 17) }
        var models = TrainedModels()
        models.add(
            try #require(try worker(others, TemporaryStore()).train(inputs.spec.models[0])), as: "ses")
        let fresh = try worker(inputs, TemporaryStore()).performAll(tasks)
        let again = try worker(inputs, TemporaryStore()).using(models).performAll(tasks)
        #expect(fresh[0].blocks.bits != again[0].blocks.bits)
        let learned = try #require(fresh[2].learned)
        #expect(learned.windows.map(\.earlier) == [1] && learned.windows[0].shares.count == 2)
        #expect(again[2].learned?.windows[0].shares == learned.windows[0].shares)
    }

    @Test("is found unfit before anything is computed")
    func unfit() throws {
        let inputs = try inputs()
        let worker = try worker(inputs, TemporaryStore())
        let good = tasks(inputs, size: 128)[0]
        try worker.check(good)
        func changed(
            _ step: ForecastTask.Step = .local, models: [String] = ["ses"], series: Range<Int> = 0..<128,
            windows: Int = 3, rounds: [Int] = []
        ) -> ForecastTask {
            ForecastTask(
                step, code: good.code, spec: good.spec, data: good.data, target: good.target, models: models,
                series: series, windows: windows, rounds: rounds, memory: good.memory)
        }
        for task in [
            changed(models: ["other"]), changed(models: ["both"]), changed(.global), changed(series: 0..<100),
            changed(series: 5..<128), changed(series: 256..<287), changed(windows: 2),
            changed(.global, series: 0..<286), changed(.training, series: 0..<286),
            changed(.prediction), changed(rounds: [0]), changed(rounds: [3]),
        ] {
            #expect(throws: UnfitTask.self) { try worker.check(task) }
        }
    }
}
