internal import DemandFeatures
package import ForecastCore

extension SharedWork {
    /// For the windows of a backtest.
    package convenience init(
        of history: TargetHistory, classes: [SeriesClasses], levels: [QuantileLevel],
        clock: @escaping @Sendable () -> Double
    ) {
        self.init(clock: clock) { known in
            let first = known.window.training.lowerBound
            guard let last = history.windows.last(where: { $0.training.lowerBound == first }),
                last.training.upperBound > known.window.training.upperBound
            else { return known }
            return KnownPanel(
                history.panel, target: history.target, window: last, classes: classes[last.index],
                levels: levels)
        }
    }
}
