internal import ForecastTasks
internal import HTTPTypes
internal import ServiceJobs

/// `/openapi.json`: OpenAPI 3.1, written from the same list that requests are matched against.
struct APIDescription {
    private let configuration: ServiceConfiguration

    init(_ configuration: ServiceConfiguration) { self.configuration = configuration }

    var document: JSONValue {
        var paths: [JSONValue.Member] = []
        var distinct: [String] = []
        for endpoint in Endpoint.all where !distinct.contains(endpoint.path) {
            distinct.append(endpoint.path)
        }
        for path in distinct {
            let methods = Endpoint.all.filter { $0.path == path }
            paths.append(
                JSONValue.Member(
                    name: path,
                    value: .object(
                        methods.map {
                            JSONValue.Member(
                                name: $0.method.rawValue.lowercased(),
                                value: OperationDescription($0, configuration).value)
                        })))
        }
        var members: [JSONValue.Member] = [
            .init(name: "openapi", value: .string("3.1.0")),
            .init(
                name: "info",
                value: .members([
                    "title": .string("forecast-service"), "version": .string(CodeVersion.program),
                    "description": .string(
                        "Forecasts, trainings and backtests of a project. docs/service.md has a first request and all error codes."
                    ),
                ])),
            .init(name: "paths", value: .object(paths)),
        ]
        var components: [JSONValue.Member] = [
            .init(name: "schemas", value: SchemaDescription(configuration).all)
        ]
        if configuration.wantsKeys {
            components.append(
                .init(
                    name: "securitySchemes",
                    value: .members(["key": .members(["type": .string("http"), "scheme": .string("bearer")])])
                ))
        }
        members.append(.init(name: "components", value: .object(components)))
        return .object(members)
    }
}
