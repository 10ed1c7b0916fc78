internal import DataSnapshots
internal import DemandFeatures
internal import ExperimentSpec
package import ForecastCore
internal import ForecastEvaluation
internal import ForecastTasks
internal import Scratch

/// How much a run will need, from the spec and the lock alone: known before a row is read or a series fitted.
///
/// An upper estimate, because filters and caches only take away. It counts what grows with the experiment: the
/// rows while they are read, the panel, every forecast and score that is kept to the end, the matrices of
/// global models. docs/threat-model.md holds it against measured peaks.
package struct WorkEstimate: Sendable {
    /// Series x windows x models x targets, and those of the windows that combinations learn from: no more than that.
    package let forecasts: Double
    package let series: Double
    /// Bytes by what they are for; the peaks of reading and of running do not add up.
    package let reading: Double
    package let running: Double

    /// The program itself, its threads and buffers.
    private static let base = 40.0 * 1_048_576

    /// The larger of the two peaks, in bytes.
    package var peak: Double { Self.base + max(reading, running) }

    package init(_ experiment: PreparedExperiment) {
        let spec = experiment.spec
        let lock = experiment.lock.panel
        let columns = Double(max(1, experiment.dataset.declaration.columns.panelColumnCount))
        let all = Double(lock.series)
        series = Double(min(lock.series, spec.data.sample ?? lock.series))
        let periods = Double(lock.periods)
        let scratch = Scratch.standard
        let panel = columns * scratch.residentBytes(of: all * periods * 8) + all * Self.bytesPerSeries
        // A row while it is read: 12 bytes and 8 per column; then it moves into the panel, column by column.
        let isPooled = experiment.dataset.declaration.aggregation != nil
        let held = isPooled ? lock.observations : min(lock.observations, Snapshot.residentRows)
        let rows = Double(held) * (12 + 8 * columns) * Self.arrayGrowth
        reading = rows + panel + all * periods

        let windows = Double(spec.backtest.windowCount)
        let targets = Double(spec.data.targets.count)
        let rounds = LearningHistory.windowCounts(of: spec, experiment.catalogue).reduce(0, +)
        forecasts = series * Double(rounds) * targets
        let steps = Double(spec.backtest.horizon)
        let levels = Double(spec.quantiles.count)
        let settings = EvaluationStage.settings(of: spec)
        // See StatisticLayout: nine sums, one per level and interval, four per season.
        let statistics = 10 + 1.5 * levels + 4 * Double(settings.seasons.count)
        let catalogue = experiment.catalogue
        let areLocal = !spec.models.contains { catalogue.isGlobal($0) || catalogue.isCombined($0) }
        let block = series * steps * (1 + levels) * 8
        let values = (areLocal ? scratch.residentBytes(of: block) : block) / max(1, series)
        let perForecast = (values + statistics * 8 + Self.bytesPerOutcome) * Self.copies
        let keys = series * windows * targets * Self.bytesPerKey
        running =
            panel + forecasts * perForecast + keys + Self.draws(experiment, series: series)
            + Self.globalModels(
                experiment,
                TrainingSize(
                    series: series, periods: periods, horizon: spec.backtest.gap + spec.backtest.horizon,
                    levels: spec.quantiles.count))
    }

    /// Draws of all series while one model's forecasts are made to add up, in all windows side by side at most. Sums are few
    /// beside series.
    private static func draws(_ experiment: PreparedExperiment, series: Double) -> Double {
        let samples = experiment.spec.models.filter(experiment.catalogue.isReconciling).map {
            $0.parameters.integer("samples")
        }
        return Double(samples.max() ?? 0) * series * 8 * Double(experiment.spec.backtest.windowCount)
    }

    /// Id, attribute codes, first step, and the row's place in the digests.
    private static let bytesPerSeries = 200.0
    /// Chunks and their copies while the grid is found.
    private static let arrayGrowth = 1.4
    /// Fitted parameters, repairs and the reason of a fallback.
    private static let bytesPerOutcome = 120.0
    /// Values on their way through the cache and into files; measured, see docs/threat-model.md.
    private static let copies = 1.9
    /// A digest and the participation per series and window, and the key looked up in the cache.
    private static let bytesPerKey = 160.0

    /// The largest need of a global model: they are trained one after the other.
    private static func globalModels(_ experiment: PreparedExperiment, _ size: TrainingSize) -> Double {
        let catalogue = experiment.catalogue
        return experiment.spec.models.compactMap { model in
            catalogue.globalKind(of: model)?.memory(
                of: catalogue.definition(of: model, in: experiment.spec), for: size)
        }.max() ?? 0
    }
}

// MARK: - Words

extension WorkEstimate {
    /// `memory      about 310 MiB at most (reading 80 MiB, running 310 MiB), 59,232 forecasts at most`.
    var line: String {
        "memory      about \(Self.shown(peak)) (reading the data \(Self.shown(Self.base + reading)), "
            + "the run \(Self.shown(Self.base + running))), at most "
            + "\(NumberText.fixed(forecasts, decimals: 0)) forecasts"
    }

    /// E214 where the need is larger than `limit`, which is nil for none.
    package func refuse(over limit: MemoryLimit) throws(DiagnosticsError) {
        guard let bytes = limit.bytes, peak > bytes else { return }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E214",
                    "the run needs about \(Self.shown(peak)) of memory, and \(limit.words) \(Self.shown(bytes))",
                    notes: [line],
                    fix:
                        "take a sample (data.sample), fewer windows, models or quantiles, or set --memory-limit"
                )
            ])
    }

    /// MiB below ten GiB, GiB above.
    static func shown(_ bytes: Double) -> String {
        let mebibytes = bytes / 1_048_576
        return mebibytes < 10_240
            ? NumberText.fixed(mebibytes.rounded(.up), decimals: 0) + " MiB"
            : NumberText.fixed(mebibytes / 1024, decimals: 1) + " GiB"
    }
}
