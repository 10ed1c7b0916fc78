internal import ForecastCore
internal import HTTPTypes
internal import ServiceJobs

/// An error as RFC 9457 tells it, with everything that is wrong with the request at once.
struct Problem: Error {
    let kind: ProblemKind
    let detail: String
    var errors: [RequestProblem] = []
    /// Seconds.
    var retryAfter: Int?
    /// Methods that the resource has, for 405.
    var allow: String?
    /// The execution that it is about.
    var execution: String?

    init(
        _ kind: ProblemKind, _ detail: String, errors: [RequestProblem] = [], retryAfter: Int? = nil,
        allow: String? = nil, execution: String? = nil
    ) {
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.retryAfter = retryAfter
        self.allow = allow
        self.execution = execution
    }

    /// 422; the first few in words.
    init(invalid problems: [RequestProblem]) {
        let few = 3
        let words = problems.prefix(few).map(\.detail).joined(separator: "; ")
        let rest = problems.count - few
        self.init(.invalid, rest > 0 ? "\(words); and \(rest) more in errors" : words, errors: problems)
    }

    /// - Parameter request: the id of the request.
    func value(request: String) -> JSONValue {
        .members([
            "type": .string("urn:forecast-engine:problem:\(kind.code)"), "title": .string(kind.title),
            "status": .integer(kind.status.code), "detail": .string(detail),
            "instance": .string("urn:forecast-engine:request:\(request)"), "code": .string(kind.code),
            "errors": .array(
                errors.map { error in
                    .members([
                        "pointer": .string(error.pointer), "code": .string(error.code),
                        "detail": .string(error.detail),
                    ])
                }), "execution_id": .text(execution),
        ])
    }

    var headers: HTTPFields {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let allow { headers[.allow] = allow }
        if kind == .unauthenticated { headers[.wwwAuthenticate] = "Bearer" }
        return headers
    }
}
