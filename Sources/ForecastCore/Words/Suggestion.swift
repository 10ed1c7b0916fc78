/// Finds what the user probably meant.
package enum Suggestion {
    /// The candidate nearest to `word`; nil when none is near enough to be a plausible typing error.
    package static func nearest(to word: String, in candidates: [String]) -> String? {
        let budget = max(1, min(word.count, comparedLength) / 3)
        let ranked = candidates.map { (distance: distance(word.lowercased(), $0.lowercased()), name: $0) }
        // As many edits as letters would make any word of any other: 'D' is no misspelt 'A'.
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }),
            best.distance <= budget, best.distance < max(word.count, best.name.count)
        else { return nil }
        return best.name
    }

    /// `; did you mean 'croston'?`, or nothing.
    package static func clause(for word: String, in candidates: [String]) -> String {
        nearest(to: word, in: candidates).map { "; did you mean '\($0)'?" } ?? ""
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
