internal import ForecastCore

/// What there is to say about one problem.
struct Problem {
    let message: String
    var location: SourceLocation?
    var notes: [String] = []
    var fix: String?
    /// What several of it are, after their number.
    let repeats: String

    init(
        _ message: String, at location: SourceLocation?, notes: [String] = [], fix: String? = nil,
        repeats: String = "rows are like this"
    ) {
        self.message = message
        self.location = location
        self.notes = notes
        self.fix = fix
        self.repeats = repeats
    }

    func diagnostic(_ code: DataErrorCode) -> Diagnostic {
        Diagnostic(code: code.rawValue, message, at: location, notes: notes, fix: fix)
    }
}
