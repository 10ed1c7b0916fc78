internal import Champions
internal import Commands
internal import ExperimentRunner
internal import HTTPTypes
internal import ServiceJobs

/// Trained versions and their offices: what `forecast models` shows and changes.
extension ServiceOperations {
    private var commands: ModelCommands { ModelCommands(project: configuration.project, folder: nil) }

    /// `volume` for VOLUME, as the registry names it.
    private func office(_ call: Call) -> String {
        "\(call["type"])_\(configuration.targets[call["target"]] ?? call["target"])"
    }

    private func list(_ experiment: String?) async throws -> [JSONValue] {
        let commands = commands
        let text = try await blocking { try ModelList(commands, experiment: experiment).json() }
        return (try? JSONReader.value(of: Array(text.utf8)))?["versions"]?.items ?? []
    }

    private func versions(of office: String) async throws -> [JSONValue] {
        let versions = try await list(nil).filter { $0["version"]?.string?.hasPrefix("\(office)_v") == true }
        guard !versions.isEmpty else { throw Problem(.unknownThing, "no version of '\(office)' was trained") }
        return versions
    }

    func models(_ call: Call) async throws -> Answer {
        Answer(.members(["versions": .array(try await list(call.query["experiment"]))]))
    }

    func versions(_ call: Call) async throws -> Answer {
        Answer(.members(["versions": .array(try await versions(of: office(call)))]))
    }

    func version(_ call: Call) async throws -> Answer {
        let name = "\(office(call))_v\(call["number"])"
        _ = try await versions(of: office(call)).first { $0["version"]?.string == name }.orThrow(
            Problem(.unknownThing, "there is no version '\(name)'"))
        let commands = commands
        let text = try await blocking { try ModelSheet(commands, version: name).json() }
        return Answer(try JSONReader.value(of: Array(text.utf8)))
    }

    func champion(_ call: Call) async throws -> Answer {
        let holder = try await versions(of: office(call)).first { $0["in_office"] == .boolean(true) }
        return Answer(try holder.orThrow(Problem(.unknownThing, "nobody holds the office '\(office(call))'")))
    }

    func promote(_ call: Call) async throws -> Answer {
        let members = try await members(of: call, ["version", "reason"])
        let (name, reason) = (members["version"] ?? "", members["reason"] ?? "")
        guard name.hasPrefix("\(office(call))_v") else {
            throw Problem(
                .invalid, "'\(RequestProblem.echo(name))' is no version of '\(office(call))'",
                errors: [RequestProblem("/version", "E234", "a version of '\(office(call))' is expected")])
        }
        let (commands, now) = (commands, clock.timestamp())
        return try await change {
            try OfficeChange(promoting: name, commands, reason: reason, user: call.client, now: now)
        }
    }

    func rollback(_ call: Call) async throws -> Answer {
        let members = try await members(of: call, ["reason"])
        let (reason, office) = (members["reason"] ?? "", office(call))
        let (commands, now) = (commands, clock.timestamp())
        let experiment = configuration.experiments.count == 1 ? configuration.experiment : nil
        return try await change {
            try OfficeChange(
                rollingBack: office, of: experiment, commands, reason: reason, user: call.client, now: now)
        }
    }

    private func change(_ body: @escaping @Sendable () throws -> OfficeChange) async throws -> Answer {
        do {
            let text = try await blocking { try body().json() }
            return Answer(try JSONReader.value(of: Array(text.utf8)))
        } catch let error as DecisionUnavailable {
            throw Problem(.conflict, error.reason)
        }
    }

    /// Read where it may take its time.
    private func members(of call: Call, _ names: [String]) async throws -> [String: String] {
        let depth = configuration.limits.depth
        return try await blocking { try Self.members(of: call, names, depth: depth) }
    }

    /// The members of a body that are all texts, all needed and all there are.
    private static func members(
        of call: Call, _ names: [String], depth: Int
    ) throws(Problem) -> [String: String] {
        let body = try call.json(depth: depth)
        var problems: [RequestProblem] = []
        var found: [String: String] = [:]
        guard case .object(let members) = body else {
            throw Problem(
                .invalid, "an object is expected",
                errors: [RequestProblem("", "S103", "an object is expected, not \(body.kind)")])
        }
        let unknown = members.filter { !names.contains($0.name) }
        for member in unknown.prefix(RequestProblem.most) {
            let path = RequestProblem.echo(member.name).replacing("~", with: "~0").replacing("/", with: "~1")
            problems.append(RequestProblem("/\(path)", "S101", "there is no such member"))
        }
        if unknown.count > RequestProblem.most {
            let rest = unknown.count - RequestProblem.most
            problems.append(RequestProblem("", "S101", "and \(rest) more"))
        }
        for name in names {
            let value = body[name] ?? .null
            if case .string(let text) = value, (1...2_000).contains(text.count) {
                found[name] = text
                continue
            }
            let code =
                switch value {
                case .null: "S102"
                case .string: "S104"
                default: "S103"
                }
            problems.append(
                RequestProblem("/\(name)", code, "'\(name)' is needed: a text of 1 to 2,000 characters"))
        }
        guard problems.isEmpty else {
            throw Problem(invalid: problems)
        }
        return found
    }
}

extension Optional {
    fileprivate func orThrow(_ problem: Problem) throws(Problem) -> Wrapped {
        guard let self else { throw problem }
        return self
    }
}
