import DemandFeatures
import ForecastCore
import LinearAlgebra
import TemporalFusion
import Testing

/// Panels of a few weekly series, and a small network on them.
struct SmallPanel {
    var training = 56
    var horizon = 4
    /// `[series][period]` of the training periods; what follows is the test range.
    var series: [[Double]]
    /// What stands in the periods after the cutoff.
    var after: Double = .nan
    /// Beyond the cutoff too: a column known ahead.
    var price: [[Double]]?
    /// Beyond the cutoff too: the places of three words.
    var words: [[Double]]?
    var vocabulary = ["none", "tv", "fair"]
    var levels = [0.5]

    func known() throws -> KnownPanel {
        let count = training + horizon
        func rows(_ values: [[Double]]) -> [Double] {
            values.flatMap { row in (0..<count).map { $0 < row.count ? row[$0] : after } }
        }
        var columns = [PanelColumn(name: "volume", knowledge: .target, values: rows(series))]
        if let price {
            columns.append(PanelColumn(name: "price", knowledge: .knownAhead, values: rows(price)))
        }
        if let words {
            columns.append(
                PanelColumn(
                    name: "kind", knowledge: .knownAhead, values: rows(words),
                    categories: vocabulary))
        }
        let panel = Panel(
            grid: TimeGrid(frequency: .weekly, origin: .number(1), count: count),
            seriesIDs: series.indices.map { "s\($0)" }, firstStep: series.map { _ in 0 }, columns: columns)
        return KnownPanel(
            panel, target: "volume",
            window: BacktestWindow(index: 0, training: 0..<training, test: training..<count, fittedIn: 0),
            classes: SeriesClasses(
                abc: series.map { _ in .a }, xyz: series.map { _ in .x }, pattern: series.map { _ in .smooth }
            ),
            levels: try levels.map { try #require(QuantileLevel($0)) })
    }

    func model(_ parameters: NetworkParameters = small, seed: UInt64 = 1) throws -> TemporalFusionTransformer
    {
        var definition = FeatureSetDefinition()
        definition.lags = [1]
        if price != nil { definition.price = ["current_price"] }
        if words != nil { definition.categorical = ["kind"] }
        let features = definition
        return TemporalFusionTransformer(parameters, seed: seed, library: try OpenBLAS.load()) {
            known, codes in
            FeatureTable(
                panel: known.panel,
                features: try FeatureSet(
                    name: "f", features, panel: known.panel, target: "volume", codes: codes),
                classes: known.classes, training: known.window.training,
                through: known.window.cutoff + known.reach)
        }
    }

    func fitted(_ parameters: NetworkParameters = small, jobs: Int = 1) throws -> FittedTransformer {
        try model(parameters).trained(on: try known(), in: FitScope(jobs: jobs))
    }

    /// Learns something within a second.
    static let small = NetworkParameters(
        hidden: 8, heads: 2, encoder: 12, dropout: 0.1, batch: 32, length: .steps(40), rate: 0.01,
        weighsByScale: false)

    /// Four series with a common season of eight periods around 100 and 10.
    static let seasons = SmallPanel(
        series: [100.0, 10, 100, 10].enumerated().map { series, level in
            (0..<56).map { level * (1 + 0.5 * sine[($0 + series) % 8]) }
        })

    static let sine = [0, 0.7071, 1, 0.7071, 0, -0.7071, -1, -0.7071]
}
