internal import ForecastCore

/// What holds where a spec says nothing, for the reader and the schema alike. Defaults of parameters stand with their
/// model kinds, those of blocks with the properties that hold them.
enum SpecDefaults {
    static let seed = 1
    static let quantiles = [0.10, 0.25, 0.50, 0.75, 0.90]
    /// By their names, in the order of documents. Demand that is mostly zero has its quantiles at 0 up to p90: stock of spare parts is
    /// decided above.
    static let namedQuantiles: [(name: String, levels: [Double])] = [
        ("standard", quantiles), ("spare_parts", quantiles + [0.95, 0.99]),
    ]

    // Of a search under `halving`.
    static let eta = 3
    static let minRounds = 50
    static let keep = 1
    static let halvingMetric = MetricName.wape
}
