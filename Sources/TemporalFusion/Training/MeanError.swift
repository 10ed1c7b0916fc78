internal import NumericKernels

/// What a network's mean costs where it is wrong; forecast and target in units of the series' scale.
///
/// A forecast within the scale costs half its squared error, a larger one what the deviance of Poisson's counts says: its
/// error is weighed by one over the forecast. So a promotion that sells ten times as much as usual does not outweigh all
/// else, and the mean of what comes is still what costs least. An error of more than `bend` times the larger of forecast and
/// scale, which only a target far from zero can make, counts linearly (as in Huber 1964): one spike does not decide a step.
///
/// Without the bend it is the Bregman distance of phi(x) = x^2 / 2 up to 1 and |x| log|x| + 1/2 beyond.
/// **Source** Gneiting 2011, *Making and evaluating point forecasts*, theorem 7: such distances are consistent for the mean.
package enum MeanError {
    package static let bend = 2.5

    /// The derivative of `cost` by the forecast, between `-bend` and `bend`.
    @inline(__always) package static func slope<T: BinaryFloatingPoint>(of forecast: T, for target: T) -> T {
        let error = (forecast - target) / max(1, forecast.magnitude)
        return min(T(bend), max(T(0 - bend), error))
    }

    /// 0 where the forecast is the target, above 0 elsewhere.
    package static func cost(of forecast: Double, for target: Double) -> Double {
        guard target >= 0 else { return cost(of: 0 - forecast, for: 0 - target) }
        let upper = min(target / (bend + 1), target - bend)
        let whole = primitive(forecast, target) - primitive(target, target)
        guard forecast < upper, target > bend - 1 else { return whole }
        // Linear from `upper` down to `lower`, below which the forecast's own size outgrows the error.
        let lower = 0 - target / (bend - 1)
        let linear = bend * (upper - max(forecast, lower))
        let above = primitive(upper, target) - primitive(target, target)
        return above + linear
            + (forecast < lower ? primitive(forecast, target) - primitive(lower, target) : 0)
    }

    /// Of (x - target) / max(1, |x|).
    private static func primitive(_ x: Double, _ target: Double) -> Double {
        let size = x.magnitude
        guard size > 1 else { return x * (x / 2 - target) }
        let signed = x < 0 ? 0 - target : target
        return size - signed * (PortableMath.log(size) + 1) - 0.5
    }
}
