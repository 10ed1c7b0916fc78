internal import ForecastCore

/// What holds where a spec says nothing, for the reader and the schema alike. Defaults of parameters stand with
/// their model kinds, those of classes and guardrails with their types.
package enum SpecDefaults {
    static let seed = 1
    static let quantiles = [0.10, 0.25, 0.50, 0.75, 0.90]

    // Of `backtest`.
    static let refit = 1
    static let gap = 0
    static let minHistory = 1
    static let shortSeries = BacktestDeclaration.ShortSeriesPolicy.fallback

    // Of `evaluate`.
    static let metrics: [MetricName] = [
        .mape, .wape, .mae, .rmse, .mase, .rmsse, .bias, .pinball, .coverage,
    ]
    static let zeros = EvaluationDeclaration.ZeroPolicy.skip

    // Of a search under `halving`.
    static let eta = 3
    static let minRounds = 50
    static let keep = 1
    static let halvingMetric = MetricName.wape

    // Of `promotion`.
    package static let minImprovementPP = 1.0
    package static let confidence = 0.95
}
