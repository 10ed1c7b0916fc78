/// Importance by cumulative share of revenue.
package enum ABCClass: UInt8, Sendable, CaseIterable {
    case a, b, c
    package var label: String {
        switch self {
        case .a: "A"
        case .b: "B"
        case .c: "C"
        }
    }
}
