internal import ForecastCore

/// Series that a user names by their ids.
struct SeriesChoice {
    private let ids: [String]
    /// Of what: the data set or the run.
    private let owner: String

    /// Unknown ids that get a suggestion: each is held against every series.
    private static let suggestionCount = 5

    init(_ ids: [String], of owner: String) {
        self.ids = ids
        self.owner = owner
    }

    /// The places of `chosen` among all ids, in the order they were named, each once.
    /// - Throws: E227 for every id that is not there.
    func rows(of chosen: [String]) throws(DiagnosticsError) -> [Int] {
        guard !chosen.isEmpty else { return [] }
        // By bytes: ids that are canonically equal (an é in one scalar or in two) are two series.
        let places = Dictionary(ids.enumerated().map { (Array($1.utf8), $0) }) { first, _ in first }
        let unknown = chosen.filter { places[Array($0.utf8)] == nil }
        guard unknown.isEmpty else {
            throw DiagnosticsError(
                .spec,
                unknown.enumerated().map { index, id in
                    let near = index < Self.suggestionCount ? Suggestion.nearest(3, to: id, in: ids) : []
                    return Diagnostic(
                        code: "E227", "\(owner) has no series '\(id)'\(Suggestion.clause(near))",
                        fix: "name series as the data set does, such as '\(ids.first ?? "")'")
                })
        }
        var seen: Set<Int> = []
        return chosen.compactMap { places[Array($0.utf8)] }.filter { seen.insert($0).inserted }
    }
}
