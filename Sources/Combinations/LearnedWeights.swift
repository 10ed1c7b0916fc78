package import ForecastCore
internal import NumericKernels

/// Weights of a mean under which earlier forecasts would have lost less than under given ones.
///
/// With members x(m), weights w and what came y, the loss of the mean f = sum over m of w(m) x(m) is summed over all series,
/// steps and windows:
///
///     WQL            (1{y < f} - q) (f - y) of every quantile level q
///     WAPE, MAE      |f - y|
///     RMSE           (f - y)^2
///     MAPE           |f - y| / |y| where y is not 0
///
/// Each is convex in w. It is made smaller over the weights that are not negative and sum to 1 by exponentiated gradient
/// descent: in step t = 1, 2, ... w(m) is multiplied by exp(-2 g(m) / (max |g| sqrt(t))), with g the gradient less its weighted
/// mean, and all are scaled to sum 1. The result is the mean of the weights of all steps, which began at the given ones: that
/// is what shrinks them. Pulled further back they were worse on every panel where that was tried, down to a single series.
///
/// **Source** Kivinen & Warmuth 1997, "Exponentiated gradient versus gradient descent for linear predictors"; averaging of
/// steps: Nemirovski et al. 2009. Non-negative weights that sum to 1: Granger & Ramanathan 1984; shrinking them: Diebold
/// & Pauly 1990.
package enum LearnedWeights {
    private static let steps = 100
    private static let rate = 2.0

    /// - Parameters:
    ///   - earlier: at least one window.
    ///   - prior: `[member]`; they sum to 1, and a member with 0 keeps it.
    package static func weights(
        from earlier: [EarlierForecasts], by metric: MetricName, towards prior: [Double]
    ) -> [Double] {
        let members = prior.indices.filter { prior[$0] > 0 }
        let start = members.map { prior[$0] }
        let points = WeightedPoints(earlier, members: members, metric)
        let learned = points.isEmpty ? start : averaged(points, from: start)
        var weights = prior.map { _ in 0.0 }
        for (place, member) in members.enumerated() {
            weights[member] = learned[place]
        }
        return weights
    }

    /// The mean of the weights of all steps.
    private static func averaged(_ points: WeightedPoints, from start: [Double]) -> [Double] {
        var weights = start
        var sum = start.map { _ in 0.0 }
        for step in 1...steps {
            let gradient = points.gradient(at: weights)
            let mean = zip(weights, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            let centred = gradient.map { $0 - mean }
            let largest = centred.reduce(0) { max($0, $1.magnitude) }
            if largest > 0, largest < .infinity {
                let rate = rate / (largest * Double(step).squareRoot())
                let moved = zip(weights, centred).map { $0 * PortableMath.exp(-rate * $1) }
                let total = moved.reduce(0, +)
                weights = moved.map { $0 / total }
            }
            for member in sum.indices { sum[member] += weights[member] }
        }
        return sum.map { $0 / Double(steps) }
    }
}

/// What was forecast and what came, value by value.
private struct WeightedPoints {
    /// **Shape** `[value, member]`.
    private var forecasts: [Double] = []
    /// `[value]`.
    private var actuals: [Double] = []
    /// `[value]`: the quantile level, or what an error is divided by.
    private var scales: [Double] = []
    private let memberCount: Int
    private let loss: Loss

    private enum Loss {
        case pinball, absolute, squared
    }

    var isEmpty: Bool { actuals.isEmpty }

    init(_ earlier: [EarlierForecasts], members: [Int], _ metric: MetricName) {
        memberCount = members.count
        loss =
            switch metric {
            case .wql: .pinball
            case .rmse: .squared
            default: .absolute
            }
        for window in earlier {
            let blocks = members.map { window.members[$0] }
            for (place, actual) in window.actuals.enumerated() where !actual.isNaN {
                append(blocks, row: place * blocks[0].width, actual, metric, window.levels)
            }
        }
    }

    /// One series and step: its mean, or its quantiles.
    private mutating func append(
        _ blocks: [ForecastBlock], row: Int, _ actual: Double, _ metric: MetricName, _ levels: [QuantileLevel]
    ) {
        if loss == .pinball {
            for (index, level) in levels.enumerated() {
                append(blocks, at: row + 1 + index, actual, scale: level.value)
            }
        } else if metric == .mape {
            if actual != 0 { append(blocks, at: row, actual, scale: actual.magnitude) }
        } else {
            append(blocks, at: row, actual, scale: 1)
        }
    }

    private mutating func append(_ blocks: [ForecastBlock], at place: Int, _ actual: Double, scale: Double) {
        for block in blocks { forecasts.append(block.values[place]) }
        actuals.append(actual)
        scales.append(scale)
    }

    /// **Complexity** O(values x members).
    func gradient(at weights: [Double]) -> [Double] {
        var gradient = [Double](repeating: 0, count: memberCount)
        add(at: weights.span, forecasts.span, actuals.span, scales.span, to: &gradient)
        return gradient
    }

    private func add(
        at weights: Span<Double>, _ forecasts: Span<Double>, _ actuals: Span<Double>, _ scales: Span<Double>,
        to gradient: inout [Double]
    ) {
        var sums = gradient.mutableSpan
        for value in actuals.indices {
            let row = forecasts.extracting(value * weights.count..<(value + 1) * weights.count)
            var mean = 0.0
            for member in row.indices { mean += weights[member] * row[member] }
            let slope = slope(mean, actuals[value], scales[value])
            for member in row.indices { sums[member] += slope * row[member] }
        }
    }

    /// The derivative of the loss by the mean.
    private func slope(_ forecast: Double, _ actual: Double, _ scale: Double) -> Double {
        switch loss {
        case .pinball: forecast > actual ? 1 - scale : -scale
        case .absolute: forecast == actual ? 0 : (forecast > actual ? 1 : -1) / scale
        case .squared: 2 * (forecast - actual)
        }
    }
}
