import ArtefactStore
import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastTasks
import Foundation
import Scratch
import Synchronization
import Workers

/// A spec and a panel in memory: all that the stages of a run work on.
struct StageInputs {
    var spec: ExperimentSpec
    var panel: Panel

    /// - Parameter yaml: of a weekly data set with the target `volume`.
    init(_ yaml: String, _ panel: Panel) throws {
        let weeks = panel.grid.count
        spec = try SpecReader(modelKinds: ModelCatalogue.standard.kinds) { _ -> DatasetFacts? in
            DatasetFacts(frequency: .weekly, targets: ["volume"], periods: weeks)
        }.read(Array(yaml.utf8), file: "small.yaml").spec
        self.panel = panel
    }

    func windows() throws -> [BacktestWindow] {
        try BacktestSchedule.windows(of: spec.backtest, on: panel.grid)
    }

    func history() throws -> TargetHistory {
        try TargetHistory(
            target: "volume", panel: panel, windows: windows(), backtest: spec.backtest,
            queue: WorkQueue(jobs: 1))
    }

    func classes() throws -> [SeriesClasses] {
        try windows().map(ClassStage(spec: spec, panel: panel).classes)
    }

    /// `[model][window]`, by the local models of the spec.
    func forecasts(
        _ store: TemporaryStore, jobs: Int = 1, ignoresCache: Bool = false,
        interruption: Interruption = Interruption(), progress: any RunProgress = SilentProgress(),
        scratch: Scratch = .standard
    ) throws -> [[ForecastBlock]] {
        defer { withExtendedLifetime(store) {} }
        return try ForecastStage(
            experiment: spec, catalogue: .standard, history: history(), store: store.open(),
            ignoresCache: ignoresCache, queue: WorkQueue(jobs: jobs, interruption: interruption),
            progress: progress,
            declarations: spec.models, spent: TimeByModel(jobs: jobs, clock: { 0 }), scratch: scratch
        ).run()
    }

    /// By one global model, which stands in for that of the spec's first declaration.
    func forecasts(
        of model: any GlobalModel, _ store: TemporaryStore, jobs: Int = 1,
        interruption: Interruption = Interruption(), progress: any RunProgress = SilentProgress()
    ) throws -> GlobalForecastStage.Output {
        defer { withExtendedLifetime(store) {} }
        return try GlobalForecastStage(
            experiment: spec, catalogue: .standard, history: history(), classes: classes(),
            store: store.open(), ignoresCache: false,
            queue: WorkQueue(jobs: jobs, interruption: interruption), progress: progress
        ).run(spec.models[0], model)
    }
}

extension Panel {
    /// Numbered weeks of the target `volume`; NaN where nothing was observed.
    static func weekly(_ rows: [(id: String, values: [Double])]) -> Panel {
        Panel(
            grid: TimeGrid(frequency: .weekly, origin: .number(1), count: rows[0].values.count),
            seriesIDs: rows.map(\.id),
            firstStep: rows.map { row in row.values.firstIndex { !$0.isNaN } ?? 0 },
            columns: [PanelColumn(name: "volume", knowledge: .target, values: rows.flatMap(\.values))])
    }

    /// Series that rise and fall, each in its own way, and are never 0.
    static func lively(series: Int, weeks: Int) -> Panel {
        weekly(
            (0..<series).map { index in
                let level = 10.5 + Double(index % 5)
                let values = (0..<weeks).map { week in level + Double((7 * index + 3 * week) % 11) }
                return (id: String(format: "s%04d", index), values: values)
            })
    }

    /// The same panel with other values of the target where `change` gives one.
    func changing(_ change: (_ series: Int, _ week: Int) -> Double?) -> Panel {
        let old = columns[0]
        let values = old.values.enumerated().map { index, value in
            change(index / grid.count, index % grid.count) ?? value
        }
        return Panel(
            grid: grid, seriesIDs: seriesIDs, firstStep: firstStep,
            columns: [PanelColumn(name: old.name, knowledge: old.knowledge, values: values)])
    }
}

/// Counts what a stage has done and how much of it came from the cache.
final class CountedWork: RunProgress {
    private let counts = Mutex((done: 0, cached: 0))
    private let afterAdvance: @Sendable () -> Void

    init(afterAdvance: @escaping @Sendable () -> Void = {}) { self.afterAdvance = afterAdvance }

    var done: Int { counts.withLock(\.done) }
    var cached: Int { counts.withLock(\.cached) }
    var computed: Int { done - cached }

    func begin(_ stage: String, total: Int) {}
    func pulse() {}
    func warn(_ message: String) {}

    func advance(by count: Int, cached: Int) {
        counts.withLock { counts in
            counts.done += count
            counts.cached += cached
        }
        if count > 0 { afterAdvance() }
    }
}

/// A store in a folder of its own; gone with its last reference.
final class TemporaryStore {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        .path()

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Opened anew, as the next run of the program would.
    func open() throws -> ArtefactStore { try ArtefactStore.open(folder: folder) }
}

extension [ForecastBlock] {
    /// Equal only for forecasts that are equal to the bit, outcomes included.
    var bits: [[UInt64]] {
        map { block in
            var bits = block.values.map(\.bitPattern)
            for outcome in block.outcomes {
                bits.append(UInt64(outcome.fallback?.reason.rawValue ?? 0))
                bits.append(outcome.isAbsent ? 1 : 0)
                bits.append(UInt64(outcome.repairs.negative))
                bits.append(UInt64(outcome.repairs.crossed))
                bits += outcome.parameters.map(\.bitPattern)
            }
            return bits
        }
    }
}
