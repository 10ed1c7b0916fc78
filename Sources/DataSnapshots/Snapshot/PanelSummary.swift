package import ForecastCore

/// What `data show` and `data check` tell about a panel.
package struct PanelSummary: Equatable, Sendable {
    /// One column over the whole panel.
    package struct Column: Equatable, Sendable {
        package let name: String
        package let knowledge: PanelColumn.Knowledge
        /// Values that are there.
        package let observed: Int
        /// Values that are not, from each series' first period to the end of the panel.
        package let missing: Int
        /// Of the values that are there, how many are 0.
        package let zeros: Int
        /// Nil when no value is there.
        package let minimum: Double?
        package let maximum: Double?

        package var zeroShare: Double { observed == 0 ? 0 : Double(zeros) / Double(observed) }
    }

    package struct Attribute: Equatable, Sendable {
        package let name: String
        package let categories: Int
        /// Series without a value.
        package let missing: Int
    }

    /// Order statistics of the series' lengths, in periods from the first one to the panel's end.
    package struct Lengths: Equatable, Sendable {
        package let minimum: Int
        package let lowerQuartile: Int
        package let median: Int
        package let upperQuartile: Int
        package let maximum: Int
    }

    package let frequency: Frequency
    package let series: Int
    package let periods: Int
    package let firstLabel: String
    package let lastLabel: String
    /// Cells in which some target was observed.
    package let observations: Int
    /// Nil without series.
    package let lengths: Lengths?
    package let columns: [Column]
    package let attributes: [Attribute]
    package let holidays: Int

    package init(of panel: Panel) {
        frequency = panel.grid.frequency
        series = panel.seriesCount
        periods = panel.grid.count
        firstLabel = panel.grid.label(of: 0)
        lastLabel = panel.grid.label(of: max(0, panel.grid.count - 1))
        observations = Self.observations(in: panel)
        lengths = Self.lengths(of: panel)
        columns = panel.columns.map { Column(of: $0, in: panel) }
        attributes = panel.attributes.map { attribute in
            Attribute(
                name: attribute.name, categories: attribute.categories.count,
                missing: attribute.codes.count { $0 < 0 })
        }
        holidays = panel.holidays.count
    }

    private static func observations(in panel: Panel) -> Int {
        let targets = panel.columns.filter { $0.knowledge == .target }
        guard targets.count != 1 else { return targets[0].values.count { !$0.isNaN } }
        return (0..<panel.seriesCount * panel.grid.count).count { cell in
            if cell % NumberSpace.passSize == 0 { panel.letGo() }
            return targets.contains { !$0.values[cell].isNaN }
        }
    }

    private static func lengths(of panel: Panel) -> Lengths? {
        let sorted = panel.firstStep.map { panel.grid.count - $0 }.sorted()
        guard let shortest = sorted.first, let longest = sorted.last else { return nil }
        func quantile(_ quarter: Int) -> Int { sorted[(sorted.count - 1) * quarter / 4] }
        return Lengths(
            minimum: shortest, lowerQuartile: quantile(1), median: quantile(2), upperQuartile: quantile(3),
            maximum: longest)
    }
}

extension PanelSummary.Column {
    fileprivate init(of column: PanelColumn, in panel: Panel) {
        var observed = 0
        var zeros = 0
        var life = 0
        var observedInLife = 0
        var minimum = Double.infinity
        var maximum = -Double.infinity
        for series in 0..<panel.seriesCount {
            if series % 8192 == 0 { column.values.letGo() }
            let first = panel.firstStep[series]
            life += panel.grid.count - first
            for step in 0..<panel.grid.count {
                let value = column.values[series * panel.grid.count + step]
                guard !value.isNaN else { continue }
                observed += 1
                if step >= first { observedInLife += 1 }
                if value == 0 { zeros += 1 }
                minimum = min(minimum, value)
                maximum = max(maximum, value)
            }
        }
        column.values.letGo()
        self.init(
            name: column.name, knowledge: column.knowledge, observed: observed,
            missing: life - observedInLife, zeros: zeros,
            minimum: observed > 0 ? minimum : nil, maximum: observed > 0 ? maximum : nil)
    }
}
