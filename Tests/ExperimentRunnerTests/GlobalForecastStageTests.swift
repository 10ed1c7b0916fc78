import ExperimentRunner
import ForecastCore
import ForecastTasks
import Synchronization
import Testing
import Workers

/// Forecasts the mean of all that it knows of the target plus the step, and counts its fits.
private final class PanelMean: GlobalModel {
    private let fitted = Mutex<[Int]>([])
    /// Said instead, for every step.
    private let said: Double?

    init(saying said: Double? = nil) { self.said = said }

    /// The windows in which it was fitted, in order.
    var fits: [Int] { fitted.withLock { $0 } }

    func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        fitted.withLock { $0.append(known.window.index) }
        let values = known.panel.columns[0].values.filter { !$0.isNaN }
        return Fit(mean: values.reduce(0, +) / Double(values.count), said: said)
    }

    func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel {
        guard let mean = artefact.text.flatMap({ Double($0.dropFirst("mean ".count)) }) else {
            throw UnreadableArtefact("no mean")
        }
        return Fit(mean: mean, said: said)
    }

    private struct Fit: FittedGlobalModel {
        let mean: Double
        let said: Double?

        var artefact: Artefact { Artefact(text: "mean \(mean)", work: work) }
        var work: Double { 1 }

        func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
            (0..<known.panel.seriesCount * known.reach).flatMap { row in
                [Double](
                    repeating: said ?? mean + Double(row % known.reach), count: 1 + known.levels.count)
            }
        }

        func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation {
            Explanation(features: ["mean"], measures: [.init(.gain, [mean])], rows: known.panel.seriesCount)
        }
    }
}

@Suite("The forecasts of a global model") struct GlobalForecastStageTests {
    private static let spec = """
        experiment: small
        data: {dataset: shop, targets: [volume]}
        features: {demand: {lags: [1]}, unused: {lags: [9]}}
        models: {trees: {kind: lightgbm, features: demand, rounds: 5}}
        backtest: {horizon: 2, windows: 3, step: 2}
        quantiles: [0.5]

        """

    private func inputs(_ spec: String = spec) throws -> StageInputs {
        try StageInputs(spec, .lively(series: 5, weeks: 24))
    }

    /// In which windows a model is fitted, once `inputs()` has filled the cache.
    private func fits(of changed: StageInputs) throws -> [Int] {
        let temporary = TemporaryStore()
        _ = try inputs().forecasts(of: PanelMean(), temporary)
        let model = PanelMean()
        _ = try changed.forecasts(of: model, temporary)
        return model.fits
    }

    private func mean(upTo week: Int, of inputs: StageInputs) -> Double {
        let known = inputs.panel.columns[0].values.enumerated().filter { $0.offset % 24 <= week }.map(
            \.element)
        return known.reduce(0, +) / Double(known.count)
    }

    private func changing(week: Int) throws -> StageInputs {
        var changed = try inputs()
        changed.panel = changed.panel.changing { $0 == 2 && $1 == week ? 99.5 : nil }
        return changed
    }

    @Test("know the classes of their own window")
    func classes() throws {
        var inputs = try inputs()
        // So much in week 18 that others matter less from the second window on.
        inputs.panel = inputs.panel.changing { $0 == 4 && $1 == 18 ? 5000 : nil }
        let (history, classes) = (try inputs.history(), try inputs.classes())
        #expect(classes[0].abc != classes[2].abc)
        let temporary = TemporaryStore()
        let stage = GlobalForecastStage(
            experiment: inputs.spec, catalogue: .standard, history: history, classes: classes,
            store: try temporary.open(), ignoresCache: false, queue: WorkQueue(jobs: 1),
            progress: SilentProgress())
        for (window, own) in zip(history.windows, classes) {
            #expect(stage.knownPanel(in: window).classes.abc == own.abc)
        }
    }

    @Test("come from the cache whole: forecasts, the model's digest and what it leans on; no fit is made")
    func cache() throws {
        let temporary = TemporaryStore()
        let model = PanelMean()
        let cold = try inputs().forecasts(of: model, temporary)
        #expect(model.fits == [0, 1, 2])
        let work = CountedWork()
        let warm = try inputs().forecasts(of: model, temporary, jobs: 3, progress: work)
        #expect(model.fits == [0, 1, 2] && work.cached == 15 && work.done == 15)
        #expect(warm.blocks.bits == cold.blocks.bits && warm.fits == cold.fits)
        #expect(Set(cold.fits.map(\.modelDigest)).count == 3)
    }

    @Test("of a window without one come from the fit of an interrupted run: nothing is fitted twice")
    func interrupted() throws {
        let temporary = TemporaryStore()
        let inputs = try inputs(Self.spec.replacing("step: 2}", with: "step: 2, refit: 3}"))
        let model = PanelMean()
        let interruption = Interruption()
        let first = CountedWork { interruption.request() }
        #expect(throws: Interrupted.self) {
            try inputs.forecasts(of: model, temporary, interruption: interruption, progress: first)
        }
        #expect(model.fits == [0] && first.computed == 5)
        let resumed = try inputs.forecasts(of: model, temporary)
        #expect(model.fits == [0])
        let whole = try inputs.forecasts(of: PanelMean(), TemporaryStore())
        #expect(resumed.blocks.bits == whole.blocks.bits && resumed.fits == whole.fits)
    }

    @Test("are made anew in the windows that know a changed value of any series")
    func change() throws {
        #expect(try fits(of: inputs()) == [])
        #expect(try fits(of: changing(week: 5)) == [0, 1, 2])
        #expect(try fits(of: changing(week: 18)) == [1, 2])
        #expect(try fits(of: changing(week: 22)) == [])
    }

    @Test(
        "are made anew for another parameter or feature set, and not for a name or a set that it does not use"
    )
    func definition() throws {
        func fits(_ old: String, _ new: String) throws -> [Int] {
            try self.fits(of: inputs(Self.spec.replacing(old, with: new)))
        }
        #expect(try fits("rounds: 5", "rounds: 6") == [0, 1, 2])
        #expect(try fits("lags: [1]", "lags: [2]") == [0, 1, 2])
        #expect(try fits("lags: [9]", "lags: [8]") == [])
        #expect(try fits("trees:", "forest:") == [])
    }

    @Test("are those of the mean up to the cutoff, whatever comes after it")
    func future() throws {
        let inputs = try inputs()
        let output = try inputs.forecasts(of: PanelMean(), TemporaryStore())
        var other = inputs
        other.panel = other.panel.changing { $1 > 17 ? 1e6 + Double($0 + $1) : nil }
        let changed = try other.forecasts(of: PanelMean(), TemporaryStore())
        #expect([changed.blocks[0]].bits == [output.blocks[0]].bits && changed.fits[0] == output.fits[0])
        #expect([changed.blocks[1]].bits != [output.blocks[1]].bits)
        let mean = mean(upTo: 17, of: inputs)
        #expect(output.blocks[0].mean(4, 0) == mean && output.blocks[0].mean(4, 1) == mean + 1)
    }

    @Test("leave out the gap, and keep one fit where the spec refits seldom")
    func gapAndRefit() throws {
        let model = PanelMean()
        let spec = Self.spec.replacing("step: 2}", with: "step: 2, gap: 3, refit: 2}")
        let output = try inputs(spec).forecasts(of: model, TemporaryStore())
        #expect(model.fits == [0, 2])
        // The cutoff is 3 weeks earlier than without a gap, and step 1 is the fourth week after it.
        let first = try mean(upTo: 14, of: inputs(spec)) + 3
        #expect(output.blocks[0].mean(0, 0) == first && output.blocks[0].mean(0, 1) == first + 1)
        #expect(output.blocks[1].mean(0, 0) == first)
        #expect(try output.blocks[2].mean(0, 0) == mean(upTo: 18, of: inputs(spec)) + 3)
        #expect(output.fits[0].modelDigest == output.fits[1].modelDigest)
    }

    @Test("are repaired like those of local models, series by series, cached or not")
    func repairs() throws {
        let spec = Self.spec.replacing("step: 2}", with: "step: 2, min_history: 4}")
        var inputs = try inputs(spec)
        // Series 1 is short, series 2 had returns, series 3 is not launched.
        inputs.panel = inputs.panel.changing { series, week in
            switch series {
            case 1: week < 15 ? .nan : nil
            case 2: week == 4 ? -5 : nil
            case 3: week < 23 ? .nan : nil
            default: nil
            }
        }
        let temporary = TemporaryStore()
        for _ in 0..<2 {
            let block = try inputs.forecasts(of: PanelMean(saying: -3), temporary).blocks[0]
            #expect(block.outcomes.map(\.fallback?.reason) == [nil, .tooShort, nil, nil, nil])
            #expect(block.outcomes.map(\.isAbsent) == [false, false, false, true, false])
            // Two steps of a mean and a median.
            #expect(block.outcomes.map(\.repairs.negative) == [4, 0, 0, 0, 4])
            #expect(block.mean(0, 0) == 0 && block.mean(2, 0) == -3)
            #expect(block.mean(1, 0) == inputs.panel.columns[0].values[24 + 17])
        }
        let silent = try inputs.forecasts(of: PanelMean(saying: .nan), TemporaryStore()).blocks[0]
        #expect(silent.outcomes[0].fallback?.reason == .notFinite)
    }

    @Test("of a run that was stopped are kept window by window, and the next one goes on to the same bits")
    func interruption() throws {
        let whole = try inputs().forecasts(of: PanelMean(), TemporaryStore())
        let temporary = TemporaryStore()
        let interruption = Interruption()
        let model = PanelMean()
        #expect(throws: Interrupted.self) {
            try inputs().forecasts(
                of: model, temporary, interruption: interruption,
                progress: CountedWork { interruption.request() })
        }
        let rest = try inputs().forecasts(of: model, temporary)
        #expect(model.fits == [0, 1, 2])
        #expect(rest.blocks.bits == whole.blocks.bits && rest.fits == whole.fits)
    }
}
