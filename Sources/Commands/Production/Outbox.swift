package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastExecutions
internal import Glibc
internal import Workers

/// Tells the planning system of finished forecasts: each of them once, none of them never.
///
/// The event is written with the forecast, in one transaction. It is handed to a shell that calls the program and, where
/// that succeeds, leaves a receipt, all under a lock that the shell holds as well: where this program is killed meanwhile,
/// the next one waits for the call that is under way, finds the receipt, and calls nobody again.
package struct Outbox {
    package struct Delivery: Sendable {
        package let words: String
        /// Why something is still to be told; nil where nothing is.
        package let failure: String?
    }

    private let experiment: PreparedExperiment
    private let options: RunOptions

    package init(_ experiment: PreparedExperiment, _ options: RunOptions) {
        self.experiment = experiment
        self.options = options
    }

    private var trigger: ProductionDeclaration.Trigger { experiment.spec.production.trigger }

    /// Tells what waits where the spec has its forecasts written.
    func deliver(now: String) throws -> Delivery {
        guard trigger.isConfigured else {
            return Delivery(words: "skipped: production.trigger is not configured", failure: nil)
        }
        return try deliver(experiment.outboxPlace(), now: now)
    }

    /// Tells what waits at such a place.
    /// - Throws: `ExecutionError`, `FileError`, `Interrupted`.
    package func deliver(_ place: OutboxPlace, now: String) throws -> Delivery {
        let (path, database) = (place.path, place.tables)
        try FileSystem.makeFolder(FileSystem.split(path).folder)
        let lock = try OutboxLock("\(path).outbox", interruption: options.interruption)
        var told: [String] = []
        // Read under the lock: another process may have told them meanwhile.
        for event in try database.outgoing(of: experiment.spec.name) {
            // By what it tells of: rows of another database have the same numbers.
            let receipt = "\(path).receipt-\(event.execution)"
            let body = "\(path).event-\(event.execution).json"
            if !Project.exists(receipt) {
                if let failure = try call(event, receipt: receipt, body: body, place, lock) {
                    return Delivery(words: "not delivered: \(failure)", failure: failure)
                }
            }
            try database.noteDelivery(of: event, now: now)
            for file in [receipt, body] { unlink(file) }
            told.append(String(event.execution.prefix(12)))
        }
        return Delivery(
            words: told.isEmpty
                ? "told before" : "told \(listener) of \(told.joined(separator: ", "))", failure: nil)
    }

    /// Who is told.
    private var listener: String { trigger.command ?? trigger.webhook ?? "" }

    /// Why the event could not be told, after so many attempts as the spec says; nil where it was.
    private func call(
        _ event: OutgoingEvent, receipt: String, body: String, _ place: OutboxPlace,
        _ lock: borrowing OutboxLock
    ) throws -> String? {
        try AtomicFile.write(event.body, to: body)
        var failure = ""
        for attempt in 0..<trigger.attempts {
            if attempt > 0 { try wait(seconds: min(30, 0.5 * Double(1 << min(attempt, 6)))) }
            try place.tables.noteAttempt(at: event)
            try Failpoint.outboxCall.reached()
            let end = try ChildProgram.run(
                words(receipt: receipt, event, body: body, database: place.name),
                environment: [
                    "FORECAST_EXECUTION": event.execution, "FORECAST_DATABASE": place.name,
                    "FORECAST_EVENT": body, "FORECAST_IDEMPOTENCY_KEY": event.idempotencyKey,
                ], standardInput: lock.descriptor, limit: Double(trigger.timeout), clock: options.clock,
                interruption: options.interruption)
            try Failpoint.outboxCalled.reached()
            if end != .stopped, Project.exists(receipt) { return nil }
            failure =
                switch end {
                case .ended(let code): "\(listener) ended with \(code)"
                case .stopped:
                    "\(listener) was stopped after \(NumberText.count(trigger.timeout, "second", "seconds"))"
                }
        }
        return "\(failure) \(NumberText.count(trigger.attempts, "time", "times"))"
    }

    /// The shell holds the lock by its standard input until the receipt is there; what it calls reads nothing, and works in
    /// the project's folder.
    private func words(receipt: String, _ event: OutgoingEvent, body: String, database: String) -> [String] {
        let shell = ["/bin/sh", "-c"]
        let folder = "receipt=$1; cd \"$2\" || exit; shift 2; "
        let head = ["forecast-outbox", receipt, experiment.project.root]
        if let command = trigger.command {
            return shell + [folder + #""$@" </dev/null && : >"$receipt""#] + head + [
                "\(experiment.project.root)/\(command)", event.execution, database,
            ]
        }
        let script = #"""
            status=$("$@" </dev/null) || exit
            case "$status" in
                2??) : >"$receipt" ;;
                *) echo "the webhook answered $status" >&2; exit 22 ;;
            esac
            """#
        return shell + [folder + script] + head + [
            "curl", "-q", "--silent", "--show-error", "--proto", "=http,https", "--max-time", "30",
            "--header", "Content-Type: application/json", "--header",
            "Idempotency-Key: \(event.idempotencyKey)", "--data-binary", "@\(body)", "--output",
            "/dev/null", "--write-out", "%{http_code}", "--", trigger.webhook ?? "",
        ]
    }

    private func wait(seconds: Double) throws {
        let end = options.clock() + seconds
        while options.clock() < end {
            if options.interruption.isRequested { throw Interrupted() }
            usleep(50_000)
        }
    }
}
