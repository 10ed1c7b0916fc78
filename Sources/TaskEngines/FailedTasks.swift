internal import ForecastCore

/// Tasks that failed while the others of a run were performed.
package struct FailedTasks: Error, CustomStringConvertible {
    private let failures: [TaskFailure]
    private let count: Int
    /// The shared store's folder.
    private let store: String
    /// Whether the others were given up, because too many had failed.
    private let isGivenUp: Bool

    package init(failures: [TaskFailure], count: Int, store: String, isGivenUp: Bool) {
        self.failures = failures
        self.count = count
        self.store = store
        self.isGivenUp = isGivenUp
    }

    private static let shown = 10

    package var description: String {
        let rest = isGivenUp ? "the others were given up" : "what the others came to is kept in \(store)"
        let more = failures.count - Self.shown
        return
            ([
                "\(failures.count) of \(NumberText.count(count, "task", "tasks")) could not be performed; \(rest)"
            ]
            + failures.prefix(Self.shown).map { "  \($0.words)" }
            + (more > 0 ? ["  and \(more) more"] : [])).joined(separator: "\n")
    }
}
