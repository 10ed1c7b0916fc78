internal import ForecastCore

/// A series, its forecast and its band as characters on a grid of columns and lines.
struct CharacterChart {
    /// What one column shows, NaN where there is nothing: the mean of one or more periods.
    struct Column: Equatable {
        var observed = Double.nan
        var forecast = Double.nan
        var lower = Double.nan
        var upper = Double.nan

        fileprivate var values: [Double] { [observed, forecast, lower, upper].filter { !$0.isNaN } }

        /// Neighbours as one column.
        static func mean(of columns: ArraySlice<Column>) -> Column {
            func mean(_ path: KeyPath<Column, Double>) -> Double {
                let known = columns.map { $0[keyPath: path] }.filter { !$0.isNaN }
                return known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
            }
            return Column(
                observed: mean(\.observed), forecast: mean(\.forecast), lower: mean(\.lower),
                upper: mean(\.upper))
        }
    }

    /// What a character stands for, in the order in which one covers another.
    private enum Mark { case nothing, cutoff, band, observed, forecast, both }

    private let columns: [Column]
    /// How many columns lie before the cutoff.
    private let past: Int
    private let height: Int
    private let colour: Bool
    private let lowest, highest: Double

    init(_ columns: [Column], past: Int, height: Int, colour: Bool) {
        self.columns = columns
        self.past = past
        self.height = max(2, height)
        self.colour = colour
        let values = columns.flatMap(\.values)
        // Demand stands on zero; what may be negative does not hide how far.
        lowest = min(0, values.min() ?? 0)
        highest = max(lowest, values.max() ?? 0)
    }

    /// One line per row of the grid, with the values of the highest, the middle and the lowest at the left.
    var lines: [String] {
        let labels = (0..<height).map { line in
            [0, height / 2, height - 1].contains(line) ? axis(value(of: line)) : ""
        }
        let margin = labels.map(\.count).max() ?? 0
        return (0..<height).map { line in
            let marks = (0...columns.count).map { place -> Mark in
                // The cutoff takes a column of its own.
                place == past ? .cutoff : mark(columns[place < past ? place : place - 1], line)
            }
            return PlainText.padded(labels[line], to: margin, right: true) + " ┤" + Self.text(marks, colour)
        }
    }

    /// Columns that `lines` of these columns take beside them.
    static func margin(_ columns: [Column]) -> Int {
        CharacterChart(columns, past: 0, height: 3, colour: false).lines.map {
            PlainText.columns(of: $0) - columns.count
        }.max() ?? 0
    }

    /// What the characters mean, in lines of at most `width` columns.
    static func legend(model: String, band: String?, cutoff: String, width: Int, colour: Bool) -> [String] {
        let parts: [(mark: Mark, words: String)] =
            [(.observed, "observed"), (.forecast, model), (.both, "both")]
            + (band.map { [(.band, $0)] } ?? []) + [(.cutoff, "cutoff \(cutoff)")]
        var lines: [String] = []
        var used = width
        for part in parts {
            let columns = 2 + PlainText.columns(of: part.words)
            let entry = "\(text([part.mark], colour)) \(part.words)"
            if used + 3 + columns <= width {
                lines[lines.count - 1] += "   " + entry
                used += 3 + columns
            } else {
                lines.append(entry)
                used = columns
            }
        }
        return lines
    }

    // MARK: - Marks

    private func mark(_ column: Column, _ line: Int) -> Mark {
        let isObserved = self.line(of: column.observed) == line
        let isForecast = self.line(of: column.forecast) == line
        if isObserved || isForecast {
            return isObserved && isForecast ? .both : isObserved ? .observed : .forecast
        }
        if let top = self.line(of: column.upper), let bottom = self.line(of: column.lower),
            (min(top, bottom)...max(top, bottom)).contains(line)
        {
            return .band
        }
        return .nothing
    }

    /// The line of a value, 0 at the top; nil where there is none.
    private func line(of value: Double) -> Int? {
        guard !value.isNaN else { return nil }
        guard highest > lowest else { return height - 1 }
        let part = (highest - value) / (highest - lowest)
        return part.isFinite ? Int((min(1, max(0, part)) * Double(height - 1)).rounded()) : nil
    }

    private func value(of line: Int) -> Double {
        highest - (highest - lowest) * Double(line) / Double(height - 1)
    }

    private func axis(_ value: Double) -> String {
        NumberText.plain(value, decimals: highest - lowest >= 20 ? 0 : 2)
    }

    private static func text(_ marks: [Mark], _ colour: Bool) -> String {
        marks.map { mark in
            switch mark {
            case .nothing: " "
            case .cutoff: "│"
            case .observed: "•"
            case .band: colour ? "\u{1B}[2m░\u{1B}[0m" : "░"
            case .forecast: colour ? "\u{1B}[36m○\u{1B}[0m" : "○"
            case .both: colour ? "\u{1B}[36m◉\u{1B}[0m" : "◉"
            }
        }.joined()
    }
}
