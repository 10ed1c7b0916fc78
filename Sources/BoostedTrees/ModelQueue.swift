internal import Dispatch
internal import Synchronization

/// Works on several models at a time, each in a numbered slot.
enum ModelQueue {
    /// The results of `body` for `0..<count`, in that order, on at most `jobs` threads.
    /// - Throws: the error of the lowest-numbered model that failed.
    static func map<Output: Sendable>(
        _ count: Int, jobs: Int, _ body: @Sendable (Int) throws(BoostedTreesError) -> Output
    ) throws(BoostedTreesError) -> [Output] {
        guard jobs > 1, count > 1 else {
            var outputs: [Output] = []
            for model in 0..<count { outputs.append(try body(model)) }
            return outputs
        }
        let slots = Mutex<[Result<Output, BoostedTreesError>?]>(Array(repeating: nil, count: count))
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(jobs, count)) { _ in
            while true {
                let model = next.add(1, ordering: .relaxed).oldValue
                guard model < count else { return }
                let result = Result { () throws(BoostedTreesError) in try body(model) }
                slots.withLock { $0[model] = result }
            }
        }
        var outputs: [Output] = []
        for case .some(let result) in slots.withLock({ $0 }) { outputs.append(try result.get()) }
        return outputs
    }
}
