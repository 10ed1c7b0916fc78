/// What is known of every series at a cutoff, for one target: what tables of rules ask for.
package struct KnownSeries: Sendable {
    package let classes: SeriesClasses
    /// Observed periods of the target up to the cutoff, `[series]`.
    package let history: [Int]
    private let attributes: [StaticAttribute]

    package init(classes: SeriesClasses, history: [Int], attributes: [StaticAttribute]) {
        precondition(classes.abc.count == history.count, "histories [\(history.count)] of other series")
        self.classes = classes
        self.history = history
        self.attributes = attributes
    }

    /// - Parameter names: the attributes that matter.
    package func series(_ index: Int, attributes names: [String]) -> RoutedSeries {
        var values: [String: String] = [:]
        for attribute in attributes where names.contains(attribute.name) {
            values[attribute.name] = attribute.value(ofSeries: index)
        }
        return RoutedSeries(
            abc: classes.abc[index], xyz: classes.xyz[index], pattern: classes.pattern[index],
            history: history[index], attributes: values)
    }
}
