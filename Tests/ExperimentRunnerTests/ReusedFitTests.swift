import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastTasks
import Foundation
import Synchronization
import Testing
import Workers

/// Fits and forecasts as another model, and counts its fits.
private struct CountedModel: LocalModel {
    let base: any LocalModel
    let fits: Counter

    final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    var parameterNames: [String] { base.parameterNames }
    var isFittedToHorizon: Bool { base.isFittedToHorizon }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        fits.add()
        return try base.fit(history)
    }

    func fit(_ history: SeriesHistory, horizon: Int) throws(Fallback) -> FittedParameters {
        fits.add()
        return try base.fit(history, horizon: horizon)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        try base.forecast(history, with: parameters, request: request, random: random)
    }
}

@Suite("A fit is used again for another horizon, other levels and later forecasts") struct ReusedFitTests {
    private static let libraries = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    private static let weeks = 60

    // MARK: - Local kinds

    private static let localKinds = ModelCatalogue.standard.kinds.filter {
        !$0.isGlobal && !$0.isCombined && $0.parameters.allSatisfy { $0.defaultValue != nil }
    }.map(\.name)

    private func inputs(_ kind: String, horizon: Int, levels: String) throws -> StageInputs {
        try StageInputs(
            """
            experiment: small
            data: {dataset: shop, targets: [volume]}
            models: {m: {kind: \(kind)}}
            backtest: {horizon: \(horizon), windows: 1}
            quantiles: \(levels)

            """, .lively(series: 5, weeks: Self.weeks))
    }

    /// The blocks of windows with these cutoffs, all fitted in the first, and how many fits it took.
    private func forecasts(
        _ inputs: StageInputs, cutoffs: [Int], in store: TemporaryStore
    ) throws -> (blocks: [ForecastBlock], fits: Int, isKept: Bool) {
        let counter = CountedModel.Counter()
        let kind = ModelCatalogue.standard.kind(of: inputs.spec.models[0])
        let counted = ModelKind(
            name: kind.name, summary: kind.summary, source: kind.source, version: kind.version,
            parameters: kind.parameters,
            make: .local { parameters in
                guard let model = kind.localModel(parameters) else { preconditionFailure("a local kind") }
                return CountedModel(base: model, fits: counter)
            })
        let windows = cutoffs.enumerated().map { index, cutoff in
            BacktestSchedule.window(index, cutoff: cutoff, fittedIn: 0, of: inputs.spec.backtest)
        }
        let history = try TargetHistory(
            target: "volume",
            panel: inputs.panel.extended(toPeriods: windows.map(\.test.upperBound).max() ?? 0),
            windows: windows, backtest: inputs.spec.backtest, queue: WorkQueue(jobs: 1))
        let blocks = try ForecastStage(
            experiment: inputs.spec, catalogue: ModelCatalogue(local: [counted], global: []),
            history: history, store: store.open(), ignoresCache: false, queue: WorkQueue(jobs: 1),
            progress: SilentProgress(), declarations: inputs.spec.models,
            spent: TimeByModel(jobs: 1, clock: { 0 })
        ).run()[0]
        let model = try #require(kind.localModel(inputs.spec.models[0].parameters))
        return (blocks, counter.value, !model.parameterNames.isEmpty && !model.isFittedToHorizon)
    }

    @Test("of every local kind that estimates something for any horizon", arguments: localKinds)
    func local(kind: String) throws {
        let store = TemporaryStore()
        let first = try forecasts(
            inputs(kind, horizon: 3, levels: "[0.1, 0.5, 0.9]"), cutoffs: [50], in: store)
        #expect(first.fits == 5)
        let other = try inputs(kind, horizon: 6, levels: "[0.25, 0.75]")
        // The same cutoff, a later one, and the end of the data.
        let cutoffs = [50, 54, Self.weeks - 1]
        let reused = try forecasts(other, cutoffs: cutoffs, in: store)
        let anew = try forecasts(other, cutoffs: cutoffs, in: TemporaryStore())
        #expect(anew.fits == 5)
        #expect(reused.fits == (reused.isKept ? 0 : 5))
        #expect(reused.blocks.bits == anew.blocks.bits)
        #expect(reused.blocks.allSatisfy { $0.values.allSatisfy(\.isFinite) && $0.seriesCount == 5 })
    }

    @Test("but where a series was too short it is fitted in its own windows, each as if it were alone")
    func shortSeries() throws {
        let yaml = { (refit: Int) in
            """
            experiment: small
            data: {dataset: shop, targets: [volume]}
            models: {m: {kind: ses}}
            backtest: {horizon: 2, windows: 3, step: 4, refit: \(refit), min_history: 10}
            quantiles: [0.1, 0.9]

            """
        }
        // With 8 observations at the first cutoff, 12 and 16 at the next.
        let lively = Panel.lively(series: 3, weeks: 40)
        let panel = lively.changing { series, week in series == 1 && week < 22 ? .nan : nil }
        let often = try StageInputs(yaml(1), panel).forecasts(TemporaryStore())[0]
        let seldom = try StageInputs(yaml(3), panel).forecasts(TemporaryStore())[0]
        #expect(seldom[0].forecast(ofSeries: 1).outcome.fallback == Fallback(.tooShort))
        for window in 1...2 {
            #expect(seldom[window].forecast(ofSeries: 1) == often[window].forecast(ofSeries: 1))
            #expect(seldom[window].forecast(ofSeries: 0) != often[window].forecast(ofSeries: 0))
        }
    }

    // MARK: - Global kinds

    private static let models = [
        "lightgbm": [
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5}",
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, strategy: direct, intervals: conformal}",
            "{kind: lightgbm, features: demand, rounds: 5, leaves: 4, min_data_in_leaf: 5, strategy: recursive}",
        ],
        "tft": ["{kind: tft, features: demand, hidden: 8, heads: 2, encoder: 8, epochs: 1}"],
    ]

    @Test("is tried of every global kind: a new one joins the models of this test")
    func tried() {
        // A file of forecasts learns nothing; its own tests restore it.
        let global = ModelCatalogue.standard.kinds.filter(\.isGlobal).map(\.name).filter { $0 != "imported" }
        #expect(Set(global) == Set(Self.models.keys) && !global.isEmpty)
    }

    @Test("of every global kind", arguments: models.values.flatMap { $0 }.sorted())
    func global(model: String) throws {
        let inputs = try StageInputs(
            """
            experiment: small
            data: {dataset: shop, targets: [volume]}
            features: {demand: {lags: [1, 2], rolling_mean: [4]}}
            models: {m: \(model)}
            backtest: {horizon: 5, windows: 1}
            quantiles: [0.1, 0.5, 0.9]

            """, .lively(series: 12, weeks: Self.weeks))
        let known = try self.known(inputs, cutoff: 45, horizon: 5, levels: [0.1, 0.5, 0.9], of: inputs.panel)
        guard let made = try fitted(inputs, known) else { return }
        let whole = try made.fit.forecast(known, jobs: 1)
        // From here on nothing is trained: the fit is read from its bytes.
        let fit = try made.model.restoreFit(made.fit.stored)
        #expect(fit.scope == known.scope)

        let part = try fit.forecast(
            self.known(inputs, cutoff: 45, horizon: 3, levels: [0.1, 0.3, 0.9], of: inputs.panel), jobs: 2)
        #expect(part.count == 12 * 3 * 4)
        for series in 0..<12 {
            for step in 0..<3 {
                let own = Array(part[(series * 3 + step) * 4..<(series * 3 + step + 1) * 4])
                let old = Array(whole[(series * 5 + step) * 4..<(series * 5 + step + 1) * 4])
                #expect(own[0] == old[0] && own[1] == old[1] && own[3] == old[3])
                #expect(abs(own[2] - (old[1] + old[2]) / 2) <= 1e-12 * (1 + old[2].magnitude))
            }
        }

        // The end of the data, and the same cutoff seen from later data.
        let last = Self.weeks - 1
        let end = try #require(
            BacktestSchedule.end(of: inputs.panel, target: "volume", backtest: inputs.spec.backtest))
        #expect(end.window.cutoff == last && end.panel.grid.count == Self.weeks + 5)
        let atEnd = try fit.forecast(
            self.known(inputs, cutoff: last, horizon: 5, levels: [0.1, 0.5, 0.9], of: end.panel), jobs: 1)
        let longer = Panel.lively(series: 12, weeks: Self.weeks + 9)
        let inside = try fit.forecast(
            self.known(inputs, cutoff: last, horizon: 5, levels: [0.1, 0.5, 0.9], of: longer), jobs: 1)
        #expect(atEnd.map(\.bitPattern) == inside.map(\.bitPattern))
        #expect(atEnd.allSatisfy(\.isFinite) && atEnd != whole)

        for (horizon, levels) in [(6, [0.5]), (3, [0.05]), (3, [0.5, 0.95])] {
            #expect(throws: UnfittedScope.self) {
                try fit.forecast(
                    self.known(inputs, cutoff: 45, horizon: horizon, levels: levels, of: inputs.panel),
                    jobs: 1)
            }
        }
        for cut in [0, 3, 11, 20, made.fit.stored.count / 2] {
            #expect(throws: (any Error).self) {
                try made.model.restoreFit(Array(made.fit.stored.prefix(cut)))
            }
        }
    }

    private func fitted(
        _ inputs: StageInputs, _ known: KnownPanel
    ) throws -> (model: any GlobalModel, fit: ReusableFit)? {
        let model: any GlobalModel
        do {
            model = try ModelCatalogue.standard.globalModel(
                inputs.spec.models[0], of: inputs.spec,
                in: GlobalModelContext(seed: 7, libraries: Self.libraries))
        } catch {
            print("not tried, because it cannot be trained here: \(inputs.spec.models[0].kind): \(error)")
            return nil
        }
        return (model, ReusableFit(try model.fit(known, jobs: 2) { false }, for: known.scope))
    }

    private func known(
        _ inputs: StageInputs, cutoff: Int, horizon: Int, levels: [Double], of panel: Panel
    ) throws -> KnownPanel {
        var backtest = inputs.spec.backtest
        backtest.horizon = horizon
        let window = BacktestSchedule.window(0, cutoff: cutoff, fittedIn: 0, of: backtest)
        return KnownPanel(
            panel.extended(toPeriods: window.test.upperBound), target: "volume", window: window,
            classes: ClassStage(spec: inputs.spec, panel: panel).classes(in: window),
            levels: try levels.map { try #require(QuantileLevel($0)) })
    }
}
