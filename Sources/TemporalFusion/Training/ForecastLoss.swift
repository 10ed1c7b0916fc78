internal import ForecastCore
internal import NetworkKernels

/// What training makes small: the pinball loss of every level, and the error of the mean (`MeanError`).
///
/// Outputs of a step: the mean first, then the levels. Both are measured on the scaled target.
/// **Source** Lim et al. 2021, equations 24 and 25, without the factor's change of scale.
struct ForecastLoss: Sendable {
    let levels: [Double]
    let link: OutputLink
    /// What the error of the mean weighs beside the pinball losses.
    static let meanWeight = 0.2

    /// The loss of one slice; writes its gradient.
    ///
    /// - Parameters:
    ///   - targets: `[step, sample]`, NaN where missing: such a step teaches nothing.
    ///   - weights: `[sample]`.
    ///   - share: one over the number of steps of the whole batch.
    func measure<T: NetworkScalar>(
        _ output: UnsafePointer<T>, gradient: UnsafeMutablePointer<T>, targets: [T], weights: [T], share: T
    ) -> Double {
        let columns = levels.count + 1
        var total = 0.0
        for row in targets.indices {
            let place = row * columns
            let weight = weights[row % weights.count] * share
            guard !targets[row].isNaN, weight > 0 else {
                (gradient + place).update(repeating: 0, count: columns)
                continue
            }
            let (mean, meanSlope) = forecast(output[place])
            gradient[place] =
                weight * T(Self.meanWeight) * MeanError.slope(of: mean, for: targets[row]) * meanSlope
            total +=
                Double(weight) * Self.meanWeight * MeanError.cost(of: Double(mean), for: Double(targets[row]))
            for (index, level) in levels.enumerated() {
                let (quantile, ownSlope) = forecast(output[place + 1 + index])
                let shortfall = targets[row] - quantile
                let slope = shortfall > 0 ? T(0 - level) : T(1 - level)
                let factor = weight * T(2) / T(levels.count)
                gradient[place + 1 + index] = factor * slope * ownSlope
                total += Double(factor * (0 - slope) * shortfall)
            }
        }
        return total
    }

    @inline(__always) private func forecast<T: NetworkScalar>(_ output: T) -> (value: T, slope: T) {
        guard link != .identity else { return (output, 1) }
        let (value, slope) = link.forecast(Double(output))
        return (T(value), T(slope))
    }
}
