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
        let results: [Output?] = try Self.results(of: count, jobs: jobs, until: interruption, body)
        return try results.map { result in
            guard let result else { throw Interrupted() }
            return result
        }
    }

    /// The same for work that nothing interrupts between its tasks, with its own error.
    package static func map<Output: Sendable, Failure: Error>(
        _ count: Int, jobs: Int, _ body: @Sendable (Int) throws(Failure) -> Output
    ) throws(Failure) -> [Output] {
        let results: [Output?] = try results(of: count, jobs: jobs, until: nil, body)
        return results.compactMap(\.self)
    }

    /// Nil for a task that had not begun when `interruption` was requested.
    private static func results<Output: Sendable, Failure: Error>(
        of count: Int, jobs: Int, until interruption: Interruption?,
        _ body: @Sendable (Int) throws(Failure) -> Output
    ) throws(Failure) -> [Output?] {
        let slots = Mutex<[Result<Output, Failure>?]>(Array(repeating: nil, count: count))
        let next = Atomic(0)
        let failed = Atomic(false)
        DispatchQueue.concurrentPerform(iterations: min(max(1, jobs), max(count, 1))) { _ in
            while interruption?.isRequested != true, !failed.load(ordering: .relaxed) {
                let task = next.add(1, ordering: .relaxed).oldValue
                guard task < count else { return }
                let result = Result { () throws(Failure) in try body(task) }
                if case .failure = result { failed.store(true, ordering: .relaxed) }
                slots.withLock { $0[task] = result }
            }
        }
        let results = slots.withLock { $0 }
        for case .failure(let error)? in results { throw error }
        return results.map { result in
            guard case .success(let output)? = result else { return nil }
            return output
        }
    }
}
