internal import NumericKernels

/// How the outputs of a network become forecasts in units of a series' scale.
package enum OutputLink: String, Hashable, Sendable, CaseIterable {
    /// As they are.
    case identity
    /// sign(z) (e^|z| - 1), the inverse of how the target is read: what multiplies demand is a sum to the network.
    case log
    /// log(1 + e^z): no forecast is below 0.
    case softplus

    /// Beyond it a forecast would be thousands of millions of a series' scale.
    private static let largest = 20.0

    /// The forecast, and its derivative by the output.
    package func forecast(_ output: Double) -> (value: Double, slope: Double) {
        switch self {
        case .identity: return (output, 1)
        case .log:
            let power = PortableMath.exp(min(output.magnitude, Self.largest))
            return (output < 0 ? 1 - power : power - 1, power)
        case .softplus:
            let power = PortableMath.exp(-output.magnitude)
            let share = output < 0 ? power / (1 + power) : 1 / (1 + power)
            return (max(output, 0) + PortableMath.log1p(power), share)
        }
    }

    /// The output that makes this forecast, which is not below 0; of softplus one that makes nearly none of 0.
    package func output(for forecast: Double) -> Double {
        switch self {
        case .identity: forecast
        case .log: PortableMath.log1p(forecast)
        case .softplus: PortableMath.log(PortableMath.exp(max(forecast, 0.05)) - 1)
        }
    }
}
