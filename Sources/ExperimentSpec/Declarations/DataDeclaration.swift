internal import ForecastCore
internal import LocatedYAML

/// What is forecast. `keys` has one entry per property.
package struct DataDeclaration: Sendable, Equatable {
    /// The folder's name under `datasets/`.
    package var dataset = ""
    package var targets: [String] = []
    package var filter = SeriesFilter()
    /// A seeded sample of so many series; nil for all.
    package var sample: Int?
}

extension DataDeclaration: SpecBlock {
    static let keys: [SpecKey<DataDeclaration>] = [
        SpecKey(
            "dataset", .name(.dataset), \.dataset,
            need: .required(example: "dataset: sales, for datasets/sales/"),
            "The folder under datasets/"),
        SpecKey(
            "targets", .targets, \.targets, need: .required(example: "targets: [volume]"),
            "The columns to forecast, each by itself; the first one decides unless promotion.target says otherwise"
        ),
        SpecKey("filter", .block, \.filter, "Which series take part; all by default"),
        SpecKey(
            "sample", .optional(.integer(1...10_000_000), digestedAs: 0), \.sample,
            "So many of the series that remain, drawn by the seed; all by default"),
    ]
}

extension SpecValue where Value == [String] {
    fileprivate static var targets: Self {
        let most = SpecVocabulary.mostTargets
        return SpecValue(
            schema: SpecSchema.list(of: SpecSchema.name(.target), most: most),
            read: { node, path, parser in
                let targets = node.distinctList(path: path, &parser.diagnostics) {
                    $0.name(.target, path: $1, &$2)
                }
                if let targets, targets.count > most {
                    parser.diagnostics.add(
                        node.mismatch(path, expected: "a list of at most \(most) targets"))
                }
                return targets
            },
            written: { .strings($0) }, addToKey: { $2.add($1, $0) })
    }
}
