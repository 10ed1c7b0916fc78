/// A level of a hierarchy as a panel of its own: a series per node, which sums the targets of the node's series.
///
/// **Missing values** A series that misses a period counts with its last observation before it, for up to
/// `longestCarry` periods in a row; after that it has ended and counts nothing. A node misses a period where no series was
/// observed, or where more than `largestCarriedShare` of its sum would be carried: a sum that is mostly made up is none. Before
/// its launch a series counts nothing. Only what came before a period decides how it is filled, so no cutoff sees later ones.
///
/// **Other columns** are the plain mean over the node's series that have a value there: a mean price, the share of series in
/// promotion. **Attributes** keep a value that all series of the node share, and `several` otherwise.
package struct SummedPanel: Sendable {
    /// More periods in a row than these are an end, not a gap.
    package static let longestCarry = 8
    /// In absolute values.
    package static let largestCarriedShare = 0.1
    /// The category of an attribute on which a node's series differ.
    package static let several = "several"

    package let panel: Panel
    /// Of the sums of each target, what was carried; from 0 to 1.
    package let carriedShares: [String: Double]

    /// **Complexity** O(series x periods x columns).
    package init(of level: Hierarchy.Level, in panel: Panel) {
        var shares: [String: Double] = [:]
        let columns = panel.columns.map { column in
            guard column.knowledge == .target else { return Self.mean(of: column, in: panel, by: level) }
            let sums = Self.sum(of: column, in: panel, by: level)
            shares[column.name] = sums.carriedShare
            return PanelColumn(name: column.name, knowledge: .target, values: sums.values)
        }
        carriedShares = shares
        var firstStep = Array(repeating: panel.grid.count, count: level.nodes.count)
        for (series, node) in level.nodeOfSeries.enumerated() {
            firstStep[node] = min(firstStep[node], panel.firstStep[series])
        }
        self.panel = Panel(
            grid: panel.grid, seriesIDs: level.nodes, firstStep: firstStep, columns: columns,
            attributes: panel.attributes.map { Self.shared($0, by: level) }, holidays: panel.holidays)
    }

    // MARK: - Columns

    private static func sum(
        of column: PanelColumn, in panel: Panel, by level: Hierarchy.Level
    ) -> (values: [Double], carriedShare: Double) {
        let periods = panel.grid.count
        let size = level.nodes.count * periods
        var sums = [Double](repeating: 0, count: size)
        var observed = [Double](repeating: 0, count: size)
        var carried = [Double](repeating: 0, count: size)
        var isObserved = [Bool](repeating: false, count: size)
        for (series, node) in level.nodeOfSeries.enumerated() {
            var last = Double.nan
            var missed = 0
            for step in 0..<periods {
                let value = column.values[series * periods + step]
                let cell = node * periods + step
                if !value.isNaN {
                    sums[cell] += value
                    observed[cell] += value.magnitude
                    isObserved[cell] = true
                    (last, missed) = (value, 0)
                } else if !last.isNaN, missed < longestCarry {
                    missed += 1
                    sums[cell] += last
                    carried[cell] += last.magnitude
                }
            }
        }
        var total = 0.0
        var filled = 0.0
        for cell in 0..<size {
            let whole = observed[cell] + carried[cell]
            if !isObserved[cell] || carried[cell] > largestCarriedShare * whole {
                sums[cell] = .nan
            } else {
                total += whole
                filled += carried[cell]
            }
        }
        return (sums, total > 0 ? filled / total : 0)
    }

    private static func mean(
        of column: PanelColumn, in panel: Panel, by level: Hierarchy.Level
    ) -> PanelColumn {
        if column.categories != nil { return common(column, in: panel, by: level) }
        let periods = panel.grid.count
        var sums = [Double](repeating: 0, count: level.nodes.count * periods)
        var counts = [Int](repeating: 0, count: sums.count)
        for (series, node) in level.nodeOfSeries.enumerated() {
            for step in 0..<periods {
                let value = column.values[series * periods + step]
                guard !value.isNaN else { continue }
                sums[node * periods + step] += value
                counts[node * periods + step] += 1
            }
        }
        return PanelColumn(
            name: column.name, knowledge: column.knowledge,
            values: zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : .nan })
    }

    /// Of words there is no mean: the one that all series with a word in the period have; missing where they differ.
    private static func common(
        _ column: PanelColumn, in panel: Panel, by level: Hierarchy.Level
    ) -> PanelColumn {
        let periods = panel.grid.count
        var words = [Double](repeating: .nan, count: level.nodes.count * periods)
        var differs = [Bool](repeating: false, count: words.count)
        for (series, node) in level.nodeOfSeries.enumerated() {
            for step in 0..<periods {
                let value = column.values[series * periods + step]
                let cell = node * periods + step
                guard !value.isNaN else { continue }
                if words[cell].isNaN {
                    words[cell] = value
                } else if words[cell] != value {
                    differs[cell] = true
                }
            }
        }
        return column.with(values: zip(words, differs).map { $1 ? .nan : $0 })
    }

    // MARK: - Attributes

    private static func shared(_ attribute: StaticAttribute, by level: Hierarchy.Level) -> StaticAttribute {
        /// Nil before the first series; -2 for several.
        var found = [Int32?](repeating: nil, count: level.nodes.count)
        for (series, node) in level.nodeOfSeries.enumerated() {
            let code = attribute.codes[series]
            found[node] = found[node].map { $0 == code ? code : -2 } ?? code
        }
        let values = found.map { code -> String? in
            guard let code, code != -1 else { return nil }
            return code == -2 ? several : attribute.categories[Int(code)]
        }
        let categories = Set(values.compactMap(\.self)).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, Int32($0)) })
        return StaticAttribute(
            name: attribute.name, categories: categories,
            codes: values.map { value in value.flatMap { places[$0] } ?? -1 })
    }
}
