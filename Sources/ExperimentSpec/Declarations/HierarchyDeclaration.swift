internal import ForecastCore
internal import LocatedYAML

/// The levels above the series, which are forecast and scored as well. `keys` has one entry per property.
package struct HierarchyDeclaration: Sendable, Equatable {
    /// `all`, and attributes of the data set, alone or crossed: `store*category`.
    package var levels: [String] = []

    /// More levels than these are a list of attributes, not a hierarchy.
    static let mostLevels = 8
}

extension HierarchyDeclaration: SpecBlock {
    static let keys: [SpecKey<HierarchyDeclaration>] = [
        SpecKey(
            "levels", .levels, \.levels, need: .required(example: "levels: [all, category]"),
            "What is summed, forecast and scored above the series: all, and attributes of the data set, also crossed (store*category)"
        )
    ]
}

extension SpecValue where Value == [String] {
    fileprivate static var levels: Self {
        let most = HierarchyDeclaration.mostLevels
        return SpecValue(
            schema: SpecSchema.list(of: SpecSchema.label(), most: most),
            read: { node, path, parser in
                let levels = node.distinctList(path: path, &parser.diagnostics) { $0.label(path: $1, &$2) }
                guard let levels, levels.count > most || levels.contains(where: { $0.contains(",") })
                else { return levels }
                parser.diagnostics.add(
                    node.outOfRange(path, expected: "up to \(most) attributes without commas"))
                return nil
            },
            written: { .strings($0) }, addToKey: { $2.add($1, $0) })
    }
}
