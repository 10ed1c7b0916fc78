internal import ForecastCore
internal import ForecastTasks
internal import Glibc
internal import Reports
internal import SharedStore
internal import TaskEngines
internal import Workers

/// Has tasks performed by an engine, by way of a shared store: hands it a list, and takes what manifests name into the run's own
/// cache as they come.
final class SharedRun {
    private let experiment: PreparedExperiment
    private let worker: TaskWorker
    private let engine: any TaskEngine
    private let options: SharedRunOptions
    private let store: SharedStore
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

    /// - Parameter worker: of the run itself, which keeps what comes.
    init(
        _ experiment: PreparedExperiment, _ worker: TaskWorker, on engine: any TaskEngine,
        by store: SharedStore, _ options: SharedRunOptions, jobs: Int, interruption: Interruption
    ) {
        self.experiment = experiment
        self.worker = worker
        self.engine = engine
        self.options = options
        self.jobs = jobs
        self.interruption = interruption
        self.store = store
    }

    // MARK: - Performing

    /// - Parameter finished: called with each task as its forecasts come into the cache, and whether it was computed for this
    ///   run.
    /// - Throws: `FailedTasks` once all others are done or too many have failed; `Interrupted`.
    func perform(_ tasks: [ForecastTask], finished: (ForecastTask, _ isComputed: Bool) -> Void) throws {
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
        guard failures.isEmpty else { throw failure(isGivenUp: false, of: tasks.count) }
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
            "\(experiment.name)-\(digest.short)-\(number)-", at: waiting.map(\.task),
            lines: waiting.map(\.line), in: store,
            program: options.worker ?? Project.absolute("/proc/self/exe"),
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
            guard !interruption.isRequested, try take(one) else {
                rest.append(one)
                continue
            }
            finished(one.task)
        }
        waiting = rest
    }

    /// Puts what a task came to into the cache; false where it is not there, or damaged and removed.
    private func take(_ one: Waiting) throws -> Bool {
        guard let bytes = try store.manifest(of: one.id) else { return false }
        do {
            let manifest = try TaskManifest(bytes, of: one.id)
            try worker.accept(store.files(of: manifest), of: one.task)
            return true
        } catch let error as SharedStoreError {
            if error.code == .notRead { throw error }
            // A file is missing or damaged.
        } catch is ReportError {
            // The manifest is.
        } catch is UnfitTask {
            // They fit one another and not the task.
        }
        store.removeManifest(of: one.id)
        return false
    }

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
        let ids = worker.history.panel.seriesIDs
        let series = one.task.series
        failures.append(
            TaskFailure(one.task, reason, ids: (ids[series.lowerBound], ids[series.upperBound - 1])))
        waiting.removeAll { $0.id == one.id }
    }

    private func failure(isGivenUp: Bool, of count: Int) -> FailedTasks {
        FailedTasks(failures: failures, count: count, store: store.location, isGivenUp: isGivenUp)
    }
}
