/// One forecast of one series and period, as answers to programs have it.
package struct PredictedRow: Encodable, Equatable, Sendable {
    package let uniqueID, target, ds: String
    package let forecast: Figure
    /// `p10` and its like, ascending.
    package let quantiles: [(label: String, value: Figure)]
    /// Why something simpler stands in; null where the model itself forecast.
    package let fallback: String?

    package init(
        uniqueID: String, target: String, ds: String, forecast: Figure,
        quantiles: [(label: String, value: Figure)], fallback: String?
    ) {
        self.uniqueID = uniqueID
        self.target = target
        self.ds = ds
        self.forecast = forecast
        self.quantiles = quantiles
        self.fallback = fallback
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.uniqueID == right.uniqueID && left.target == right.target && left.ds == right.ds
            && left.forecast == right.forecast && left.fallback == right.fallback
            && left.quantiles.elementsEqual(right.quantiles, by: ==)
    }

    enum CodingKeys: String, CodingKey {
        case target, ds, forecast, quantiles, fallback
        case uniqueID = "unique_id"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(uniqueID, forKey: .uniqueID)
        try container.encode(target, forKey: .target)
        try container.encode(ds, forKey: .ds)
        try container.encode(forecast, forKey: .forecast)
        try container.encode(
            Dictionary(quantiles.map { ($0.label, $0.value) }) { first, _ in first }, forKey: .quantiles)
        try container.encode(fallback, forKey: .fallback)
    }
}
