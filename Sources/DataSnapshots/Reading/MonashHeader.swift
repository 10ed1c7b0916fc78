internal import ForecastCore

/// What the `@` lines of a `.tsf` file say.
struct MonashHeader {
    private(set) var attributes: [(name: String, type: String)] = []
    private(set) var frequency: Frequency?
    /// Whether there is a `@frequency` line, understood or not.
    private(set) var hasFrequency = false

    /// Takes a line, split at its blanks.
    /// - Returns: what is wrong with it; nil when nothing is.
    mutating func take(_ words: [String]) -> String? {
        switch words[0].lowercased() {
        case "@relation", "@horizon", "@missing", "@equallength": return nil
        case "@attribute":
            guard words.count == 3, ["string", "numeric", "date"].contains(words[2].lowercased()) else {
                return "expected '@attribute NAME string|numeric|date'"
            }
            guard attributes.count < HeaderNames.mostColumns else {
                return "more than \(HeaderNames.mostColumns) attributes"
            }
            attributes.append((words[1], words[2].lowercased()))
            return nil
        case "@frequency":
            hasFrequency = true
            let word = words.dropFirst().joined(separator: " ").lowercased()
            guard let known = Self.frequency(word) else {
                let names = Frequency.named.map(\.rawValue).joined(separator: ", ")
                return
                    "the frequency \(quoted(words.dropFirst().joined(separator: " "))) is not supported; known are \(names)"
            }
            frequency = known
            return nil
        default: return "unknown header line \(quoted(words[0]))"
        }
    }

    /// `weekly`, `10_minutes`, `half_hourly`: as the archive writes them, or as `dataset.yaml` does.
    private static func frequency(_ word: String) -> Frequency? {
        word == "half_hourly"
            ? Frequency(every: 30, .minute)
            : Frequency(rawValue: word) ?? Frequency(rawValue: word.replacing("_", with: " "))
    }

    private func index(_ name: String) -> Int? { attributes.firstIndex { $0.name == name } }

    /// When the series start; without it, periods are numbered from 1.
    var start: Int? { index("start_timestamp") }

    /// What names a series: `series_name`, or else the first text; without either, T1, T2, ...
    var identity: Int? { index("series_name") ?? attributes.firstIndex { $0.type == "string" } }

    /// The attributes that describe the series.
    var statics: [Int] { attributes.indices.filter { $0 != start && $0 != identity } }
}
