/// Why a model could not forecast a series, and a simpler forecast stands in.
package struct Fallback: Error, Hashable, Sendable {
    package enum Reason: UInt8, Sendable, CaseIterable {
        case noObservations = 1
        case tooShort, constant, allZero, notPositive, notConverged, exploded, notFinite

        /// As reports print it.
        package var text: String {
            switch self {
            case .noObservations: "no observations"
            case .tooShort: "too short"
            case .constant: "constant"
            case .allZero: "all zero"
            case .notPositive: "not positive"
            case .notConverged: "not converged"
            case .exploded: "forecast exploded"
            case .notFinite: "forecast not finite"
            }
        }
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }
}
