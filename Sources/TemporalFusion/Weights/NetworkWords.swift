internal import DemandFeatures
internal import ForecastCore

/// What the header of a file of weights says of its network, word by word.
struct NetworkWords {
    private let words: [String: String]

    init(_ words: [String: String]) { self.words = words }

    func text(_ key: String) throws(SafeTensorsError) -> String {
        guard let word = words[key] else { throw SafeTensorsError(.mismatched, "the header has no '\(key)'") }
        return word
    }

    func number(_ key: String) throws(SafeTensorsError) -> Double {
        try number(try text(key), key)
    }

    private func number(_ word: String, _ key: String) throws(SafeTensorsError) -> Double {
        guard let number = Double(word), number.isFinite else {
            throw SafeTensorsError(.mismatched, "'\(word)' of '\(key)' is no number")
        }
        return number
    }

    /// A whole number from 0.
    func count(_ key: String) throws(SafeTensorsError) -> Int {
        let word = try text(key)
        guard let number = Int(word), (0...1_000_000_000).contains(number) else {
            throw SafeTensorsError(.mismatched, "'\(word)' of '\(key)' is no count")
        }
        return number
    }

    /// A whole number from 1, of a size that a network may have.
    private func size(_ key: String) throws(SafeTensorsError) -> Int {
        let word = try text(key)
        guard let number = Int(word), (1...Self.largest).contains(number) else {
            throw SafeTensorsError(.mismatched, "'\(word)' of '\(key)' is no size")
        }
        return number
    }

    private static let largest = 100_000

    /// Lines of so many columns with tabs between them.
    func rows(_ key: String, width: Int) throws(SafeTensorsError) -> [[String]] {
        let text = try text(key)
        guard !text.isEmpty else { return [] }
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        guard rows.allSatisfy({ $0.count == width }) else {
            throw SafeTensorsError(.mismatched, "'\(key)' is no table of \(width) columns")
        }
        return rows
    }

    func variables(_ key: String) throws(SafeTensorsError) -> [VariableNames.Variable] {
        var variables: [VariableNames.Variable] = []
        for row in try rows(key, width: 2) {
            if row[1] == "number" {
                variables.append(.init(name: row[0], input: .number))
            } else if let count = Int(row[1]), (1...Self.largest).contains(count) {
                variables.append(.init(name: row[0], input: .category(count)))
            } else {
                throw SafeTensorsError(.mismatched, "variable '\(row[0])' is of the unknown kind '\(row[1])'")
            }
        }
        return variables
    }

    func spread(levels: Int) throws(SafeTensorsError) -> QuantileSpread {
        // Without a level every line is empty.
        let rows = levels == 0 ? [] : try rows("spread", width: levels)
        guard levels == 0 || rows.count == DemandPattern.allCases.count else {
            throw SafeTensorsError(.mismatched, "'spread' has \(rows.count) demand patterns")
        }
        var factors: [[Double]] = []
        for row in rows {
            var numbers: [Double] = []
            for word in row { numbers.append(try number(word, "spread")) }
            factors.append(numbers)
        }
        return levels == 0 ? QuantileSpread(levels: 0) : QuantileSpread(factors: factors)
    }

    func link() throws(SafeTensorsError) -> OutputLink {
        let word = try text("link")
        guard let link = OutputLink(rawValue: word) else {
            throw SafeTensorsError(.mismatched, "'\(word)' is no link")
        }
        return link
    }

    func codes() throws(SafeTensorsError) -> CategoryCodes {
        guard let codes = CategoryCodes(text: try text("categories")) else {
            throw SafeTensorsError(.mismatched, "'categories' is no list of words")
        }
        return codes
    }

    /// What `curve(_:)` reads.
    static func lines(of curve: [TrainingCourse.Mark]) -> String {
        curve.map { "\($0.step)\t\($0.training)\t\($0.validation.map { "\($0)" } ?? "")" }
            .joined(separator: "\n")
    }

    func curve(_ key: String = "loss") throws(SafeTensorsError) -> [TrainingCourse.Mark] {
        var marks: [TrainingCourse.Mark] = []
        for row in try rows(key, width: 3) {
            guard let step = Int(row[0]) else {
                throw SafeTensorsError(.mismatched, "'\(row[0])' is no step")
            }
            marks.append(
                TrainingCourse.Mark(
                    step: step, training: try number(row[1], key),
                    validation: row[2].isEmpty ? nil : try number(row[2], key)))
        }
        return marks
    }

    func shape(of variables: VariableNames) throws(SafeTensorsError) -> NetworkShape {
        let (hidden, heads) = (try size("hidden"), try size("heads"))
        let dropout = try number("dropout")
        guard (0..<1).contains(dropout), !variables.fixed.isEmpty,
            !variables.past.isEmpty, !variables.known.isEmpty
        else { throw SafeTensorsError(.mismatched, "a network of \(hidden) with \(heads) heads is none") }
        return NetworkShape(
            hidden: hidden, heads: heads, encoderSteps: try size("encoder_steps"),
            decoderSteps: try size("decoder_steps"), fixed: variables.fixed.map(\.input),
            past: variables.past.map(\.input), known: variables.known.map(\.input),
            outputs: try size("outputs"), dropout: dropout)
    }
}
