internal import ForecastCore
package import ForecastTasks
internal import Glibc
internal import Reports
package import SharedStore
package import Workers

/// Has tasks performed by an engine, by way of a shared store: hands it a list, and takes what manifests name into the run's own
/// cache as they come.
package final class SharedRun {
    private let name: String
    private let results: TaskResults
    private let engine: any TaskEngine
    private let options: SharedRunOptions
    private let store: SharedStore
    /// The program of this very process.
    private let program: String
    private let interruption: Interruption
    private let jobs: Int

    /// What is asked for and not there yet.
    private var waiting: [Waiting] = []
    private var failures: [TaskFailure] = []

    private struct Waiting {
        let task: ForecastTask
        let line: String
        let id: Digest
    }

    /// Attempts at one task: a store or node that is away may come back.
    private static let attempts = 3
    /// Microseconds between two looks for manifests.
    private static let interval: UInt32 = 200_000
    /// The same where each look is paid for.
    private static let bucketInterval: UInt32 = 2_000_000

    /// - Parameters:
    ///   - name: of the experiment.
    ///   - results: keep what comes.
    ///   - program: of this very process.
    package init(
        _ name: String, _ results: TaskResults, on engine: any TaskEngine, by store: SharedStore,
        _ options: SharedRunOptions, program: String, jobs: Int, interruption: Interruption
    ) {
        self.name = name
        self.results = results
        self.program = program
        self.engine = engine
        self.options = options
        self.jobs = jobs
        self.interruption = interruption
        self.store = store
    }

    // MARK: - Performing

    /// - Parameters:
    ///   - more: the tasks that what came of `tasks` makes possible.
    ///   - finished: called with each task as its forecasts come into the cache, and whether it was computed for this run.
    /// - Throws: `FailedTasks` once all others are done or too many have failed; `Interrupted`.
    package func perform(
        _ tasks: [ForecastTask], then more: () throws -> [ForecastTask],
        finished: (ForecastTask, _ isComputed: Bool) -> Void
    ) throws {
        try performAll(tasks, finished)
        let rest = try more()
        try performAll(rest, finished)
        guard failures.isEmpty else { throw failure(isGivenUp: false, of: tasks.count + rest.count) }
    }

    private func performAll(
        _ tasks: [ForecastTask], _ finished: (ForecastTask, _ isComputed: Bool) -> Void
    ) throws {
        waiting = try tasks.map {
            let line = try $0.line
            return Waiting(task: $0, line: line, id: Digest.sha256(line))
        }
        try takeFinished { finished($0, false) }
        for attempt in 1...Self.attempts where !waiting.isEmpty {
            for one in waiting { store.removeAnswer(of: one.id) }
            let ending = try performOnce(attempt) { finished($0, true) }
            guard attempt == Self.attempts else { continue }
            for one in waiting { fail(one, word(on: one.id)?.message ?? ending) }
        }
    }

    /// One attempt at all that is waiting.
    /// - Returns: the engine's last words.
    private func performOnce(_ number: Int, _ finished: (ForecastTask) -> Void) throws -> String {
        let attempt = try attempt(number)
        let submitted = try engine.submit(attempt)
        let count = waiting.count
        while true {
            // Asked first: what came before the end is found behind it.
            let ending = try submitted.ending()
            try takeFinished(finished)
            takeFailed()
            if waiting.isEmpty { attempt.finish() }
            if waiting.isEmpty || ending != nil || interruption.isRequested
                || failures.count > options.mostFailures
            {
                if ending == nil, !waiting.isEmpty { cancel(submitted, attempt) }
                if interruption.isRequested { throw Interrupted() }
                guard failures.count <= options.mostFailures else {
                    throw failure(isGivenUp: true, of: count)
                }
                return ending ?? ""
            }
            usleep(store.isBucket ? Self.bucketInterval : Self.interval)
        }
    }

    private func attempt(_ number: Int) throws -> EngineAttempt {
        // Named by what is in it and by who made it: no two runs share one.
        let digest = Digest.sha256(waiting.map(\.line).joined(separator: "\n"))
        return try EngineAttempt(
            "\(name)-\(digest.short)-\(number)-", at: waiting.map(\.task),
            lines: waiting.map(\.line), in: store,
            program: options.worker ?? program,
            isOwnProgram: options.worker == nil, jobs: jobs, interruption: interruption)
    }

    private func cancel(_ submitted: any SubmittedTasks, _ attempt: EngineAttempt) {
        attempt.stop()
        submitted.cancel()
    }

    // MARK: - What came of it

    private func takeFinished(_ finished: (ForecastTask) -> Void) throws {
        var rest: [Waiting] = []
        for one in waiting {
            guard !interruption.isRequested, try finishedTasks.take(one.task, one.id) else {
                rest.append(one)
                continue
            }
            finished(one.task)
        }
        waiting = rest
    }

    private var finishedTasks: FinishedTasks { FinishedTasks(store, for: results) }

    private struct Word: Decodable {
        let status: String
        let message: String?
    }

    private func word(on task: Digest) -> Word? {
        store.answer(of: task).flatMap { try? JSONText.value(Word.self, from: $0, path: "an answer") }
    }

    /// Those that fail wherever they are tried need no further attempt.
    private func takeFailed() {
        for one in waiting {
            guard let word = word(on: one.id), word.status == "failed" else { continue }
            fail(one, word.message ?? "without a word")
        }
    }

    private func fail(_ one: Waiting, _ reason: String) {
        let ids = results.worker.history.panel.seriesIDs
        let series = one.task.series
        failures.append(
            TaskFailure(one.task, reason, ids: (ids[series.lowerBound], ids[series.upperBound - 1])))
        waiting.removeAll { $0.id == one.id }
    }

    private func failure(isGivenUp: Bool, of count: Int) -> FailedTasks {
        FailedTasks(failures: failures, count: count, store: store.location, isGivenUp: isGivenUp)
    }
}
