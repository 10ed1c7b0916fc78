internal import ForecastCore

/// Fetches the lines that diagnostics point at. Duplicates and gaps are found when the rows are long
/// gone from the buffer, so the few files concerned are read once more.
enum SourceExcerpts {
    static func attach(to diagnostics: [Diagnostic], from files: [SourceFile]) -> [Diagnostic] {
        var texts: [String: [Int: String]] = [:]
        for file in files {
            let lines = Set(diagnostics.compactMap { line(of: $0, in: file.displayPath) })
            guard !lines.isEmpty else { continue }
            // A file that has vanished meanwhile costs the excerpt, not the message.
            texts[file.displayPath] = try? read(lines, from: file)
        }
        return diagnostics.map { diagnostic in
            guard let location = diagnostic.location, location.lineText == nil,
                let text = texts[location.file]?[location.line]
            else { return diagnostic }
            return diagnostic.at(
                SourceLocation(
                    file: location.file, line: location.line, column: location.column,
                    length: max(location.length, text.unicodeScalars.count), lineText: text))
        }
    }

    private static func line(of diagnostic: Diagnostic, in file: String) -> Int? {
        guard let location = diagnostic.location, location.file == file, location.lineText == nil else {
            return nil
        }
        return location.line
    }

    private static func read(_ wanted: Set<Int>, from file: SourceFile) throws(SourceStream.Failure) -> [Int:
        String]
    {
        var reader = LineReader(try SourceStream(file))
        var texts: [Int: String] = [:]
        let last = wanted.max() ?? 0
        while reader.line < last {
            let number = reader.line + 1
            let isWanted = wanted.contains(number)
            let text = try reader.next { isWanted ? String(decoding: $0.prefix(1000), as: UTF8.self) : "" }
            guard let text else { break }
            if isWanted { texts[number] = text }
        }
        return texts
    }
}
