import ForecastCore
import ForecastEvaluation

let p10 = level(0.1)
let p50 = level(0.5)
let p90 = level(0.9)
let missing = Double.nan

func level(_ value: Double) -> QuantileLevel {
    guard let level = QuantileLevel(value) else { preconditionFailure("\(value) is not a level") }
    return level
}

/// Every metric and variant for some levels and seasons.
func allMetrics(levels: [QuantileLevel], seasons: [Int]) -> [Metric] {
    MetricName.allCases.flatMap { Metric.variants(of: $0, seasons: seasons, levels: levels) }
}

/// A block from `[series][step][mean, quantiles...]`.
func block(_ values: [[[Double]]], levels: Int, fallbacks: [Int: Fallback.Reason] = [:]) -> ForecastBlock {
    var block = ForecastBlock(horizon: values.first?.count ?? 1, levelCount: levels)
    for (series, steps) in values.enumerated() {
        let outcome = SeriesOutcome(fallback: fallbacks[series].map { Fallback($0) })
        block.append(SeriesForecast(values: steps.flatMap(\.self), outcome: outcome))
    }
    return block
}

/// A random backtest of one model: what a scorer is given, window by window.
struct Scenario {
    struct Window {
        var training: [[Double]]
        var actuals: [[Double]]
        var forecasts: [[[Double]]]
    }

    var levels = [p10, p50, p90]
    var seasons = [1, 4]
    var windows: [Window] = []

    var settings: EvaluationSettings {
        EvaluationSettings(metrics: allMetrics(levels: levels, seasons: seasons), levels: levels)
    }

    /// Demand with zeros, gaps, unborn series and constant series.
    init(series: Int, windows windowCount: Int, horizon: Int, time: Int = 16, seed: UInt64, noise: Double = 1)
    {
        var random = RandomPath(seed: seed, ["scenario"]).stream
        func demand(_ kind: Int) -> Double {
            switch kind {
            case 0: 7
            case 1: missing
            default:
                random.nextUniform() < 0.2
                    ? 0 : random.nextUniform() < 0.1 ? missing : 20 * random.nextUniform()
            }
        }
        for _ in 0..<windowCount {
            var window = Window(training: [], actuals: [], forecasts: [])
            for index in 0..<series {
                let kind = index % 7
                window.training.append((0..<time).map { _ in demand(kind) })
                window.actuals.append((0..<horizon).map { _ in demand(index % 11 == 5 ? 1 : 2) })
                window.forecasts.append(
                    (0..<horizon).map { _ in
                        let mean = random.nextUniform() < 0.1 ? 0 : 15 * noise * random.nextUniform()
                        return [mean, mean * 0.4, mean * 0.9, mean * 1.7]
                    })
            }
            windows.append(window)
        }
    }

    func table(model: String = "model") throws -> ScoreTable {
        let settings = self.settings
        return ScoreTable(
            model: model, target: "volume", settings: settings,
            windows: try windows.map { try $0.scores(settings: settings) })
    }

    /// The same backtest with its series in another order.
    func permuted(_ order: [Int]) -> Scenario {
        var copy = self
        copy.windows = windows.map { window in
            Window(
                training: order.map { window.training[$0] }, actuals: order.map { window.actuals[$0] },
                forecasts: order.map { window.forecasts[$0] })
        }
        return copy
    }
}

extension Scenario.Window {
    func scores(settings: EvaluationSettings, fallbacks: [Int: Fallback.Reason] = [:]) throws -> WindowScores
    {
        let time = training.first?.count ?? 1
        let scales = SeriesScales(
            values: training.flatMap(\.self), timeCount: time, training: 0..<time, seasons: settings.seasons)
        return try WindowScores.score(
            block(forecasts, levels: settings.levels.count, fallbacks: fallbacks),
            against: actuals.flatMap(\.self), scales: scales, settings: settings)
    }
}
