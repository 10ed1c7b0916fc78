/// Predictability by the coefficient of variation of volume.
package enum XYZClass: UInt8, Sendable, CaseIterable {
    case x, y, z
    package var label: String {
        switch self {
        case .x: "X"
        case .y: "Y"
        case .z: "Z"
        }
    }
}
