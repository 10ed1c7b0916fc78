package import ForecastCore
internal import NumericKernels

/// What the trees minimise, by LightGBM's names.
package enum BoostingObjective: Hashable, Sendable {
    case l2, l1, mape, poisson, gamma
    /// Squared near zero, absolute beyond `delta`.
    case huber(delta: Double)
    /// `c^2 (|e|/c - log(1 + |e|/c))`.
    case fair(c: Double)
    /// `variancePower` between 1 (Poisson) and 2 (gamma).
    case tweedie(variancePower: Double)
    case quantile(QuantileLevel)

    /// What a spec may write for `objective`.
    package static let names = [
        "l2", "l1", "mape", "poisson", "tweedie", "gamma", "huber", "fair", "quantile",
    ]

    package var name: String {
        switch self {
        case .l2: "l2"
        case .l1: "l1"
        case .mape: "mape"
        case .poisson: "poisson"
        case .gamma: "gamma"
        case .huber: "huber"
        case .fair: "fair"
        case .tweedie: "tweedie"
        case .quantile: "quantile"
        }
    }

    /// True where a raw score is the logarithm of the forecast.
    package var hasLogLink: Bool {
        switch self {
        case .poisson, .gamma, .tweedie: true
        default: false
        }
    }

    /// Whether LightGBM takes monotone constraints with it: it refuses where it resets the leaves to
    /// percentiles of the residuals after the tree has grown.
    package var allowsMonotoneConstraints: Bool {
        switch self {
        case .l1, .mape, .quantile: false
        default: true
        }
    }

    /// The parameters that name the objective to LightGBM.
    var fields: [(name: String, value: String)] {
        let own: [(name: String, value: String)] =
            switch self {
            case .huber(let delta): [("alpha", delta.description)]
            case .fair(let c): [("fair_c", c.description)]
            case .tweedie(let power): [("tweedie_variance_power", power.description)]
            case .quantile(let level): [("alpha", level.value.description)]
            default: []
            }
        return [(name: "objective", value: name)] + own
    }

    /// The forecast behind a raw score, with the portable exponential where LightGBM would ask libm.
    package func forecast(ofRawScore score: Double) -> Double {
        hasLogLink ? PortableMath.exp(score) : score
    }

    /// The loss of one forecast, as LightGBM's metric of the same name defines it; early stopping
    /// compares its means.
    func loss(of forecast: Double, label: Double) -> Double {
        let error = label - forecast
        switch self {
        case .l2: return error * error
        case .l1: return error.magnitude
        case .mape: return error.magnitude / max(1, label.magnitude)
        case .huber(let delta):
            let size = error.magnitude
            return size <= delta ? 0.5 * error * error : delta * (size - 0.5 * delta)
        case .fair(let c):
            let ratio = error.magnitude / c
            return c * c * (ratio - PortableMath.log(1 + ratio))
        case .quantile(let level): return error >= 0 ? level.value * error : (level.value - 1) * error
        case .poisson:
            let mean = max(forecast, Self.smallestMean)
            return mean - label * PortableMath.log(mean)
        case .gamma:
            let mean = max(forecast, Self.smallestMean)
            return label / mean + PortableMath.log(mean)
        case .tweedie(let power):
            // The deviance of the Tweedie family without the part that no forecast changes.
            let logMean = PortableMath.log(max(forecast, Self.smallestMean))
            return PortableMath.exp((2 - power) * logMean) / (2 - power)
                - label * PortableMath.exp((1 - power) * logMean) / (1 - power)
        }
    }

    /// LightGBM's own floor under a mean whose logarithm is taken.
    private static let smallestMean = 1e-10
}
