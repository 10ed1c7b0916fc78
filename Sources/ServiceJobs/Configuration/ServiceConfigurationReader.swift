internal import Decisions
internal import ExperimentRunner
internal import Files
internal import ForecastCore
internal import Glibc
internal import LocatedYAML

/// Reads `service.yaml`, with the diagnostics of a spec. Every key may come from the environment instead:
/// `listen.port` from `FORECAST_SERVICE_LISTEN_PORT`, written as it would be in the file.
package struct ServiceConfigurationReader {
    package static let prefix = "FORECAST_SERVICE_"

    private let environment: [String: String]
    var diagnostics = DiagnosticCollector()

    private init(environment: [String: String]) { self.environment = environment }

    /// - Throws: `DiagnosticsError(.spec)` with every problem of the file and the environment; `FileError`.
    package static func read(_ path: String, environment: [String: String]) throws -> ServiceConfiguration {
        var reader = ServiceConfigurationReader(environment: environment)
        let root = reader.root(of: path)
        let configuration = root.flatMap { reader.configuration($0, path: Project.absolute(path)) }
        guard let configuration, !reader.diagnostics.hasErrors else {
            throw DiagnosticsError(.spec, reader.diagnostics.diagnostics)
        }
        return configuration
    }

    /// What the file says; nothing where there is none and the environment says what is to be served.
    private mutating func root(of path: String) -> YAMLNode? {
        do {
            let bytes = try FileSystem.read(path, limit: YAMLLimits.standard.bytes + 1)
            return YAMLDocument.parse(bytes, file: path, &diagnostics)
        } catch {
            if error.code == ENOENT, environment[Self.variable(of: "experiment")] != nil {
                return YAMLNode(
                    .mapping([]), at: SourceLocation(file: path, line: 1, column: 1, lineText: ""))
            }
            diagnostics.add(
                Diagnostic(
                    code: "S216", "the service is not told what to serve: \(error)",
                    fix:
                        "write 'experiment: NAME' into service.yaml in the project's folder, name another file with --config, or set \(Self.variable(of: "experiment")) (docs/service.md)"
                ))
            return nil
        }
    }

    private mutating func configuration(_ file: YAMLNode, path: String) -> ServiceConfiguration? {
        let root = overridden(file)
        guard var keys = root.mapping(path: "", &diagnostics) else { return nil }
        let folder = FileSystem.split(path).folder
        let project = project(&keys, below: folder)
        let experiment = keys.text("experiment", required: "experiment: demo", &diagnostics)
        let experiments = keys.distinctList("experiments", &diagnostics) { $0.text(path: $1, &$2) }
        var configuration = ServiceConfiguration(
            path: path, project: project ?? Project(root: folder), experiment: experiment ?? "",
            experiments: experiments ?? [], folder: "")
        if !configuration.experiments.contains(configuration.experiment) {
            configuration.experiments.insert(configuration.experiment, at: 0)
        }
        if var targets = keys.mapping("targets", &diagnostics) { read(&targets, into: &configuration) }
        if var listen = keys.mapping("listen", &diagnostics) { read(&listen, into: &configuration.listen) }
        if var predict = keys.mapping("predict", &diagnostics) {
            read(&predict, into: &configuration.predict)
        }
        if var queue = keys.mapping("queue", &diagnostics) { read(&queue, into: &configuration.queue) }
        if var limits = keys.mapping("limits", &diagnostics) { read(&limits, into: &configuration.limits) }
        configuration.keptExecutions =
            keys.integer("keep_executions", in: 1...10_000_000, &diagnostics) ?? configuration.keptExecutions
        configuration.noticeSeconds =
            keys.integer("notice_seconds", in: 0...600, &diagnostics)
            ?? configuration.noticeSeconds
        configuration.drainSeconds =
            keys.integer("drain_seconds", in: 1...3_600, &diagnostics) ?? configuration.drainSeconds
        configuration.folder = self.folder(&keys, in: configuration.project)
        configuration.keys = self.keys(&keys, below: folder)
        configuration.tokens = readTokens(&keys, below: folder)
        configuration.bullmq = readBullMQ(&keys, below: folder)
        configuration.results = readResults(&keys)
        configuration.tellsOfForecasts =
            keys.boolean("trigger", &diagnostics) ?? configuration.tellsOfForecasts
        keys.finish(&diagnostics)
        refuseUnknownExperiments(of: configuration, at: keys.location)
        refuseOpenDoor(configuration, at: keys.location)
        return configuration
    }

    // MARK: - Blocks

    private mutating func project(_ keys: inout MappingReader, below folder: String) -> Project? {
        let node = keys.node("project")
        let text = node?.text(path: "project", &diagnostics) ?? "."
        let root = Project.absolute(text.hasPrefix("/") ? text : "\(folder)/\(text)")
        do {
            guard Project.isFolder("\(root)/datasets") else {
                diagnostics.add(
                    Diagnostic(
                        code: "S201", "'project' is \(root), which holds no datasets/ folder",
                        at: node?.location ?? keys.location,
                        fix: "name the folder of a project, from the folder of this file on"))
                return nil
            }
            return try Project.confined(root: root, results: nil, store: nil)
        } catch {
            diagnostics.add(contentsOf: error.diagnostics)
            return nil
        }
    }

    private mutating func read(_ keys: inout MappingReader, into configuration: inout ServiceConfiguration) {
        var targets: [String: String] = [:]
        for entry in keys.namedEntries() {
            targets[entry.key] = entry.value.text(path: keys.path(of: entry.key), &diagnostics)
        }
        keys.finish(&diagnostics)
        configuration.targets = targets
    }

    private mutating func read(_ keys: inout MappingReader, into listen: inout ServiceConfiguration.Listen) {
        listen.host = keys.text("host", &diagnostics) ?? listen.host
        // By its name, loopback would be whatever the machine's files make of it.
        if listen.host == "localhost" { listen.host = "127.0.0.1" }
        listen.port = keys.integer("port", in: 0...65_535, &diagnostics) ?? listen.port
        listen.names = keys.distinctList("names", &diagnostics) { $0.text(path: $1, &$2) } ?? []
        listen.isBehindTLS = keys.boolean("behind_tls", &diagnostics) ?? listen.isBehindTLS
        keys.finish(&diagnostics, aliases: ["hosts": "names", "hostnames": "names", "tls": "behind_tls"])
    }

    private mutating func read(_ keys: inout MappingReader, into predict: inout ServiceConfiguration.Predict)
    {
        predict.deadlineSeconds =
            keys.number("deadline_seconds", in: 0.1...300, &diagnostics) ?? predict.deadlineSeconds
        predict.capacity = keys.integer("capacity", in: 1...10_000, &diagnostics) ?? predict.capacity
        predict.parallel = keys.integer("parallel", in: 1...64, &diagnostics) ?? predict.parallel
        predict.threads = keys.integer("threads", in: 1...1_024, &diagnostics) ?? predict.threads
        keys.finish(&diagnostics)
    }

    private mutating func read(_ keys: inout MappingReader, into queue: inout ServiceConfiguration.Queue) {
        queue.capacity = keys.integer("capacity", in: 1...100_000, &diagnostics) ?? queue.capacity
        queue.parallel = keys.integer("parallel", in: 1...64, &diagnostics) ?? queue.parallel
        queue.attempts = keys.integer("attempts", in: 1...100, &diagnostics) ?? queue.attempts
        queue.threads = keys.integer("threads", in: 0...1_024, &diagnostics) ?? queue.threads
        keys.finish(&diagnostics)
    }

    private mutating func read(_ keys: inout MappingReader, into limits: inout ServiceConfiguration.Limits) {
        limits.bodyBytes =
            keys.integer("body_bytes", in: 1_024...(256 << 20), &diagnostics) ?? limits.bodyBytes
        limits.depth = keys.integer("depth", in: 2...64, &diagnostics) ?? limits.depth
        limits.idleSeconds = keys.integer("idle_seconds", in: 1...3_600, &diagnostics) ?? limits.idleSeconds
        limits.connections = keys.integer("connections", in: 8...100_000, &diagnostics) ?? limits.connections
        limits.series = keys.integer("series", in: 1...10_000_000, &diagnostics) ?? limits.series
        limits.memory = memory(&keys) ?? limits.memory
        keys.finish(&diagnostics)
    }

    private mutating func memory(_ keys: inout MappingReader) -> MemoryLimit? {
        guard let node = keys.node("memory"), let text = node.text(path: "limits.memory", &diagnostics) else {
            return nil
        }
        let limit = MemoryLimit(text)
        if limit == nil {
            diagnostics.add(
                Diagnostic(
                    code: "S213", "'limits.memory' is '\(text)'", at: node.location,
                    fix: "write 500M, 8G or none, or leave it out for all that the machine has"))
        }
        return limit
    }

    private mutating func folder(_ keys: inout MappingReader, in project: Project) -> String {
        let node = keys.node("folder")
        let text = node?.text(path: "folder", &diagnostics) ?? "data/service"
        let folder = "\(project.root)/\(text)"
        guard !text.hasPrefix("/"), Project.absolute(folder).hasPrefix(project.root + "/") else {
            diagnostics.add(
                Diagnostic(
                    code: "S202", "'folder' is '\(text)', which is outside the project",
                    at: node?.location ?? keys.location, fix: "name a folder of the project: data/service"))
            return folder
        }
        return folder
    }

    /// A misspelt name is told now, and not to the first who asks. A spec that somebody is changing right now stops nobody.
    private mutating func refuseUnknownExperiments(
        of configuration: ServiceConfiguration, at place: SourceLocation
    ) {
        guard !diagnostics.hasErrors else { return }
        let declared = DeclaredExperiments(in: configuration.project)
        for name in configuration.experiments where declared.lacks(name) {
            diagnostics.add(
                Diagnostic(
                    code: "S206",
                    "no spec in experiments/ declares '\(name)', or several do\(Suggestion.clause(for: name, in: declared.names))",
                    at: place, fix: "see that one does, or name another experiment"))
        }
    }

    // MARK: - Keys of clients

    private mutating func keys(_ keys: inout MappingReader, below folder: String) -> [ServiceKey]? {
        guard let node = keys.node("keys_file"), let text = node.text(path: "keys_file", &diagnostics) else {
            return nil
        }
        let path = text.hasPrefix("/") ? text : "\(folder)/\(text)"
        do {
            let bytes = try FileSystem.read(path, limit: YAMLLimits.standard.bytes + 1)
            guard let root = YAMLDocument.parse(bytes, file: text, &diagnostics),
                var file = root.mapping(path: "", &diagnostics)
            else { return [] }
            let found = file.list("keys", required: true, &diagnostics) { node, path, diagnostics in
                Self.key(node, path, &diagnostics)
            }
            file.finish(&diagnostics)
            return found ?? []
        } catch {
            diagnostics.add(
                Diagnostic(
                    code: "S203", "the keys cannot be read: \(error)", at: node.location,
                    fix: "name a file that the service may read"))
            return []
        }
    }

    private static func key(
        _ node: YAMLNode, _ path: String, _ diagnostics: inout DiagnosticCollector
    ) -> ServiceKey? {
        guard var keys = node.mapping(path: path, &diagnostics) else { return nil }
        let name = keys.text("name", required: "name: nestjs", &diagnostics)
        let place = keys.node("sha256", required: "sha256: 5e88...")
        let text = place?.text(path: keys.path(of: "sha256"), &diagnostics)
        let scopes = keys.distinctList("scopes", required: "scopes: [read, run]", &diagnostics) {
            $0.choice(of: ServiceConfiguration.Scope.self, path: $1, &$2)
        }
        keys.finish(&diagnostics)
        guard let text else { return nil }
        guard let digest = Digest(hex: text) else {
            diagnostics.add(
                Diagnostic(
                    code: "S204", "'\(keys.path(of: "sha256"))' is no SHA-256 digest", at: place?.location,
                    fix: "write the 64 digits of: printf %s \"$KEY\" | sha256sum"))
            return nil
        }
        guard let name, let scopes else { return nil }
        return ServiceKey(name: name, digest: digest, scopes: Set(scopes))
    }

    /// Without keys everybody who can reach it may do everything.
    private mutating func refuseOpenDoor(_ configuration: ServiceConfiguration, at place: SourceLocation) {
        let listen = configuration.listen
        guard !listen.isLoopback else { return }
        if configuration.keys?.isEmpty != false, configuration.tokens == nil {
            diagnostics.add(
                Diagnostic(
                    code: "S205",
                    "the service would listen on \(listen.host) for everybody, and there are no keys",
                    at: place,
                    fix:
                        "name the file of keys with keys_file or an issuer of tokens with jwt, or listen on 127.0.0.1 (docs/service.md)"
                ))
        }
        guard !listen.isBehindTLS else { return }
        diagnostics.add(
            Diagnostic(
                code: "S212", "keys would come to \(listen.host) in clear text: the service speaks no TLS",
                at: place,
                fix:
                    "put a proxy in front that does (deploy/nginx.conf) and say listen: {behind_tls: true}, or listen on 127.0.0.1"
            ))
    }

    // MARK: - The environment

    /// The file with what the environment says in the places of its keys.
    private mutating func overridden(_ file: YAMLNode) -> YAMLNode {
        var root = file
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix(Self.prefix) {
            guard let path = Self.paths.first(where: { Self.variable(of: $0) == name }) else {
                diagnostics.add(
                    Diagnostic(
                        code: "S200", "\(name) names no key of service.yaml",
                        at: SourceLocation(file: name, line: 1, column: 1, lineText: text),
                        fix: "known are: \(Self.paths.map(Self.variable).joined(separator: ", "))"))
                continue
            }
            guard let value = YAMLDocument.parse(Array(text.utf8), file: name, &diagnostics) else { continue }
            root = Self.setting(path.split(separator: ".")[...], of: root, to: value)
        }
        return root
    }

    /// Keys with a value of their own, as the environment may set them.
    package static let paths = [
        "project", "experiment", "experiments", "targets", "folder", "keys_file", "keep_executions",
        "notice_seconds", "drain_seconds", "results", "trigger",
        "listen.host", "listen.port", "listen.names", "listen.behind_tls",
        "jwt.secret_file", "jwt.public_key_file", "jwt.audience", "jwt.issuer", "jwt.leeway_seconds",
        "bullmq.redis", "bullmq.ca_file", "bullmq.user", "bullmq.password_file", "bullmq.queue",
        "bullmq.prefix",
        "bullmq.scripts", "bullmq.progress_channel", "bullmq.lock_seconds", "bullmq.stalled_seconds",
        "predict.deadline_seconds", "predict.capacity", "predict.parallel", "predict.threads",
        "queue.capacity", "queue.parallel", "queue.attempts", "queue.threads",
        "limits.body_bytes", "limits.depth", "limits.idle_seconds", "limits.connections", "limits.series",
        "limits.memory",
    ]

    /// `FORECAST_SERVICE_LISTEN_PORT` of `listen.port`.
    package static func variable(of path: String) -> String {
        prefix + path.uppercased().replacing(".", with: "_")
    }

    private static func setting(_ path: ArraySlice<Substring>, of node: YAMLNode, to value: YAMLNode)
        -> YAMLNode
    {
        guard let key = path.first.map(String.init) else { return value }
        var entries = node.asMapping ?? []
        let old = entries.first { $0.key == key }
        let inner = setting(
            path.dropFirst(), of: old?.value ?? YAMLNode(.mapping([]), at: value.location), to: value)
        let entry = YAMLEntry(key: key, at: old?.keyLocation ?? value.location, value: inner)
        if let place = entries.firstIndex(where: { $0.key == key }) {
            entries[place] = entry
        } else {
            entries.append(entry)
        }
        return YAMLNode(.mapping(entries), at: node.location)
    }
}
