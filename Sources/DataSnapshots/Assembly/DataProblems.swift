internal import ForecastCore

/// Collects what is wrong with the data: all of it, but no more than 50 of a kind, because a wrong
/// column in a large file would drown everything else.
///
/// One object, shared by all readers of a data set.
final class DataProblems {
    static let shownPerKind = 50

    private var shown: [DataErrorCode: [Diagnostic]] = [:]
    private var totals: [DataErrorCode: Int] = [:]
    private(set) var errorCount = 0

    var hasErrors: Bool { errorCount > 0 }

    /// Reports one problem. `make` gives message, place and advice, and runs only while its kind still has room.
    func report(_ code: DataErrorCode, _ make: () -> Problem) {
        errorCount += 1
        totals[code, default: 0] += 1
        guard hasRoom(for: code) else { return }
        shown[code, default: []].append(make().diagnostic(code))
    }

    /// Counts problems of a kind whose room is used up.
    func count(_ code: DataErrorCode, further: Int) {
        errorCount += further
        totals[code, default: 0] += further
    }

    func hasRoom(for code: DataErrorCode) -> Bool { shown[code, default: []].count < Self.shownPerKind }

    /// Everything reported, by code and then in the order of discovery; the last of a cut list says how
    /// many there are.
    var diagnostics: [Diagnostic] {
        DataErrorCode.allCases.flatMap { code -> [Diagnostic] in
            var list = shown[code, default: []]
            let total = totals[code, default: 0]
            if total > list.count, let last = list.popLast() {
                list.append(last.noting("\(list.count + 1) of \(total) problems of this kind are shown"))
            }
            return list
        }
    }
}

/// What there is to say about one problem.
struct Problem {
    let message: String
    var location: SourceLocation?
    var notes: [String] = []
    var fix: String?

    init(_ message: String, at location: SourceLocation?, notes: [String] = [], fix: String? = nil) {
        self.message = message
        self.location = location
        self.notes = notes
        self.fix = fix
    }

    func diagnostic(_ code: DataErrorCode) -> Diagnostic {
        Diagnostic(code: code.rawValue, message, at: location, notes: notes, fix: fix)
    }
}

extension Diagnostic {
    func noting(_ note: String) -> Diagnostic {
        Diagnostic(severity, code: code, message, at: location, notes: notes + [note], fix: fix)
    }

    func at(_ location: SourceLocation) -> Diagnostic {
        Diagnostic(severity, code: code, message, at: location, notes: notes, fix: fix)
    }
}
