internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
internal import Reports
internal import Workers

/// How long each stage took, for timings.json.
package struct Stopwatch {
    private let clock: @Sendable () -> Double
    private let start: Double
    private var last: Double
    private var stages: [Timings.Stage] = []

    package init(clock: @escaping @Sendable () -> Double) {
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
    mutating func note(_ stage: String, subject: String, _ counts: SharedWork.Counts) {
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
