internal import ExperimentSpec
internal import ForecastCore

/// Revenue as what is sold times what it costs, beside revenue as a series of its own.
///
/// The price of a period is the planned one where it is known ahead, else the last one of the series. Mean and quantiles
/// are those of volume times the price, so they agree with it; volume below 0, which is taken back, stays so.
struct PricedRevenue {
    static let volume = "volume"
    static let revenue = "revenue"
    static let price = "price"

    /// Whether there is anything to multiply.
    static func applies(to spec: ExperimentSpec, on panel: Panel) -> Bool {
        spec.data.targets.contains(volume) && spec.data.targets.contains(revenue)
            && panel.column(price) != nil
    }

    private let panel: Panel
    private let column: PanelColumn

    /// Nil where there is no price.
    init?(_ panel: Panel) {
        guard let column = panel.column(Self.price) else { return nil }
        self.panel = panel
        self.column = column
    }

    /// The product in a window; a series without a volume forecast or without any price keeps its direct forecast.
    /// - Parameters:
    ///   - volume, direct: of every series of the panel.
    func product(of volume: ForecastBlock, or direct: ForecastBlock, in window: BacktestWindow)
        -> ForecastBlock
    {
        var product = ForecastBlock(horizon: direct.horizon, levelCount: direct.levelCount)
        product.reserve(series: direct.seriesCount)
        for series in 0..<direct.seriesCount {
            guard !volume.outcomes[series].isAbsent, !direct.outcomes[series].isAbsent,
                let prices = prices(of: series, in: window)
            else {
                product.append(direct.forecast(ofSeries: series))
                continue
            }
            var forecast = volume.forecast(ofSeries: series)
            for step in 0..<direct.horizon {
                for place in step * direct.width..<(step + 1) * direct.width {
                    forecast.values[place] *= prices[step]
                }
            }
            product.append(forecast)
        }
        return product
    }

    /// Of the steps that are forecast; nil for a series that never had one.
    private func prices(of series: Int, in window: BacktestWindow) -> [Double]? {
        let row = column.values[series * panel.grid.count..<(series + 1) * panel.grid.count]
        let past = row[row.startIndex...row.startIndex + window.cutoff]
        guard let last = past.last(where: { !$0.isNaN && $0 >= 0 }) else { return nil }
        return window.test.map { step in
            let planned = column.knowledge == .knownAhead ? row[row.startIndex + step] : .nan
            return planned.isNaN || planned < 0 ? last : planned
        }
    }
}
