internal import HTTPTypes
internal import ServiceJobs

/// A method of a resource: the one list that requests are matched against and `/openapi.json` is written from.
struct Endpoint: Sendable {
    enum Operation: String, CaseIterable, Sendable {
        case health, live, ready, predict, train, backtest, executions, execution, cancel, events, results
        case models, versions, version, champion, promote, rollback, description, metrics
    }

    let method: HTTPRequest.Method
    /// With the names of its parameters in braces.
    let path: String
    /// Nil where anybody may ask.
    let scope: ServiceConfiguration.Scope?
    let operation: Operation

    private let parts: [Substring]

    private init(
        _ method: HTTPRequest.Method, _ path: String, _ scope: ServiceConfiguration.Scope?,
        _ operation: Operation
    ) {
        self.method = method
        self.path = path
        self.scope = scope
        self.operation = operation
        parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }

    static let all = [
        Endpoint(.get, "/health", nil, .health),
        Endpoint(.get, "/health/live", nil, .live),
        Endpoint(.get, "/health/ready", nil, .ready),
        Endpoint(.post, "/predict", .run, .predict),
        Endpoint(.post, "/train", .run, .train),
        Endpoint(.post, "/backtest", .run, .backtest),
        Endpoint(.get, "/executions", .read, .executions),
        Endpoint(.get, "/executions/{id}", .read, .execution),
        Endpoint(.delete, "/executions/{id}", .run, .cancel),
        Endpoint(.get, "/executions/{id}/events", .read, .events),
        Endpoint(.get, "/executions/{id}/results", .read, .results),
        Endpoint(.get, "/models", .read, .models),
        Endpoint(.get, "/models/{type}/{target}/versions", .read, .versions),
        Endpoint(.get, "/models/{type}/{target}/versions/{number}", .read, .version),
        Endpoint(.get, "/models/{type}/{target}/champion", .read, .champion),
        Endpoint(.post, "/models/{type}/{target}/promote", .promote, .promote),
        Endpoint(.post, "/models/{type}/{target}/rollback", .promote, .rollback),
        Endpoint(.get, "/openapi.json", .read, .description),
        Endpoint(.get, "/metrics", .read, .metrics),
    ]

    /// Who may ask for the whole may ask for the head alone; a stream has none that tells anything.
    var methods: [HTTPRequest.Method] {
        method == .get && operation != .events ? [.get, .head] : [method]
    }

    /// The parameters of the query that it reads; nil where nobody is told of another one.
    var queryNames: Set<String>? {
        switch operation {
        case .health, .live, .ready: nil
        case .predict, .train, .backtest: ["dry_run"]
        case .executions: ["limit", "before"]
        case .events: ["after"]
        case .results: ["limit", "cursor", "format"]
        case .models: ["experiment"]
        default: []
        }
    }

    /// What stands in the places of the parameters; nil for another path.
    func match(_ path: [Substring]) -> [String: String]? {
        guard path.count == parts.count else { return nil }
        var found: [String: String] = [:]
        for (part, text) in zip(parts, path) {
            if part.hasPrefix("{") {
                guard Self.isName(text) else { return nil }
                found[String(part.dropFirst().dropLast())] = String(text)
            } else if part != text {
                return nil
            }
        }
        return found
    }

    /// Ids and names, and nothing that a path could be made of.
    static func isName(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
                    || $0 == "-"
            }
    }
}
