/// The classes of every series at one cutoff, from training data only.
package struct SeriesClasses: Equatable, Sendable {
    /// **Shape** `[series]` each, in panel order.
    package let abc: [ABCClass]
    package let xyz: [XYZClass]
    package let pattern: [DemandPattern]

    package init(abc: [ABCClass], xyz: [XYZClass], pattern: [DemandPattern]) {
        precondition(abc.count == xyz.count && xyz.count == pattern.count, "classes of different panels")
        self.abc = abc
        self.xyz = xyz
        self.pattern = pattern
    }
}

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
