internal import ForecastCore

/// An SQL query as `dataset.yaml` has it, with the place of each of its lines there: what is wrong with it is told in the file that
/// its author knows.
package struct QueryText: Sendable {
    package let text: String
    /// Where the query is as a whole.
    let location: SourceLocation
    /// By line of the query, the place of its first character; nil where the file writes it in another way.
    private let lines: [SourceLocation?]

    /// - Parameters:
    ///   - location: of the value in the file, whose lines are `file`.
    init(_ text: String, at location: SourceLocation, in file: [String]) {
        self.text = text
        self.location = location
        // A block begins on the line after its mark.
        let first = location.line - 1
        let isBlock = file.indices.contains(first) && Self.endsInBlockMark(file[first])
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
            index, line in
            let number = first + index + (isBlock ? 1 : 0)
            guard file.indices.contains(number) else { return nil }
            let whole = file[number]
            let start =
                line.allSatisfy(\.isWhitespace) ? whole.endIndex : whole.firstRange(of: line)?.lowerBound
            guard let start else { return nil }
            return SourceLocation(
                file: location.file, line: number + 1,
                column: whole.unicodeScalars.distance(from: whole.startIndex, to: start) + 1, lineText: whole)
        }
    }

    private static func endsInBlockMark(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        let mark = words.last { !$0.hasPrefix("#") } ?? ""
        return mark.first == "|" || mark.first == ">"
    }

    /// The place of a scalar of the query, counted from 0; that of the whole where it is not known.
    func location(of position: Int?) -> SourceLocation {
        guard var left = position else { return location }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let length = line.unicodeScalars.count
            if left <= length {
                guard let start = lines[index] else { return location }
                return SourceLocation(
                    file: start.file, line: start.line, column: start.column + left, lineText: start.lineText)
            }
            left -= length + 1
        }
        return location
    }
}
