internal import ExperimentSpec
internal import Reports
internal import Synchronization

/// How long each stage took, for timings.json.
struct Stopwatch {
    private let clock: @Sendable () -> Double
    private let start: Double
    private var last: Double
    private var stages: [Timings.Stage] = []

    init(clock: @escaping @Sendable () -> Double) {
        self.clock = clock
        start = clock()
        last = start
    }

    /// Ends a stage; the next one starts now.
    mutating func lap(_ stage: String, subject: String = "", tasks: Int, cached: Int = 0) {
        let now = clock()
        stages.append(
            Timings.Stage(stage: stage, subject: subject, seconds: now - last, tasks: tasks, cached: cached))
        last = now
    }

    /// A part of the last stage, by its own count: tables and bins of features, how many were reused, and what it took.
    mutating func note(_ stage: String, subject: String, _ counts: FeatureShelf.Counts) {
        guard counts.built + counts.reused > 0 else { return }
        stages.append(
            Timings.Stage(
                stage: stage, subject: subject, seconds: counts.seconds, tasks: counts.built + counts.reused,
                cached: counts.reused))
    }

    /// Parts of the last stage: what each model took, in the order of the spec.
    mutating func note(_ spent: TimeByModel, models: [String], tasks: Int) {
        let seconds = spent.seconds
        for model in models {
            guard let seconds = seconds[model] else { continue }
            stages.append(
                Timings.Stage(
                    stage: Timings.modelStage, subject: model, seconds: seconds, tasks: tasks, cached: 0))
        }
    }

    func tasks(of stage: String) -> Int { stages.reduce(0) { $0 + ($1.stage == stage ? $1.tasks : 0) } }
    func cached(of stage: String) -> Int { stages.reduce(0) { $0 + ($1.stage == stage ? $1.cached : 0) } }

    func timings(of experiment: PreparedExperiment, options: RunOptions) -> Timings {
        Timings(
            experiment: experiment.spec.name, run: experiment.runName, startedAt: options.startedAt,
            totalSeconds: last - start, jobs: options.jobs, stages: stages)
    }
}

/// Passes progress on and remembers how much came from the cache.
final class CountingProgress: RunProgress {
    private let next: any RunProgress
    private let count = Mutex(0)

    init(_ next: any RunProgress) { self.next = next }

    var cached: Int { count.withLock { $0 } }

    func begin(_ stage: String, total: Int) { next.begin(stage, total: total) }
    func pulse() { next.pulse() }
    func warn(_ message: String) { next.warn(message) }

    func advance(by count: Int, cached: Int) {
        self.count.withLock { $0 += cached }
        next.advance(by: count, cached: cached)
    }
}

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

    var seconds: [String: Double] { spent.withLock { $0 } }

    /// Does `work` for `model` on one thread of all (`threads: 1`), or on all of them.
    func measure<Output>(_ model: String, threads: Int? = nil, _ work: () throws -> Output) rethrows -> Output
    {
        let start = clock()
        defer {
            let seconds = (clock() - start) * (threads.map { Double($0) / jobs } ?? 1)
            spent.withLock { $0[model, default: 0] += seconds }
        }
        return try work()
    }
}
