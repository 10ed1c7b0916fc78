internal import ForecastCore

/// Diagnostics as a person reads them.
enum DiagnosticList {
    static let most = 50

    /// Each once, in the order of the places: the spec's own file first, overrides last. Beyond
    /// `most`, errors stay before warnings, and a last line counts the rest.
    static func presentable(_ diagnostics: [Diagnostic], file: String) -> [Diagnostic] {
        let aliases = Set(diagnostics.filter { $0.code == "E011" }.compactMap { $0.location.map(Spot.init) })
        var seen: Set<Told> = []
        let once = diagnostics.filter { diagnostic in
            // What an alias hides is unknown, so nothing else is said of it.
            if diagnostic.code != "E011", let spot = diagnostic.location.map(Spot.init),
                aliases.contains(spot)
            {
                return false
            }
            return seen.insert(Told(diagnostic)).inserted
        }
        let kept = once.enumerated().map { (place($1, file, $0), $1) }.sorted { $0.0 < $1.0 }.map(\.1)
        guard kept.count > most else { return kept }
        let errors = kept.filter { $0.severity == .error }
        let shown = errors.count >= most ? Array(errors.prefix(most)) : Array(kept.prefix(most))
        let rest = Diagnostic(
            errors.isEmpty ? .warning : .error, code: "E199",
            "and \(kept.count - shown.count) more; correct these first")
        return shown + [rest]
    }

    private static func place(_ diagnostic: Diagnostic, _ file: String, _ offset: Int) -> Place {
        guard let location = diagnostic.location else {
            return Place(rank: 0, file: "", line: 0, column: 0, offset: offset)
        }
        let rank = location.file == file ? 1 : location.file == "--set" ? 3 : 2
        return Place(
            rank: rank, file: location.file, line: location.line, column: location.column, offset: offset)
    }

    /// A location without its line's text, which may be long.
    private struct Spot: Hashable {
        let file: String, line: Int, column: Int

        init(_ location: SourceLocation) {
            (file, line, column) = (location.file, location.line, location.column)
        }
    }

    /// What makes two diagnostics the same to a reader.
    private struct Told: Hashable {
        let code: String, message: String, spot: Spot?

        init(_ diagnostic: Diagnostic) {
            (code, message, spot) = (diagnostic.code, diagnostic.message, diagnostic.location.map(Spot.init))
        }
    }

    private struct Place: Comparable {
        let rank: Int, file: String, line: Int, column: Int, offset: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.rank, left.file, left.line, left.column, left.offset)
                < (right.rank, right.file, right.line, right.column, right.offset)
        }
    }
}
