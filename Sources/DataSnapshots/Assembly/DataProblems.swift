internal import ForecastCore

/// Collects what is wrong with the data: all of it is counted, five of a kind are shown, and what is the same problem
/// in many rows is shown once, because a wrong column in a large file would drown everything else.
///
/// One object, shared by all readers of a data set.
final class DataProblems {
    static let shownPerKind = 5

    /// A problem, and in how many places it was met.
    private struct Group {
        let first: Diagnostic
        let repeats: String
        /// Where it was met, as far as they are told one by one.
        var lines: [Int]
        var count = 1
    }

    private var shown: [DataErrorCode: [Group]] = [:]
    /// Where in `shown` the groups are, by what their problems have in common.
    private var places: [DataErrorCode: [String: Int]] = [:]
    private var totals: [DataErrorCode: Int] = [:]
    private(set) var errorCount = 0

    var hasErrors: Bool { errorCount > 0 }

    /// Everything reported, to be thrown.
    var error: DiagnosticsError { DiagnosticsError(.data, diagnostics, errorCount: errorCount) }

    /// Reports one problem. `make` gives message, place and advice, and runs only while its kind still has room.
    ///
    /// - Parameter alike: what this problem has in common with others of its kind that are told by telling one of
    ///   them: the id, the cell.
    func report(_ code: DataErrorCode, alike key: @autoclosure () -> String? = nil, _ make: () -> Problem) {
        errorCount += 1
        totals[code, default: 0] += 1
        let key = key()
        if let key, let place = places[code]?[key] {
            shown[code]?[place].count += 1
            if let lines = shown[code]?[place].lines, lines.count < Self.shownPerKind,
                let line = make().location?.line
            {
                shown[code]?[place].lines.append(line)
            }
            return
        }
        guard hasRoom(for: code) else { return }
        if let key { places[code, default: [:]][key] = shown[code, default: []].count }
        let problem = make()
        shown[code, default: []].append(
            Group(
                first: problem.diagnostic(code), repeats: problem.repeats,
                lines: [problem.location?.line].compactMap(\.self)))
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
            let groups = shown[code, default: []]
            var list = groups.map(Self.diagnostic)
            let total = totals[code, default: 0]
            let told = groups.reduce(0) { $0 + $1.count }
            if total > told, let last = list.popLast() {
                list.append(
                    last.noting(
                        "\(NumberText.count(told)) of \(NumberText.count(total)) problems of this kind are shown"
                    ))
            }
            return list
        }
    }

    private static func diagnostic(_ group: Group) -> Diagnostic {
        guard group.count > 1 else { return group.first }
        return group.first.noting("\(NumberText.count(group.count)) \(group.repeats)\(places(of: group))")
    }
}

extension DataProblems {
    /// `: lines 4, 9 and 12`, so that each can be mended; of many where they begin.
    private static func places(of group: Group) -> String {
        guard let first = group.lines.first else { return "" }
        guard group.lines.count == group.count, let last = group.lines.last else {
            return ", from line \(first) on"
        }
        return ": lines \(group.lines.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
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
