internal import HTTPTypes
internal import ServiceJobs

/// One operation as OpenAPI describes it.
struct OperationDescription {
    private let endpoint: Endpoint
    private let configuration: ServiceConfiguration

    init(_ endpoint: Endpoint, _ configuration: ServiceConfiguration) {
        self.endpoint = endpoint
        self.configuration = configuration
    }

    var value: JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "operationId", value: .string(endpoint.operation.rawValue)),
            .init(name: "summary", value: .string(summary)),
        ]
        if !parameters.isEmpty { members.append(.init(name: "parameters", value: .array(parameters))) }
        if let schema = body {
            members.append(
                .init(
                    name: "requestBody",
                    value: .members([
                        "required": .boolean(schema.isRequired),
                        "description": .string("At most \(configuration.limits.bodyBytes) bytes."),
                        "content": Self.content("application/json", Self.reference(schema.name)),
                    ])))
        }
        members.append(.init(name: "responses", value: .object(responses)))
        if endpoint.scope != nil, configuration.wantsKeys {
            members.append(.init(name: "security", value: .array([.members(["key": .array([])])])))
        }
        return .object(members)
    }

    private var summary: String {
        switch endpoint.operation {
        case .health: "How the service and what it needs are"
        case .live: "Whether the process answers"
        case .ready: "Whether requests are welcome"
        case .predict: "Forecast the periods after the data"
        case .train: "Train, score and register every model of an experiment"
        case .backtest: "Run an experiment"
        case .executions: "The executions asked for last"
        case .execution: "Where an execution stands"
        case .cancel: "Cancel an execution; cancelled once nothing of it runs"
        case .events: "What happens to an execution, as server-sent events"
        case .results: "What a finished execution came to, in pages"
        case .models: "Trained versions of models"
        case .versions: "The versions of a type and target"
        case .version: "A version, its file verified"
        case .champion: "The version in office"
        case .promote: "Put a version in office"
        case .rollback: "Bring back the version before"
        case .description: "This document"
        case .metrics: "Counters for Prometheus"
        }
    }

    static func reference(_ name: String) -> JSONValue {
        .members(["$ref": .string("#/components/schemas/\(name)")])
    }

    static func content(_ type: String, _ schema: JSONValue) -> JSONValue {
        .object([.init(name: type, value: .members(["schema": schema]))])
    }

    private var body: (name: String, isRequired: Bool)? {
        switch endpoint.operation {
        case .predict: ("PredictRequest", false)
        case .train, .backtest: ("JobRequest", false)
        case .promote: ("Promotion", true)
        case .rollback: ("Rollback", true)
        default: nil
        }
    }

    // MARK: - Parameters

    private var parameters: [JSONValue] {
        let names = endpoint.path.split(separator: "/").filter { $0.hasPrefix("{") }
        let path = names.map {
            Self.parameter(
                String($0.dropFirst().dropLast()), "path", Self.text(pattern: "^[A-Za-z0-9_-]{1,64}$"),
                isRequired: true)
        }
        return path + ownParameters
    }

    private var ownParameters: [JSONValue] {
        let key = Self.text(pattern: "^[!-~]{1,255}$")
        let patience = [
            Self.parameter("Prefer", "header", Self.text(pattern: "^wait=[0-9]{1,3}$")),
            Self.parameter(
                "X-Request-Deadline", "header",
                .members(["type": .string("string"), "format": .string("date-time")])),
        ]
        let rehearsal = Self.parameter(
            "dry_run", "query", .members(["enum": .array([.string("true"), .string("false")])]))
        switch endpoint.operation {
        case .predict:
            return [Self.parameter("Idempotency-Key", "header", key)] + patience + [rehearsal]
        case .train, .backtest:
            return [Self.parameter("Idempotency-Key", "header", key, isRequired: true)] + patience
                + [rehearsal]
        case .executions:
            return [
                Self.parameter("limit", "query", Self.integer(1, 1_000)),
                Self.parameter("before", "query", Self.integer(1, 1_000_000_000)),
            ]
        case .events:
            return [
                Self.parameter("Last-Event-ID", "header", Self.integer(0, 1_000_000_000)),
                Self.parameter("after", "query", Self.integer(0, 1_000_000_000)),
            ]
        case .results:
            return [
                Self.parameter("limit", "query", Self.integer(1, 10_000)),
                Self.parameter("cursor", "query", Self.text(pattern: "^([0-9a-f]{2})+$")),
                Self.parameter(
                    "format", "query",
                    .members([
                        "type": .string("string"), "enum": .array([.string("csv"), .string("ndjson")]),
                    ])),
            ]
        case .models: return [Self.parameter("experiment", "query", .members(["type": .string("string")]))]
        default: return []
        }
    }

    private static func parameter(
        _ name: String, _ place: String, _ schema: JSONValue, isRequired: Bool = false
    ) -> JSONValue {
        .members([
            "name": .string(name), "in": .string(place), "required": .boolean(isRequired), "schema": schema,
        ])
    }

    static func text(pattern: String) -> JSONValue {
        .members(["type": .string("string"), "pattern": .string(pattern)])
    }

    static func integer(_ least: Int, _ most: Int) -> JSONValue {
        .members(["type": .string("integer"), "minimum": .integer(least), "maximum": .integer(most)])
    }

    // MARK: - Responses

    private var responses: [JSONValue.Member] {
        let good = successes.map { status, schema in
            JSONValue.Member(
                name: String(status), value: .members(["description": .string("Done"), "content": schema]))
        }
        let bad = problems.map { status in
            JSONValue.Member(
                name: String(status),
                value: .members([
                    "description": .string(
                        ProblemKind.allCases.filter { $0.status.code == status }.map {
                            "\($0.title) (\($0.code))"
                        }.joined(separator: "; ")),
                    "content": Self.content("application/problem+json", Self.reference("Problem")),
                ]))
        }
        let unchanged: [JSONValue.Member] =
            endpoint.operation == .execution || endpoint.operation == .results
            ? [.init(name: "304", value: .members(["description": .string("The client has it")]))] : []
        return good + unchanged + bad
    }

    private var successes: [(Int, JSONValue)] {
        func json(_ name: String) -> JSONValue { Self.content("application/json", Self.reference(name)) }
        func planned(_ name: String) -> JSONValue {
            let shapes = [name, "Plan"].map(Self.reference)
            return Self.content("application/json", .members(["anyOf": .array(shapes)]))
        }
        let text = JSONValue.members(["type": .string("string")])
        switch endpoint.operation {
        case .health, .live, .ready: return [(200, json("Health")), (503, json("Health"))]
        case .predict: return [(200, planned("Forecast")), (202, json("Execution"))]
        case .train, .backtest: return [(200, planned("Execution")), (202, json("Execution"))]
        case .cancel: return [(200, json("Execution")), (202, json("Execution"))]
        case .executions: return [(200, json("Executions"))]
        case .execution: return [(200, json("Execution"))]
        case .events: return [(200, Self.content("text/event-stream", Self.reference("Event")))]
        case .results:
            return [
                (
                    200,
                    .object([
                        .init(name: "application/x-ndjson", value: .members(["schema": text])),
                        .init(name: "text/csv", value: .members(["schema": text])),
                    ])
                )
            ]
        case .models, .versions: return [(200, json("Versions"))]
        case .version, .champion, .promote, .rollback, .description: return [(200, json("Object"))]
        case .metrics: return [(200, Self.content("text/plain", text))]
        }
    }

    private var problems: [Int] {
        guard endpoint.scope != nil else { return [400, 405] }
        var codes: Set<Int> = [400, 403, 404, 405, 421, 429, 503]
        if configuration.wantsKeys { codes.insert(401) }
        if endpoint.method == .post { codes.formUnion([409, 413, 415, 422]) }
        if endpoint.operation == .results { codes.insert(409) }
        if endpoint.path.hasPrefix("/models") { codes.insert(422) }
        return codes.sorted()
    }
}
