internal import Synchronization

/// Seconds by model. Work of single threads counts by their number, so that models which run side by side add up to the
/// time of their stage.
package final class TimeByModel: Sendable {
    private let clock: @Sendable () -> Double
    private let jobs: Double
    private let spent = Mutex<[String: Double]>([:])

    package init(jobs: Int, clock: @escaping @Sendable () -> Double) {
        self.jobs = Double(max(1, jobs))
        self.clock = clock
    }

    package var seconds: [String: Double] { spent.withLock { $0 } }

    /// Does `work` for `model` on one thread of all (`threads: 1`), or on all of them.
    package func measure<Output>(_ model: String, threads: Int? = nil, _ work: () throws -> Output) rethrows
        -> Output
    {
        let start = clock()
        defer {
            let seconds = (clock() - start) * (threads.map { Double($0) / jobs } ?? 1)
            spent.withLock { $0[model, default: 0] += seconds }
        }
        return try work()
    }
}
