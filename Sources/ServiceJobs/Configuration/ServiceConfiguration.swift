package import ExperimentRunner

/// `service.yaml`, read: what a service serves, where it listens and what it allows.
package struct ServiceConfiguration: Sendable {
    package struct Listen: Sendable {
        package var host = "127.0.0.1"
        /// 0 for one that is free.
        package var port = 8080
        /// Further names that clients may call it by: the header `Host`.
        package var names: [String] = []
        /// Whether requests come by a proxy that speaks TLS with clients and says so in `X-Forwarded-Proto`.
        package var isBehindTLS = false

        /// Whether nobody but this machine can reach it.
        package var isLoopback: Bool { host == "127.0.0.1" || host == "::1" }
    }

    package struct Predict: Sendable {
        /// After so long a request is answered with 202 and the work goes on.
        package var deadlineSeconds = 5.0
        /// Forecasts that wait at most.
        package var capacity = 16
        /// Forecasts at a time.
        package var parallel = 2
        /// Threads of one forecast.
        package var threads = 2
    }

    package struct Queue: Sendable {
        /// Jobs that wait at most.
        package var capacity = 100
        /// Jobs at a time.
        package var parallel = 1
        /// How often a job is begun before it counts as failed.
        package var attempts = 3
        /// Threads of one job; 0 for all cores.
        package var threads = 0
    }

    package struct Limits: Sendable {
        package var bodyBytes = 1 << 20
        /// Of arrays and objects in each other.
        package var depth = 16
        /// A connection that says nothing for so long is closed.
        package var idleSeconds = 30
        package var connections = 1_024
        /// A request for more is told to ask in parts.
        package var series = 50_000
        /// What jobs at the same time may need between them, and one by itself.
        package var memory = MemoryLimit.ofThisMachine
    }

    /// The file itself; what it names is found from its folder.
    package let path: String
    package var project: Project
    /// Whom requests are about that name no experiment.
    package var experiment: String
    /// Experiments that requests may name: that one alone by default.
    package var experiments: [String]
    /// The words of requests for the targets of specs.
    package var targets: [String: String] = ["VOLUME": "volume", "FATURAMENTO": "revenue"]
    package var listen = Listen()
    /// The file of keys; nil to serve loopback without.
    package var keys: [ServiceKey]?
    /// Whose tokens are taken besides keys; nil where none are.
    package var tokens: TokenIssuer?
    package var predict = Predict()
    package var queue = Queue()
    package var limits = Limits()
    /// Nil for the embedded queue.
    package var bullmq: BullMQ?
    /// The service of `pg_service.conf` that results go to, empty for that of the environment; nil for SQLite.
    package var results: String?
    /// Whether forecasts of all series are told to whom the spec's `production.trigger` names.
    package var tellsOfForecasts = false
    /// Where executions are kept: an absolute path in the project.
    package var folder: String
    /// So many executions that have ended are kept, with their results.
    package var keptExecutions = 1_000
    /// How long a stop says no to new requests before the door closes: whoever shares out requests hears of it.
    package var noticeSeconds = 1
    /// How long a stop waits for what runs.
    package var drainSeconds = 30

    /// Where results are, as others are told of it: a path from the project's folder on, or `postgres:SERVICE`.
    package var resultsName: String {
        results.map { "postgres:\($0)" } ?? project.relative("\(folder)/forecasts.sqlite")
    }

    /// Whether requests have to say who sends them.
    package var wantsKeys: Bool { keys != nil || tokens != nil }

    /// What is allowed with a key.
    package enum Scope: String, CaseIterable, Sendable { case read, run, promote }
}
