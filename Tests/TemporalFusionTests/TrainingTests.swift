import DemandFeatures
import ForecastCore
import LinearAlgebra
import TemporalFusion
import Testing

@Suite("training of the network") struct TrainingTests {
    @Test("gives the same bits on one thread and on three")
    func threads() throws {
        let one = try Self.forecast(Self.known(), jobs: 1)
        #expect(one == (try Self.forecast(Self.known(), jobs: 3)))
    }

    @Test("learns a season that all series share, and the size of each")
    func season() throws {
        // Sine waves of period 8 around 100 and 10: the mean alone is off by 64 % of the amplitude, 0.32 of the level.
        let values = try Self.forecast(Self.known(), jobs: 2)
        var error = 0.0
        for (series, level) in [100.0, 10, 100, 10].enumerated() {
            for step in 0..<4 {
                let truth = Self.value(series: series, step: 56 + step, level: level)
                error += (values[(series * 4 + step) * 2] - truth).magnitude / level / 16
            }
        }
        #expect(error < 0.16)
    }

    @Test("says nothing of a series that was never seen, nor where no series is long enough")
    func nothing() throws {
        let values = try Self.forecast(Self.known(absent: 3), jobs: 1)
        #expect(values[24...].allSatisfy { $0.isNaN })
        #expect(values[..<24].allSatisfy { $0.isFinite })
        let short = try Self.forecast(Self.known(periods: 10), jobs: 1)
        #expect(short.allSatisfy { $0.isNaN })
    }

    private static func value(series: Int, step: Int, level: Double) -> Double {
        let sine = [0, 0.7071, 1, 0.7071, 0, -0.7071, -1, -0.7071]
        return level * (1 + 0.5 * sine[step % 8])
    }

    /// Four series of so many training periods, horizon 4; one may have no value at all.
    private static func known(periods: Int = 56, absent: Int? = nil) throws -> KnownPanel {
        let count = periods + 4
        let rows = [100.0, 10, 100, 10].enumerated().flatMap { series, level in
            (0..<count).map { step in
                series == absent || step >= periods ? .nan : value(series: series, step: step, level: level)
            }
        }
        let panel = Panel(
            grid: TimeGrid(frequency: .weekly, origin: .number(1), count: count),
            seriesIDs: ["a", "b", "c", "d"], firstStep: [0, 0, 0, 0],
            columns: [PanelColumn(name: "volume", knowledge: .target, values: rows)])
        return KnownPanel(
            panel, target: "volume",
            window: BacktestWindow(index: 0, training: 0..<periods, test: periods..<count, fittedIn: 0),
            classes: SeriesClasses(
                abc: [.a, .a, .a, .a], xyz: [.x, .x, .x, .x], pattern: [.smooth, .smooth, .smooth, .smooth]),
            levels: [try #require(QuantileLevel(0.5))])
    }

    private static func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
        var definition = FeatureSetDefinition()
        definition.lags = [1]
        let features = try FeatureSet(name: "f", definition, panel: known.panel, target: "volume")
        let model = TemporalFusionTransformer(
            NetworkParameters(
                hidden: 8, heads: 2, encoder: 12, dropout: 0.1, batch: 32, length: .epochs(150), rate: 0.01,
                weighsByScale: false),
            seed: 1, library: try OpenBLAS.load()
        ) { known, _ in
            FeatureTable(
                panel: known.panel, features: features, classes: known.classes,
                training: known.window.training, through: known.window.cutoff + known.reach)
        }
        return try model.fit(known, jobs: jobs) { false }.forecast(known, jobs: jobs)
    }
}
