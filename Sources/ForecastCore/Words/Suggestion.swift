/// Finds what the user probably meant.
package enum Suggestion {
    /// The candidate nearest to `word`; nil when none is near enough to be a plausible typing error.
    package static func nearest(to word: String, in candidates: [String]) -> String? {
        nearest(1, to: word, in: candidates).first
    }

    /// At most `count` candidates that `word` could be a typing error of, the nearest first.
    package static func nearest(_ count: Int, to word: String, in candidates: [String]) -> [String] {
        let budget = max(1, min(word.count, comparedLength) / 3)
        let lowercased = word.lowercased()
        let ranked = candidates.map { (distance: distance(lowercased, $0.lowercased()), name: $0) }
            // As many edits as letters would make any word of any other: 'D' is no misspelt 'A'.
            .filter { $0.distance <= budget && $0.distance < max(word.count, $0.name.count) }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(count).map(\.name)
    }

    /// `; did you mean 'croston'?`, or nothing.
    package static func clause(for word: String, in candidates: [String]) -> String {
        clause(nearest(1, to: word, in: candidates))
    }

    /// `; did you mean 'SKU012', 'SKU013' or 'SKU102'?`, or nothing.
    package static func clause(_ near: [String]) -> String {
        guard let last = near.last else { return "" }
        let quoted = near.map { "'\($0)'" }
        let others = quoted.dropLast().joined(separator: ", ")
        return "; did you mean \(others.isEmpty ? "" : others + " or ")'\(last)'?"
    }

    /// The candidates as a message lists them: the first ten, then how many more there are.
    package static func list(_ candidates: [String]) -> String {
        let shown = candidates.prefix(10).joined(separator: ", ")
        return candidates.count > 10 ? "\(shown) and \(candidates.count - 10) more" : shown
    }

    /// How much of a word is compared: names are shorter, and files may hold anything.
    private static let comparedLength = 64

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other
    /// (optimal string alignment distance). **Complexity** O(a * b).
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.unicodeScalars.prefix(comparedLength))
        let b = Array(right.unicodeScalars.prefix(comparedLength))
        var beforeLast = [Int]()
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            for j in 0..<b.count {
                var best = min(last[j + 1] + 1, current[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[b.count]
    }
}
