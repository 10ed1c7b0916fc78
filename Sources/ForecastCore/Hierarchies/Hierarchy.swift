/// Which series of a panel the nodes of each level above them sum.
///
/// A level parts the series by an attribute, by several crossed, or takes them all together: every series has one node in
/// it. Levels need not nest, as stores and categories do not (a *grouped* structure; Hyndman & Athanasopoulos 2021, section
/// 11.1).
package struct Hierarchy: Sendable {
    package struct Level: Sendable {
        /// `all`, or the attributes by which it parts the series: `category`, `store*category`.
        package let name: String
        /// `all`, `category=Beer` or `store=North*category=Beer`; sorted by their UTF-8 bytes.
        package let nodes: [String]
        /// The node of each series, `[series]`.
        package let nodeOfSeries: [Int]

        package init(name: String, nodes: [String], nodeOfSeries: [Int]) {
            precondition(nodeOfSeries.allSatisfy(nodes.indices.contains), "a series of no node of \(name)")
            self.name = name
            self.nodes = nodes
            self.nodeOfSeries = nodeOfSeries
        }

        /// How many series each node sums, `[node]`.
        package var seriesCounts: [Int] {
            nodeOfSeries.reduce(into: Array(repeating: 0, count: nodes.count)) { $0[$1] += 1 }
        }
    }

    /// The level that sums every series.
    package static let all = "all"
    /// The node of series that lack the attribute, behind its name.
    package static let withoutValue = "(none)"

    /// Stands between the attributes of a level that crosses several.
    package static let cross = "*"

    /// The attributes by which a level other than `all` parts the series; nil where the panel lacks one of them, or one is
    /// named twice. An attribute may have the mark in its own name.
    package static func attributes(of level: String, in panel: Panel) -> [StaticAttribute]? {
        if let attribute = panel.attribute(level) { return [attribute] }
        let names = level.split(separator: cross, omittingEmptySubsequences: false).map(String.init)
        let attributes = names.compactMap(panel.attribute)
        return attributes.count == names.count && Set(names).count == names.count ? attributes : nil
    }

    /// In the order of the spec.
    package let levels: [Level]
    package let seriesCount: Int

    package init(levels: [Level], seriesCount: Int) {
        precondition(
            levels.allSatisfy { $0.nodeOfSeries.count == seriesCount }, "levels of another panel")
        self.levels = levels
        self.seriesCount = seriesCount
    }

    /// - Parameter names: `all`, and attributes that the panel has, alone or crossed.
    package init(_ names: [String], of panel: Panel) {
        self.init(levels: names.map { Level($0, of: panel) }, seriesCount: panel.seriesCount)
    }

    /// Nodes of all levels together: the sums, without the series.
    package var nodeCount: Int { levels.reduce(0) { $0 + $1.nodes.count } }

    /// The levels of these names, in their order.
    package func selecting(_ names: [String]) -> Hierarchy {
        Hierarchy(
            levels: names.compactMap { name in levels.first { $0.name == name } }, seriesCount: seriesCount)
    }
}

extension Hierarchy.Level {
    /// - Parameter name: `all`, or attributes that the panel has.
    package init(_ name: String, of panel: Panel) {
        guard name != Hierarchy.all else {
            self.init(
                name: name, nodes: panel.seriesCount > 0 ? [Hierarchy.all] : [],
                nodeOfSeries: Array(repeating: 0, count: panel.seriesCount))
            return
        }
        guard let attributes = Hierarchy.attributes(of: name, in: panel) else {
            preconditionFailure("the plan checked that there are attributes \(name)")
        }
        let ids = (0..<panel.seriesCount).map { series in
            attributes.map { attribute in
                let value = attribute.value(ofSeries: series) ?? Hierarchy.withoutValue
                // Two values are never another pair of values.
                return attributes.count == 1
                    ? "\(name)=\(value)"
                    : "\(attribute.name)=\(value.replacing(Hierarchy.cross, with: Hierarchy.cross + Hierarchy.cross))"
            }.joined(separator: Hierarchy.cross)
        }
        let nodes = Set(ids).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
        self.init(name: name, nodes: nodes, nodeOfSeries: ids.compactMap { places[$0] })
    }
}
