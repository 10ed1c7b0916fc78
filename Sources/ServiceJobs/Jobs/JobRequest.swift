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

    /// Where in the body a series or a target was named first.
    let places: [String: Int]

    /// What is wrong with it as far as can be seen from the request alone: `JobRunner.prepare` tells that with the rest.
    package let problems: [RequestProblem]

    package init(
        _ kind: JobKind, _ body: JSONValue, _ configuration: ServiceConfiguration
    ) {
        var reader = JobRequestReader(body, configuration)
        self.kind = kind
        experiment = reader.experiment()
        series = kind == .predict ? reader.series() : []
        horizon = kind == .predict ? reader.horizon() : nil
        model = kind == .predict ? reader.model() : nil
        targets = kind == .predict ? reader.targets() : []
        problems = reader.finish()
        places = reader.places
    }

    /// As the store kept it: in the words of the spec.
    init(stored kind: JobKind, _ body: JSONValue, _ configuration: ServiceConfiguration) {
        var configuration = configuration
        for name in body["targets"]?.items?.compactMap(\.string) ?? [] { configuration.targets[name] = name }
        guard case .object(let members) = body else {
            self.init(kind, body, configuration)
            return
        }
        // What is empty here was left out there.
        let told = members.filter { member in
            member.value != .array([]) && member.name != "kind"
                && (kind == .predict || member.name == "experiment")
        }
        self.init(kind, .object(told), configuration)
    }

    /// Where in the body an item of an array stands (RFC 6901).
    func pointer(to item: String, in member: String) -> String {
        let place = "/\(member)"
        return places["\(place)/\(item)"].map { "\(place)/\($0)" } ?? place
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
