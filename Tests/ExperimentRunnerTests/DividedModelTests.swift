import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastTasks
import Testing
import Workers

@Suite("A global model in pieces", .needsLightGBM)
struct DividedModelTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features:
          demand:
            lags: [1, 2]
            rolling_mean: [4]
            price: [current_price, price_vs_average]
            classification: [abc_class, demand_pattern]
            categorical: [category]
          grouped: {lags: [1], group_mean: {columns: [price], by: [category]}}
        models:
          step: {kind: lightgbm, features: demand, rounds: 5, leaves: 4, intervals: conformal, scaling: auto}
          recursive: {kind: lightgbm, features: demand, rounds: 5, leaves: 4, strategy: recursive, labels: log}
          direct: {kind: lightgbm, features: demand, rounds: 3, leaves: 4, strategy: direct}
          grouped: {kind: lightgbm, features: grouped, rounds: 5, leaves: 4}
          learned: {kind: ensemble, members: [step, recursive], weights: learned}
        backtest: {horizon: 3, windows: 3, step: 3, refit: 2, gap: 1}
        quantiles: [0.1, 0.5, 0.9]

        """
    private static let series = 2 * ForecastStage.chunkSize + 30

    /// A project, its panel, and who works on it.
    private struct Bench {
        let experiment: PreparedExperiment
        let panel: Panel

        init(_ project: GeneratedProject, _ spec: String = DividedModelTests.spec) throws {
            experiment = try project.experiment(spec)
            panel = try experiment.loadPanel()
        }

        func worker(on panel: Panel, _ store: TemporaryStore) throws -> TaskWorker {
            let spec = experiment.spec
            let windows = try experiment.windows(on: panel.grid)
            let queue = WorkQueue(jobs: 2)
            let history = try TargetHistory(
                target: "volume", panel: panel, windows: windows, backtest: spec.backtest, queue: queue)
            let classes = windows.map(ClassStage(spec: spec, panel: panel).classes)
            return try experiment.worker(
                history, classes: classes, store: store.open(), ignoresCache: false, queue: queue,
                progress: SilentProgress(),
                shared: SharedWork(of: history, classes: classes, levels: spec.quantiles, clock: { 0 }),
                spent: TimeByModel(jobs: 2, clock: { 0 }))
        }

        func tasks(_ size: Int? = nil) throws -> [ForecastTask] {
            experiment.taskList.tasks(
                on: "volume", series: panel.seriesCount,
                windows: try experiment.windows(on: panel.grid).count, seriesPerTask: size)
        }

        /// Performs a task as somebody does who has nothing but its series and its inputs.
        func files(of task: ForecastTask, on panel: Panel, by inputs: [String: [[UInt8]]] = [:]) throws
            -> [String: [UInt8]]
        {
            let shard = PanelShard(task.series, of: panel)
            let worker = try worker(on: shard.panel, TemporaryStore())
            try worker.check(task, panelFrom: shard.first)
            let performed = try worker.files(of: task, panelFrom: shard.first, by: inputs)
            return Dictionary(uniqueKeysWithValues: performed.files.map { ($0.name, $0.bytes) })
        }
    }

    private func shards(of size: Int) -> [Range<Int>] {
        stride(from: 0, to: Self.series, by: size).map { $0..<min($0 + size, Self.series) }
    }

    @Test(
        "fills the cache with the bits of a run at one go, whatever the size of the pieces",
        arguments: [128, 256])
    func sameBits(size: Int) throws {
        let bench = try Bench(GeneratedProject(series: Self.series))
        let whole = try bench.worker(on: bench.panel, TemporaryStore()).performAll(bench.tasks())
        let store = TemporaryStore()
        let own = try bench.worker(on: bench.panel, store)
        var isDivided: [String: Bool] = [:]
        for task in try bench.tasks() where task.step == .global {
            guard let model = DividedModel(task, own) else {
                isDivided[task.models[0]] = false
                continue
            }
            isDivided[task.models[0]] = true
            let results = TaskResults(own, [model])
            // Two of three windows are fitted, and for members of what learns the window before each of them.
            #expect(model.trainings.count == (task.models == ["direct"] ? 2 : 4))
            #expect(model.prediction(of: 0..<128) == nil)
            var fits: [[UInt8]] = []
            for training in model.trainings {
                let files = try bench.files(of: training, on: bench.panel)
                fits += files.filter { $0.key.hasSuffix(" fit") }.map(\.value)
                try results.accept(files, of: training)
            }
            #expect(model.trainings.isEmpty)
            for series in shards(of: size).reversed() {
                let task = try #require(model.prediction(of: series))
                #expect(task.inputs.map(\.sha256) == fits.map { Digest.sha256($0).hex })
                let inputs = ["fit": fits, "classes": [model.classes(of: series)]]
                try results.accept(bench.files(of: task, on: bench.panel, by: inputs), of: task)
            }
            #expect(DividedModel(task, own)?.trainings.isEmpty == true)
        }
        #expect(isDivided == ["step": true, "recursive": true, "direct": true, "grouped": false])
        let work = CountedWork()
        let tasks = try bench.tasks().filter { $0.models != ["grouped"] }
        let read = try own.reporting(to: work).performAll(tasks.filter { $0.step == .global })
        let names = bench.experiment.spec.models.map(\.name)
        for (name, output) in zip(["step", "recursive", "direct"], read) {
            let place = try #require(names.firstIndex(of: name))
            #expect(output.blocks.bits == whole[place].blocks.bits, "\(name)")
            #expect(output.fits == whole[place].fits && output.notes == whole[place].notes, "\(name)")
        }
        #expect(work.computed == 0 && work.done > 0)
    }

    @Test("says of the periods after a cutoff what it says when all that came later is another")
    func tight() throws {
        let spec = Self.spec.replacing("windows: 3, step: 3, refit: 2", with: "windows: 1")
            .replacing(
                "  learned: {kind: ensemble, members: [step, recursive], weights: learned}\n", with: "")
        let bench = try Bench(GeneratedProject(series: Self.series), spec)
        let cutoff = try bench.experiment.windows(on: bench.panel.grid)[0].cutoff
        let panel = bench.panel
        let later = Panel(
            grid: panel.grid, seriesIDs: panel.seriesIDs, firstStep: panel.firstStep,
            columns: panel.columns.map { column in
                guard column.knowledge != .knownAhead else { return column }
                return column.with(
                    values: column.values.enumerated().map { index, value in
                        index % panel.grid.count > cutoff ? 1e5 + Double(index) : value
                    })
            }, attributes: panel.attributes, holidays: panel.holidays)
        func said(_ panel: Panel) throws -> [[String: [UInt8]]] {
            let own = try bench.worker(on: panel, TemporaryStore())
            return try bench.tasks().filter { $0.models == ["step"] }.flatMap { task in
                let model = try #require(DividedModel(task, own))
                let fitted = try bench.files(of: model.trainings[0], on: panel)
                try TaskResults(own, [model]).accept(fitted, of: model.trainings[0])
                let fit = fitted.filter { $0.key.hasSuffix(" fit") }.map(\.value)
                return try [fitted]
                    + shards(of: 128).map { series in
                        try bench.files(
                            of: #require(model.prediction(of: series)), on: panel,
                            by: ["fit": fit, "classes": [model.classes(of: series)]])
                    }
            }
        }
        let before = try said(panel)
        #expect(before.count == 4 && before.allSatisfy { !$0.isEmpty })
        #expect(try said(later) == before)
    }

    @Test("is refused where files or series are not those of its task")
    func unfit() throws {
        let bench = try Bench(GeneratedProject(series: Self.series))
        let own = try bench.worker(on: bench.panel, TemporaryStore())
        let whole = try #require(try bench.tasks().first { $0.models == ["direct"] })
        let model = try #require(DividedModel(whole, own))
        let results = TaskResults(own, [model])
        let trainings = model.trainings
        let first = try bench.files(of: trainings[0], on: bench.panel)
        let name = try #require(first.keys.first { !$0.hasSuffix(" fit") })
        var changed = first
        changed[name] = changed[name].map { $0.reversed() }
        #expect(throws: UnfitTask.self) { try results.accept(changed, of: trainings[0]) }
        #expect(throws: UnfitTask.self) { try results.accept([:], of: trainings[0]) }
        #expect(throws: UnfitTask.self) { try results.accept(first, of: trainings[1]) }
        #expect(throws: UnfitTask.self) { try own.accept(first, of: whole) }
        #expect(model.trainings == trainings)
        for training in trainings {
            try results.accept(bench.files(of: training, on: bench.panel), of: training)
        }
        let prediction = try #require(model.prediction(of: 128..<256))
        #expect(throws: UnfitTask.self) { try bench.files(of: prediction, on: bench.panel) }
        #expect(throws: UnfitTask.self) { try own.check(prediction) }
        #expect(throws: UnfitTask.self) {
            try bench.worker(on: PanelShard(0..<128, of: bench.panel).panel, TemporaryStore()).check(
                trainings[0])
        }
    }
}
