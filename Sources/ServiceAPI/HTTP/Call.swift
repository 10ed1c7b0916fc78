internal import HTTPTypes
internal import ServiceJobs

/// A request on its way through an operation.
struct Call: Sendable {
    let id: String
    /// Of the key that it came with.
    let client: String
    let request: HTTPRequest
    /// What stands in the places of the path's template.
    let path: [String: String]
    let query: [String: String]
    let body: [UInt8]

    /// A parameter of the path; every template that an operation has names it.
    subscript(name: String) -> String { path[name] ?? "" }

    /// The body, as strict JSON; an empty one is an empty object.
    func json(depth: Int) throws(Problem) -> JSONValue {
        guard !body.isEmpty else { return .object([]) }
        do {
            return try JSONReader.value(of: body, depth: depth)
        } catch {
            throw Problem(
                .malformed, "the body is not JSON that is taken: \(error.message), at byte \(error.offset)",
                errors: [
                    RequestProblem(
                        RequestProblem.echo(error.pointer), ProblemKind.malformed.code, error.message)
                ])
        }
    }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int>, otherwise standard: Int) throws(Problem) -> Int {
        guard let text = query[name] else { return standard }
        guard let value = Int(text), range.contains(value) else {
            throw Problem(
                .malformed, "'\(name)' takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Seconds that the client would wait: as many as it prefers, and none beyond its deadline. Nil where it says neither.
    func patience(now: Double) throws(Problem) -> Double? {
        guard let text = request.headerFields[.requestDeadline] else { return preferredPatience }
        guard let deadline = RequestDeadline(text) else {
            throw Problem(
                .malformed, "X-Request-Deadline is a moment such as 2026-11-30T16:40:02.5Z (RFC 3339)")
        }
        return min(preferredPatience ?? .infinity, deadline.patience(now: now))
    }

    /// Seconds that the client would wait: `Prefer: wait=10` (RFC 7240).
    var preferredPatience: Double? {
        for part in (request.headerFields[.prefer] ?? "").split(separator: ",") {
            let words = part.split(separator: "=").map { $0.filter { $0 != " " } }
            if words.count == 2, words[0].lowercased() == "wait", let seconds = Double(words[1]), seconds >= 0
            {
                return seconds
            }
        }
        return nil
    }
}
