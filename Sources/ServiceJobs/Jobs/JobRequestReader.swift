internal import ForecastCore

/// Reads the members of a request and collects what is wrong with them.
struct JobRequestReader {
    private let body: JSONValue
    private let configuration: ServiceConfiguration
    private var known: Set<String> = []
    private var problems: [RequestProblem] = []
    private var untold = 0
    /// Of members that nobody reads, so many get a word on what may have been meant.
    private static let mostSuggestions = 5
    /// Where a series or a target was named first.
    private(set) var places: [String: Int] = [:]

    init(_ body: JSONValue, _ configuration: ServiceConfiguration) {
        self.body = body
        self.configuration = configuration
    }

    private mutating func value(_ name: String) -> JSONValue? {
        known.insert(name)
        guard let value = body[name], value != .null else { return nil }
        return value
    }

    private mutating func report(_ pointer: String, _ code: String, _ detail: String) {
        guard problems.count < RequestProblem.most else {
            untold += 1
            return
        }
        problems.append(RequestProblem(pointer, code, detail))
    }

    mutating func experiment() -> String {
        guard let value = value("experiment") else { return configuration.experiment }
        guard let name = value.string else {
            report("/experiment", "S103", "an experiment's name is expected, not \(value.kind)")
            return configuration.experiment
        }
        guard configuration.experiments.contains(name) else {
            let told = RequestProblem.echo(name)
            let near = Suggestion.clause(for: told, in: configuration.experiments)
            report("/experiment", "S105", "no experiment that is served is called '\(told)'\(near)")
            return configuration.experiment
        }
        return name
    }

    /// In the order given, each once.
    mutating func series() -> [String] {
        guard let value = value("sku_ids") else { return [] }
        guard let items = value.items else {
            report("/sku_ids", "S103", "an array of ids, or null for all, is expected, not \(value.kind)")
            return []
        }
        guard !items.isEmpty else {
            report("/sku_ids", "S104", "the array is empty; null means all")
            return []
        }
        guard items.count <= configuration.limits.series else {
            report(
                "/sku_ids", "S104",
                "\(items.count) series are asked for, and \(configuration.limits.series) are the most at once"
            )
            return []
        }
        var seen: Set<[UInt8]> = []
        var ids: [String] = []
        for (index, item) in items.enumerated() {
            guard let id = item.string, !id.isEmpty, id.utf8.count <= 256 else {
                report("/sku_ids/\(index)", "S103", "an id of 1 to 256 bytes is expected")
                continue
            }
            guard seen.insert(Array(id.utf8)).inserted else { continue }
            ids.append(id)
            places["/sku_ids/\(id)"] = index
        }
        return ids
    }

    mutating func horizon() -> Int? {
        guard let value = value("horizon_weeks") else { return nil }
        guard let horizon = value.integer else {
            report("/horizon_weeks", "S103", "a whole number is expected, not \(value.kind)")
            return nil
        }
        guard (1...104).contains(horizon) else {
            report("/horizon_weeks", "S104", "1 to 104 are expected, not \(horizon)")
            return nil
        }
        return horizon
    }

    /// `auto`, a model's name, or an array with that alone.
    mutating func model() -> String? {
        guard let value = value("models") else { return nil }
        let named = value.items.map { $0.count == 1 ? $0[0] : .null } ?? value
        guard let name = named.string, !name.isEmpty else {
            report("/models", "S103", "\"auto\" or the name of one model is expected")
            return nil
        }
        return name == "auto" ? nil : name
    }

    mutating func targets() -> [String] {
        guard let value = value("targets") else { return [] }
        guard let items = value.items, !items.isEmpty else {
            report("/targets", "S103", "an array of targets is expected, or null for all")
            return []
        }
        var targets: [String] = []
        let words = configuration.targets.keys.sorted()
        for (index, item) in items.enumerated() {
            let name = item.string.flatMap { text in
                configuration.targets[text] ?? (configuration.targets.values.contains(text) ? text : nil)
            }
            guard let name else {
                report("/targets/\(index)", "S105", "one of \(words.joined(separator: ", ")) is expected")
                continue
            }
            guard !targets.contains(name) else { continue }
            targets.append(name)
            places["/targets/\(name)"] = index
        }
        return targets.sorted()
    }

    /// Everything that was found, and each member that nobody reads.
    mutating func finish() -> [RequestProblem] {
        guard case .object(let members) = body else {
            return [RequestProblem("", "S103", "an object is expected, not \(body.kind)")]
        }
        let names = known.sorted()
        var unknown = 0
        for member in members where !known.contains(member.name) {
            unknown += 1
            guard problems.count < RequestProblem.most else {
                untold += 1
                continue
            }
            let told = RequestProblem.echo(member.name)
            let near = unknown <= Self.mostSuggestions ? Suggestion.clause(for: told, in: names) : ""
            let path = told.replacing("~", with: "~0").replacing("/", with: "~1")
            report("/\(path)", "S101", "there is no such member\(near)")
        }
        if untold > 0, let last = problems.last {
            problems.append(RequestProblem("", last.code, "and \(untold) more"))
        }
        return problems
    }
}
