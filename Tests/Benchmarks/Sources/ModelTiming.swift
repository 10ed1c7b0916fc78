import ForecastCore
import Foundation
import StatisticalModels

/// How long one thread takes to fit a model to every series and to forecast it: the best of some repeats.
struct ModelTiming {
    let kind: String
    let series: Int
    let horizon: Int
    let levels: Int
    let seconds: Double
    /// Series that the model could not forecast.
    let fallbacks: Int
    /// The sum of all forecast means, which also keeps the work from being optimised away.
    let checksum: Double
    /// As fitted, series by series.
    let parameters: [(series: String, values: [Double])]

    init(of written: String, on histories: [SeriesHistory], request: BenchmarkRequest) throws {
        let parts = written.split(separator: ":", maxSplits: 1).map(String.init)
        kind = parts[0]
        let model = try Self.model(kind: kind, overrides: parts.count > 1 ? parts[1] : "")
        let asked = ForecastRequest(horizon: request.horizon, levels: request.levels)
        series = histories.count
        horizon = request.horizon
        levels = request.levels.count
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000_000)
        var total = 0.0
        var failed = 0
        var fitted: [[Double]] = []
        for _ in 0..<request.repeats {
            let duration = clock.measure {
                (total, failed, fitted) = Self.forecastAll(histories, by: model, asked)
            }
            best = min(best, duration)
        }
        let (wholeSeconds, attoseconds) = best.components
        seconds = Double(wholeSeconds) + Double(attoseconds) * 1e-18
        fallbacks = failed
        checksum = total
        parameters = zip(histories, fitted).map { ($0.id, $1) }
    }

    var json: String {
        """
        {"kind": "\(kind)", "series": \(series), "horizon": \(horizon), "levels": \(levels), \
        "seconds": \(seconds), "fallbacks": \(fallbacks), "checksum": \(checksum)}
        """
    }

    /// One JSON line a series.
    var parameterLines: String {
        parameters.map {
            #"{"kind": "\#(kind)", "series": "\#($0.series)", "parameters": \#($0.values)}"# + "\n"
        }
        .joined()
    }

    private static func forecastAll(
        _ histories: [SeriesHistory], by model: any LocalModel, _ request: ForecastRequest
    ) -> (total: Double, failed: Int, fitted: [[Double]]) {
        var total = 0.0
        var failed = 0
        var fitted: [[Double]] = []
        fitted.reserveCapacity(histories.count)
        let random = RandomPath(seed: 1, ["benchmark"])
        for history in histories {
            let forecast = LocalModelExecution.run(
                model, history: history, fitHistory: history, request: request,
                random: random.appending(history.id))
            for step in 0..<request.horizon { total += forecast.values[step * request.width] }
            failed += forecast.outcome.fallback == nil ? 0 : 1
            fitted.append(forecast.outcome.parameters)
        }
        return (total, failed, fitted)
    }

    private static func model(kind name: String, overrides: String) throws -> any LocalModel {
        guard let kind = StatisticalModels.kinds.first(where: { $0.name == name }) else {
            throw BenchmarkError(
                description: "no kind \(name); there are \(StatisticalModels.kinds.map(\.name))")
        }
        var values: [String: ParameterValue] = [:]
        for parameter in kind.parameters { values[parameter.name] = defaultValue(of: parameter) }
        for override in overrides.split(separator: ",") {
            let pair = override.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, kind.parameters.contains(where: { $0.name == pair[0] }) else {
                throw BenchmarkError(description: "\(name) has no parameter as in \(override)")
            }
            values[pair[0]] = value(of: pair[1])
        }
        guard let model = kind.localModel(ModelParameters(values)) else {
            throw BenchmarkError(description: "\(name) is not fitted to one series at a time")
        }
        return model
    }

    /// `auto` seasons are a year of weeks here.
    private static func defaultValue(of parameter: ParameterDeclaration) -> ParameterValue? {
        parameter.resolvedDefault(for: .weekly)
    }

    private static func value(of text: String) -> ParameterValue {
        Int(text).map(ParameterValue.integer) ?? Double(text).map(ParameterValue.number) ?? .word(text)
    }
}
