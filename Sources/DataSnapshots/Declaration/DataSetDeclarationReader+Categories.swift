internal import ForecastCore
internal import LocatedYAML

/// `columns.categories`: which columns hold words, and which words there are.
extension DataSetDeclarationReader {
    /// More words are names, not kinds: a network learns a vector of each.
    private static let mostWords = 1000

    mutating func readCategories(
        _ reader: inout MappingReader, among columns: [String], targets: [TargetColumn]
    ) -> [CategoryColumn] {
        guard var mapping = reader.mapping("categories", &diagnostics) else { return [] }
        var found: [CategoryColumn] = []
        for entry in mapping.namedEntries() {
            let path = mapping.path(of: entry.key)
            guard
                let words = entry.value.distinctList(
                    path: path, &diagnostics, element: { $0.label(path: $1, &$2) })
            else { continue }
            if words.isEmpty || words.count > Self.mostWords {
                diagnostics.add(
                    bad(
                        "'\(path)' has \(NumberText.count(words.count)) words", at: entry.value.location,
                        fix:
                            "list the words that the column may hold, 1 to \(NumberText.count(Self.mostWords))"
                    ))
            }
            if !columns.contains(entry.key) {
                diagnostics.add(
                    bad(
                        "\(quoted(entry.key)) is no column of 'known_ahead' or 'past_only'"
                            + Suggestion.clause(for: entry.key, in: columns),
                        at: entry.keyLocation,
                        fix: "say there when it is known; what never changes within a series is 'static'"))
            } else if targets.contains(where: { $0.columns.contains(entry.key) }) {
                diagnostics.add(
                    bad(
                        "\(quoted(entry.key)) is part of a target, which is a number", at: entry.keyLocation,
                        fix: "remove it from 'categories'"))
            }
            found.append(CategoryColumn(column: entry.key, words: words))
        }
        return found
    }
}
