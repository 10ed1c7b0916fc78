internal import ServiceJobs

/// The shapes of bodies, as JSON Schema.
struct SchemaDescription {
    private let configuration: ServiceConfiguration

    init(_ configuration: ServiceConfiguration) { self.configuration = configuration }

    var all: JSONValue {
        .members([
            "PredictRequest": predictRequest, "JobRequest": Self.closed(["experiment": experiment]),
            "Promotion": Self.closed(
                ["version": Self.text, "reason": Self.text], required: ["version", "reason"]),
            "Rollback": Self.closed(["reason": Self.text], required: ["reason"]), "Forecast": Self.forecast,
            "Plan": Self.plan,
            "Execution": Self.execution,
            "ExecutionSummary": Self.executionSummary, "Event": Self.event,
            "Executions": Self.open([
                "executions": .members([
                    "type": .string("array"), "items": OperationDescription.reference("ExecutionSummary"),
                ])
            ]),
            "Versions": Self.open([
                "versions": .members([
                    "type": .string("array"), "items": OperationDescription.reference("Object"),
                ])
            ]), "Health": Self.open(["status": Self.string]), "Object": .members(["type": .string("object")]),
            "Problem": Self.problem,
        ])
    }

    // MARK: - Requests

    private var experiment: JSONValue {
        .members([
            "type": .array([.string("string"), .string("null")]),
            "enum": .array(configuration.experiments.map(JSONValue.string) + [.null]),
        ])
    }

    private var predictRequest: JSONValue {
        let words = Set(configuration.targets.keys).union(configuration.targets.values).sorted()
        return Self.closed([
            "experiment": experiment,
            "sku_ids": .members([
                "type": .array([.string("array"), .string("null")]), "minItems": .integer(1),
                "maxItems": .integer(configuration.limits.series),
                "items": .members([
                    "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(256),
                ]), "description": .string("Ids of the data set; null for all."),
            ]),
            "horizon_weeks": .members([
                "type": .array([.string("integer"), .string("null")]), "minimum": .integer(1),
                "maximum": .integer(104),
            ]),
            "models": .members([
                "description": .string("\"auto\" for the champion, or one model of the experiment."),
                "anyOf": .array([
                    .members([
                        "type": .array([.string("string"), .string("null")]), "minLength": .integer(1),
                    ]),
                    .members([
                        "type": .string("array"), "minItems": .integer(1), "maxItems": .integer(1),
                        "items": .members(["type": .string("string"), "minLength": .integer(1)]),
                    ]),
                ]),
            ]),
            "targets": .members([
                "type": .array([.string("array"), .string("null")]), "minItems": .integer(1),
                "items": .members(["enum": .array(words.map(JSONValue.string))]),
            ]),
        ])
    }

    // MARK: - Answers

    private static let string = JSONValue.members(["type": .string("string")])
    private static let text = JSONValue.members([
        "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(2_000),
    ])
    private static let number = JSONValue.members(["type": .string("integer")])

    private static let forecast = open(
        [
            "execution_id": string, "status": string, "results_count": number, "duration_ms": number,
            "summary": .members(["type": .string("object"), "additionalProperties": number]),
            "cutoff": string, "result_digest": string, "data_digest": string, "code_version": string,
            "reference": string, "reproduce": string, "results": string,
        ],
        required: ["execution_id", "results_count", "duration_ms", "summary", "result_digest", "reproduce"])

    /// What `dry_run` is answered.
    private static let plan = open(
        [
            "execution_id": string, "kind": words(JobKind.allCases.map(\.rawValue)),
            "status": .members(["type": .array([.string("string"), .string("null")])]),
            "data_digest": string, "forecasts": number, "memory_bytes": number,
            "seconds": .members(["type": .array([.string("integer"), .string("null")])]),
            "reproduce": string,
        ], required: ["execution_id", "kind", "status", "forecasts", "memory_bytes", "seconds", "reproduce"])

    /// As it is streamed: `data` is JSON.
    private static let event = open(
        ["id": string, "event": string, "data": string], required: ["id", "event", "data"])

    private static let executionSummary = open(
        [
            "execution_id": string, "kind": words(JobKind.allCases.map(\.rawValue)),
            "status": words(ExecutionState.allCases.map(\.rawValue)), "step": number, "percent": number,
            "attempt": number, "created_at": string, "data_digest": string,
        ], required: ["execution_id", "kind", "status", "created_at"])

    private static let execution = open(
        [
            "execution_id": string, "kind": words(JobKind.allCases.map(\.rawValue)),
            "status": words(ExecutionState.allCases.map(\.rawValue)), "step": number, "percent": number,
            "attempt": number, "created_at": string, "data_digest": string, "reproduce": string,
        ], required: ["execution_id", "kind", "status", "step", "percent", "reproduce"])

    private static let problem = open(
        [
            "type": string, "title": string, "status": number, "detail": string, "instance": string,
            "code": string,
            "errors": .members([
                "type": .string("array"),
                "items": open(["pointer": string, "code": string, "detail": string]),
            ]),
        ], required: ["type", "title", "status", "detail", "code", "errors"])

    private static func words(_ words: [String]) -> JSONValue {
        .members(["type": .string("string"), "enum": .array(words.map(JSONValue.string))])
    }

    private static func open(
        _ properties: KeyValuePairs<String, JSONValue>, required: [String] = []
    ) -> JSONValue {
        .members([
            "type": .string("object"), "properties": .members(properties),
            "required": .array(required.map(JSONValue.string)),
        ])
    }

    private static func closed(
        _ properties: KeyValuePairs<String, JSONValue>, required: [String] = []
    ) -> JSONValue {
        .members([
            "type": .string("object"), "properties": .members(properties),
            "required": .array(required.map(JSONValue.string)), "additionalProperties": .boolean(false),
        ])
    }
}
