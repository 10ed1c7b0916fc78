/// Why scores cannot be computed.
package enum ScoringError: Error, Hashable, Sendable, CustomStringConvertible {
    /// MAPE was asked for with `zeros: error`, and there are zeros: how many, and where the first is.
    case zeroActuals(count: Int, firstSeries: Int, firstStep: Int)

    package var description: String {
        switch self {
        case .zeroActuals(let count, let series, let step):
            "\(count) actual values are 0, the first in series \(series) at horizon step \(step + 1): "
                + "MAPE is undefined there and 'zeros: error' forbids leaving them out"
        }
    }
}
