/// A job and what has become of it.
package struct Execution: Equatable, Sendable {
    package let id: String
    package let kind: JobKind
    /// As it was asked for.
    package let request: JSONValue
    package let command: String
    package let dataDigest: String
    package var state: ExecutionState
    /// How often it was begun: the fence.
    package var attempt: Int
    package var progress: JobProgress?
    /// UTC.
    package var created: String
    package var started: String?
    package var ended: String?
    /// See `JobOutcome.value`.
    package var result: JSONValue?
    /// What went wrong, as problem details.
    package var error: JSONValue?
    /// The request that made it, for logs.
    package var requestID: String
    /// Counts its events.
    package var event: Int

    package var value: JSONValue {
        .members([
            "execution_id": .string(id), "kind": .string(kind.rawValue), "status": .string(state.rawValue),
            "step": .integer(progress?.step ?? 0), "stage": .text(progress?.name),
            "percent": .integer(state == .finished ? 100 : progress?.percent ?? 0),
            "attempt": .integer(attempt), "created_at": .string(created), "started_at": .text(started),
            "ended_at": .text(ended), "request": request, "data_digest": .string(dataDigest),
            "result_digest": result?["digest"] ?? .null, "result": result ?? .null, "error": error ?? .null,
            "reproduce": .string(command),
        ])
    }
}
