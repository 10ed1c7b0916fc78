import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastTasks
import Synchronization
import Testing
import Workers

/// Learns the mean of its panel and adds half of what the fit before it had learned.
private final class Running: ContinuingGlobalModel {
    private let fitted = Mutex<[String]>([])

    /// The windows in which it was fitted, in order, each with the one that it began with.
    var fits: [String] { fitted.withLock { $0 } }

    func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel { fit(known, nil) }

    func fit(_ known: KnownPanel, after earlier: any FittedGlobalModel, in scope: FitScope) throws
        -> any FittedGlobalModel
    { fit(known, earlier as? Fit) }

    private func fit(_ known: KnownPanel, _ earlier: Fit?) -> Fit {
        let cutoff = known.window.cutoff
        fitted.withLock { $0.append(earlier.map { "\(cutoff) after \($0.cutoff)" } ?? "\(cutoff)") }
        let values = known.panel.columns[0].values.filter { !$0.isNaN }
        let mean = values.reduce(0, +) / Double(values.count)
        return Fit(mean: mean + 0.5 * (earlier?.mean ?? 0), cutoff: cutoff)
    }

    func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel {
        let words = artefact.text?.split(separator: " ") ?? []
        guard words.count == 2, let mean = Double(words[0]), let cutoff = Int(words[1]) else {
            throw UnreadableArtefact("no mean")
        }
        return Fit(mean: mean, cutoff: cutoff)
    }

    private struct Fit: FittedGlobalModel {
        let mean: Double
        let cutoff: Int

        var artefact: Artefact { Artefact(text: "\(mean) \(cutoff)", work: work) }
        var work: Double { 1 }

        func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
            Array(repeating: mean, count: known.panel.seriesCount * known.reach * (1 + known.levels.count))
        }

        func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation {
            Explanation(features: ["mean"], measures: [.init(.gain, [mean])], rows: known.panel.seriesCount)
        }
    }
}

@Suite("Fits that begin with the window before") struct ContinuingFitTests {
    private static let spec = """
        experiment: small
        data: {dataset: shop, targets: [volume]}
        features: {demand: {lags: [1]}}
        models:
          net: {kind: tft, features: demand, warm_start: true}
        backtest: {horizon: 2, windows: 4, step: 2}
        quantiles: [0.5]

        """

    private func inputs(_ spec: String = spec) throws -> StageInputs {
        try StageInputs(spec, .lively(series: 5, weeks: 24))
    }

    @Test("are made in order, each with what the one before it learned; without the word each begins anew")
    func order() throws {
        let warm = Running()
        let output = try inputs().forecasts(of: warm, TemporaryStore())
        #expect(warm.fits == ["15", "17 after 15", "19 after 17", "21 after 19"])
        let cold = Running()
        let other = try inputs(Self.spec.replacing(", warm_start: true", with: ""))
            .forecasts(of: cold, TemporaryStore())
        #expect(cold.fits == ["15", "17", "19", "21"])
        #expect([output.blocks[0]].bits == [other.blocks[0]].bits)
        #expect([output.blocks[1]].bits != [other.blocks[1]].bits)
    }

    @Test("go on from the last fit, not the last window, where the spec refits seldom")
    func refit() throws {
        let model = Running()
        _ = try inputs(Self.spec.replacing("step: 2}", with: "step: 2, refit: 2}"))
            .forecasts(of: model, TemporaryStore())
        #expect(model.fits == ["15", "19 after 15"])
    }

    @Test(
        "are found again, and made of the fits that are there: the same bits from a cold, a warm and a half cache"
    )
    func cached() throws {
        let temporary = TemporaryStore()
        let first = Running()
        let cold = try inputs().forecasts(of: first, temporary)
        let second = Running()
        let warm = try inputs().forecasts(of: second, temporary, jobs: 3)
        #expect(second.fits == [] && warm.blocks.bits == cold.blocks.bits && warm.fits == cold.fits)
        // Stopped after its second window, a run goes on from the second fit.
        let half = TemporaryStore()
        let interruption = Interruption()
        let work = Mutex(0)
        let stopped = Running()
        #expect(throws: Interrupted.self) {
            try inputs().forecasts(
                of: stopped, half, interruption: interruption,
                progress: CountedWork {
                    if work.withLock({
                        $0 += 1
                        return $0
                    }) == 2 {
                        interruption.request()
                    }
                })
        }
        let rest = Running()
        let resumed = try inputs().forecasts(of: rest, half)
        #expect(stopped.fits + rest.fits == first.fits)
        #expect(resumed.blocks.bits == cold.blocks.bits && resumed.fits == cold.fits)
    }

    @Test("are made anew from the first window on whose data changed")
    func keys() throws {
        func fits(changing week: Int) throws -> [String] {
            let temporary = TemporaryStore()
            _ = try inputs().forecasts(of: Running(), temporary)
            var changed = try inputs()
            changed.panel = changed.panel.changing { $0 == 2 && $1 == week ? 99.5 : nil }
            let model = Running()
            _ = try changed.forecasts(of: model, temporary)
            return model.fits
        }
        #expect(try fits(changing: 18) == ["19 after 17", "21 after 19"])
        #expect(try fits(changing: 22) == [])
    }

    @Test("are planned back to the last one that is there")
    func planned() throws {
        let temporary = TemporaryStore()
        func stage(_ inputs: StageInputs) throws -> GlobalForecastStage {
            GlobalForecastStage(
                experiment: inputs.spec, catalogue: .standard, history: try inputs.history(),
                classes: try inputs.classes(), store: try temporary.open(), ignoresCache: false,
                queue: WorkQueue(jobs: 1), progress: SilentProgress())
        }
        let inputs = try inputs()
        let declaration = inputs.spec.models[0]
        #expect(try stage(inputs).trainings(of: declaration).map(\.cutoff) == [15, 17, 19, 21])
        _ = try inputs.forecasts(of: Running(), temporary)
        #expect(try stage(inputs).trainings(of: declaration).isEmpty)
    }
}
