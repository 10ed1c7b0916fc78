/// Syntetos, Boylan & Croston 2005: average demand interval against squared CV of demand sizes.
package enum DemandPattern: UInt8, Sendable, CaseIterable {
    case smooth, erratic, intermittent, lumpy
    /// No demand in the training data: neither interval nor size is defined.
    case noDemand

    package var label: String {
        switch self {
        case .smooth: "smooth"
        case .erratic: "erratic"
        case .intermittent: "intermittent"
        case .lumpy: "lumpy"
        case .noDemand: "no demand"
        }
    }
}
