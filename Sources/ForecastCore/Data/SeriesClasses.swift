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
