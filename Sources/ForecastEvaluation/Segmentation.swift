package import ForecastCore

/// A division of the series into named segments; the segment of a series may differ from window to window,
/// because classes are made from each window's training data.
package struct Segmentation: Equatable, Sendable {
    /// As a spec writes it: `abc_class`.
    package let name: String
    /// What the segments are called, in the order of the report.
    package let labels: [String]
    /// **Shape** `[window][series]`: an index into `labels`, or -1 for a series in no segment.
    package let indices: [[Int32]]

    package init(name: String, labels: [String], indices: [[Int32]]) {
        precondition(
            indices.allSatisfy { $0.allSatisfy { $0 >= -1 && Int($0) < labels.count } },
            "a segment of \(name) without a label")
        self.name = name
        self.labels = labels
        self.indices = indices
    }

    /// The names of the class segments that every run offers.
    package static let classNames = ["abc_class", "xyz_class", "demand_pattern"]

    /// The segments of one of `classNames`; nil for another name.
    /// - Parameter classes: `[window]`.
    package init?(byClass name: String, classes: [SeriesClasses]) {
        switch name {
        case "abc_class":
            self.init(
                name: name, labels: ABCClass.allCases.map(\.label),
                indices: classes.map { $0.abc.map { Int32($0.rawValue) } })
        case "xyz_class":
            self.init(
                name: name, labels: XYZClass.allCases.map(\.label),
                indices: classes.map { $0.xyz.map { Int32($0.rawValue) } })
        case "demand_pattern":
            self.init(
                name: name, labels: DemandPattern.allCases.map(\.label),
                indices: classes.map { $0.pattern.map { Int32($0.rawValue) } })
        default: return nil
        }
    }

    /// The segments by a property of the series, the same in every window.
    package init(byAttribute attribute: StaticAttribute, windowCount: Int) {
        self.init(
            name: attribute.name, labels: attribute.categories,
            indices: [[Int32]](repeating: attribute.codes, count: windowCount))
    }
}
