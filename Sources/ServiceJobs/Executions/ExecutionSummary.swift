/// A line of the list of executions: without what may be as large as a request.
package struct ExecutionSummary: Equatable, Sendable {
    let id: String
    let kind: String
    let experiment: String?
    let state: String
    let step: Int
    let stage: String?
    let percent: Int
    let attempt: Int
    let created: String
    let started: String?
    let ended: String?
    let dataDigest: String
    let resultDigest: String?
    /// In the order of the list; that of the last one leads to the next page.
    package let place: Int

    package var value: JSONValue {
        .members([
            "execution_id": .string(id), "kind": .string(kind), "experiment": .text(experiment),
            "status": .string(state), "step": .integer(step), "stage": .text(stage),
            "percent": .integer(state == ExecutionState.finished.rawValue ? 100 : percent),
            "attempt": .integer(attempt), "created_at": .string(created), "started_at": .text(started),
            "ended_at": .text(ended), "data_digest": .string(dataDigest),
            "result_digest": .text(resultDigest),
        ])
    }
}
