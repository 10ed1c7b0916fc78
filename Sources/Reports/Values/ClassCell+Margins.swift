internal import ForecastCore

// What the cross tables of classes ask of their cells.

extension ExperimentReport.ClassCell {
    /// A row of a cross table, and the cells that it sums up.
    struct Row: Sendable {
        let title: String
        let isIncluded: @Sendable (ExperimentReport.ClassCell) -> Bool
    }

    /// Importance, predictability, all.
    static var rows: [Row] {
        let importance = ABCClass.allCases.map { name in Row(title: name.label) { $0.abc == name.label } }
        let predictability = XYZClass.allCases.map { name in Row(title: name.label) { $0.xyz == name.label } }
        return importance + predictability + [Row(title: "all") { _ in true }]
    }
}

extension [ExperimentReport.ClassCell] {
    /// The demand patterns that occur.
    var patterns: [String] {
        DemandPattern.allCases.map(\.label).filter { name in contains { $0.pattern == name } }
    }

    /// Series and share of volume of some cells; no share where the whole is undefined.
    func margin(_ isIncluded: (Element) -> Bool) -> (series: Int, share: Double?) {
        let cells = filter(isIncluded)
        let isDefined = allSatisfy { $0.share.value != nil }
        return (
            series: cells.reduce(0) { $0 + $1.series },
            share: isDefined ? cells.reduce(0.0) { $0 + ($1.share.value ?? 0) } : nil
        )
    }
}
