internal import Dispatch
internal import Synchronization

/// Runs independent tasks on a fixed number of threads.
///
/// Tasks are numbered, and results land in slots with the same numbers: which thread ran a task, and
/// when, leaves no trace in the output.
package struct WorkQueue: Sendable {
    package let jobs: Int
    package let interruption: Interruption

    package init(jobs: Int, interruption: Interruption = Interruption()) {
        self.jobs = max(1, jobs)
        self.interruption = interruption
    }

    /// The results of `body` for `0..<count`, in that order.
    /// - Throws: `Interrupted` once `interruption` is requested: tasks that have started still finish.
    ///   Otherwise the error of the lowest-numbered task that failed.
    package func map<Output: Sendable>(
        _ count: Int, _ body: @Sendable (Int) throws -> Output
    ) throws -> [Output] {
        let slots = Mutex<[Result<Output, any Error>?]>(Array(repeating: nil, count: count))
        let next = Atomic(0)
        let failed = Atomic(false)
        DispatchQueue.concurrentPerform(iterations: min(jobs, max(count, 1))) { _ in
            while !interruption.isRequested, !failed.load(ordering: .relaxed) {
                let task = next.add(1, ordering: .relaxed).oldValue
                guard task < count else { return }
                let result = Result { try body(task) }
                if case .failure = result { failed.store(true, ordering: .relaxed) }
                slots.withLock { $0[task] = result }
            }
        }
        let results = slots.withLock { $0 }
        for case .failure(let error)? in results { throw error }
        return try results.map { result in
            guard let result else { throw Interrupted() }
            return try result.get()
        }
    }
}

/// Set once, from a signal handler's thread, when the user asks to stop.
package final class Interruption: Sendable {
    private let requested = Atomic(false)

    package init() {}

    package var isRequested: Bool { requested.load(ordering: .relaxed) }

    package func request() { requested.store(true, ordering: .relaxed) }
}

/// The user stopped the run; what was committed stays, and the same command goes on from there.
package struct Interrupted: Error {
    package init() {}
}
