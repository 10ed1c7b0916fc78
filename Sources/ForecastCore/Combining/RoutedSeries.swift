/// What decides where a series goes.
package struct RoutedSeries: Hashable, Sendable {
    package var abc: ABCClass
    package var xyz: XYZClass
    package var pattern: DemandPattern
    /// Observed periods of the target up to the cutoff.
    package var history: Int
    /// Of those attributes that some rule asks for; without an entry where the data set has no value.
    package var attributes: [String: String]

    package init(
        abc: ABCClass, xyz: XYZClass, pattern: DemandPattern, history: Int, attributes: [String: String] = [:]
    ) {
        self.abc = abc
        self.xyz = xyz
        self.pattern = pattern
        self.history = history
        self.attributes = attributes
    }
}
