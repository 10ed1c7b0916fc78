internal import ForecastCore
internal import Foundation
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import ServiceJobs

/// Takes every request: finds its operation, holds it against what is allowed, and turns whatever goes wrong into a problem.
struct ServiceResponder: Sendable {
    let operations: ServiceOperations
    let admission: RequestGuard
    let metrics: ServiceMetrics
    let clock: ServiceClock
    let log: @Sendable (String, [String: String]) -> Void

    private var limits: ServiceConfiguration.Limits { operations.service.configuration.limits }

    func respond(to request: Request) async -> Response {
        let start = clock.seconds()
        let id = Self.requestID(of: request.head)
        var route = "unmatched"
        var fields: [String: String] = [:]
        var answer: Answer
        do {
            answer = try await self.answer(request, id: id, route: &route, &fields)
        } catch let problem as Problem {
            answer = Answer(problem, request: id)
            fields["code"] = problem.kind.code
        } catch {
            answer = Answer(Problem(.defect, "the service failed; its log knows why"), request: id)
            fields["error"] = "\(error)"
        }
        answer.headers[.requestID] = id
        answer.headers[.date] = HTTPDate.text(clock.unixSeconds())
        answer.headers[.contentTypeOptions] = "nosniff"
        if answer.headers[.cacheControl] == nil { answer.headers[.cacheControl] = "no-store" }
        if request.method == .head { answer.dropBody() }
        let seconds = clock.seconds() - start
        metrics.note(route, status: answer.status.code, seconds: seconds)
        if !route.hasSuffix("/health/live") || answer.status.code >= 400 {
            fields["request"] = id
            fields["method"] = request.method.rawValue
            fields["route"] = route
            fields["status"] = "\(answer.status.code)"
            fields["milliseconds"] = "\(Int((seconds * 1000).rounded()))"
            log("request", fields)
        }
        return Response(status: answer.status, headers: answer.headers, body: answer.body)
    }

    /// What is answered to bytes that are no request of HTTP/1.1: head and body.
    @Sendable func unreadable() -> (HTTPResponse, [UInt8]) {
        let id = Self.freeID()
        let problem = Problem(.malformed, "what was sent is no request of HTTP/1.1 that has one meaning")
        let bytes = problem.value(request: id).bytes
        var fields = problem.headers
        fields[.requestID] = id
        fields[.date] = HTTPDate.text(clock.unixSeconds())
        fields[.contentTypeOptions] = "nosniff"
        fields[.cacheControl] = "no-store"
        fields[.connection] = "close"
        fields[.contentLength] = String(bytes.count)
        let status = problem.kind.status
        metrics.note("unreadable", status: status.code, seconds: 0)
        log(
            "request",
            ["request": id, "route": "unreadable", "code": problem.kind.code, "status": "\(status.code)"])
        return (HTTPResponse(status: status, headerFields: fields), bytes)
    }

    /// The client's own id where it is a sound one, else one that nobody has.
    private static func requestID(of request: HTTPRequest) -> String {
        if let given = request.headerFields[.requestID], Endpoint.isName(given[...]) { return given }
        return freeID()
    }

    private static func freeID() -> String {
        var random = SystemRandomNumberGenerator()
        let digits = String(random.next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private func answer(
        _ request: Request, id: String, route: inout String, _ fields: inout [String: String]
    ) async throws -> Answer {
        let (path, query) = try Self.target(of: request.head)
        let (endpoint, parameters) = try Self.endpoint(request.method, path)
        route = "\(endpoint.method.rawValue) \(endpoint.path)"
        let client = try admission.admit(request.head, for: endpoint)
        fields["client"] = client
        try Self.check(query, of: endpoint)
        if let trace = request.headers[.traceparent], trace.utf8.count <= 64 { fields["traceparent"] = trace }
        let call = Call(
            id: id, client: client, request: request.head, path: parameters, query: query,
            body: try await body(of: request, endpoint))
        if let execution = parameters["id"] { fields["execution"] = execution }
        let answer = try await operations.perform(endpoint.operation, call).told(
            of: room(for: endpoint.operation))
        if let location = answer.headers[.location] {
            fields["execution"] = String(location.split(separator: "/").last ?? "")
        }
        return answer
    }

    /// Where the jobs of an operation wait, if it begins one.
    private func room(for operation: Endpoint.Operation) -> (lane: String, capacity: Int, free: Int)? {
        switch operation {
        case .predict: operations.service.room(for: .predict)
        case .train: operations.service.room(for: .train)
        case .backtest: operations.service.room(for: .backtest)
        default: nil
        }
    }

    /// Path and query, decoded nowhere: no resource has a name that needs it, but values of the query may.
    private static func target(of request: HTTPRequest) throws(Problem) -> ([Substring], [String: String]) {
        let target = request.path ?? "/"
        guard target.hasPrefix("/"), target.utf8.count <= 8_192 else {
            throw Problem(.malformed, "the target of a request is a path of up to 8,192 bytes")
        }
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = halves[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var query: [String: String] = [:]
        for pair in halves.count > 1 ? halves[1].split(separator: "&") : [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts[0].removingPercentEncoding,
                let value = parts.count > 1 ? parts[1].removingPercentEncoding : "",
                query[name] == nil
            else { throw Problem(.malformed, "the query cannot be read, or names a parameter twice") }
            query[name] = value
        }
        return (path, query)
    }

    /// A misspelt `dry_run` would begin what is only asked about.
    private static func check(_ query: [String: String], of endpoint: Endpoint) throws(Problem) {
        guard let known = endpoint.queryNames,
            let name = query.keys.sorted().first(where: { !known.contains($0) })
        else { return }
        let told = RequestProblem.echo(name)
        throw Problem(
            .malformed,
            "there is no parameter '\(told)' here\(Suggestion.clause(for: told, in: known.sorted()))")
    }

    private static func endpoint(
        _ method: HTTPRequest.Method, _ path: [Substring]
    ) throws(Problem) -> (Endpoint, [String: String]) {
        var methods: [String] = []
        for endpoint in Endpoint.all {
            guard let parameters = endpoint.match(path) else { continue }
            if endpoint.methods.contains(method) { return (endpoint, parameters) }
            methods += endpoint.methods.map(\.rawValue)
        }
        guard methods.isEmpty else {
            throw Problem(
                .wrongMethod, "the resource has \(methods.joined(separator: ", "))",
                allow: methods.joined(separator: ", "))
        }
        throw Problem(.unknownPath, "GET /openapi.json lists what there is")
    }

    private func body(of request: Request, _ endpoint: Endpoint) async throws -> [UInt8] {
        let length = request.headers[.contentLength].flatMap(Int.init) ?? 0
        let limit = endpoint.method == .post ? limits.bodyBytes : 0
        guard length <= max(limit, 0) || endpoint.method != .post else {
            throw Problem(.tooLarge, "the body has \(length) bytes, and \(limit) are the most")
        }
        guard endpoint.method == .post else { return [] }
        let type = request.headers[.contentType]?.lowercased() ?? ""
        let bare = type.prefix { $0 != ";" }.filter { $0 != " " }
        let hasBody = length > 0 || request.headers[.transferEncoding] != nil
        guard bare == "application/json" || (type.isEmpty && !hasBody) else {
            throw Problem(.wrongType, "send Content-Type: application/json")
        }
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(.wrongType, "a body with Content-Encoding is not taken")
        }
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Problem(.tooLarge, "the body has more than \(limit) bytes")
        } catch {
            throw Problem(.malformed, "the body ended early")
        }
    }
}
