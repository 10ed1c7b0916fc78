/// What is asked of a job: the body of a request, or the payload of a queue's job, which is input all the same.
///
/// Names alone: experiments, models, targets and series are those of the configured project, and nobody hands in a path.
package struct JobRequest: Equatable, Sendable {
    package let kind: JobKind
    package let experiment: String
    /// All series where none is named. By their ids.
    package let series: [String]
    /// Periods; all of the spec's horizon where nil.
    package let horizon: Int?
    /// A model of the spec; the champion where nil.
    package let model: String?
    /// Of the spec; all of it where none is named.
    package let targets: [String]

    /// - Throws: `RequestProblems`, with all that can be seen from the request alone.
    package init(
        _ kind: JobKind, _ body: JSONValue, _ configuration: ServiceConfiguration
    ) throws(RequestProblems) {
        var reader = JobRequestReader(body, configuration)
        self.kind = kind
        experiment = reader.experiment()
        series = kind == .predict ? reader.series() : []
        horizon = kind == .predict ? reader.horizon() : nil
        model = kind == .predict ? reader.model() : nil
        targets = kind == .predict ? reader.targets() : []
        try reader.finish()
    }

    /// As the store kept it: in the words of the spec.
    init(stored kind: JobKind, _ body: JSONValue, _ configuration: ServiceConfiguration)
        throws(RequestProblems)
    {
        var configuration = configuration
        let names = body["targets"]?.items?.compactMap(\.string) ?? []
        for name in names { configuration.targets[name] = name }
        guard case .object(let members) = body else {
            throw RequestProblems([RequestProblem("", "S103", "an object is expected")])
        }
        // What is empty here was left out there.
        let told = members.filter { member in
            member.value != .array([])
                && (kind == .predict || member.name == "experiment")
        }
        try self.init(kind, .object(told), configuration)
    }

    /// The same request in one form, whatever was left out or how it was ordered.
    package var canonical: JSONValue {
        .members([
            "kind": .string(kind.rawValue), "experiment": .string(experiment),
            "sku_ids": series.isEmpty ? .null : .array(series.map(JSONValue.string)),
            "horizon_weeks": horizon.map(JSONValue.integer) ?? .null,
            "models": .string(model ?? "auto"), "targets": .array(targets.map(JSONValue.string)),
        ]).canonical
    }
}
