internal import ExperimentRunner
internal import ForecastTasks
internal import Workers

/// Several targets that are worked on at once: while one has work for one thread alone, another has for the rest.
struct TargetsAtOnce {
    private let options: RunOptions

    init(_ options: RunOptions) { self.options = options }

    /// What `body` makes of each of `count` targets.
    /// - Throws: of several errors that of the first target.
    func map<Output: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> Output) throws -> [Output] {
        try WorkQueue(jobs: options.jobs, interruption: options.interruption).map(count, body)
    }

    /// What `body` makes of each worker's target, as one stage for who waits.
    /// - Parameter tasks: what each of them will perform.
    func perform<Output: Sendable>(
        _ tasks: [[ForecastTask]], by workers: [TaskWorker],
        _ body: @Sendable (Int, TaskWorker) throws -> Output
    ) throws -> [Output] {
        guard workers.count > 1, options.jobs > 1 else {
            return try workers.indices.map { try body($0, workers[$0]) }
        }
        let total = zip(tasks, workers).reduce(0) { total, part in
            total + part.0.reduce(0) { $0 + part.1.forecastCount(of: $1) }
        }
        options.progress.begin(
            "forecasting \(workers.map(\.history.target).joined(separator: ", "))", total: total)
        let part = PartProgress(of: options.progress)
        return try map(workers.count) { try body($0, workers[$0].reporting(to: part)) }
    }
}
