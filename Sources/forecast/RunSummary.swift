internal import ExperimentRunner
internal import ForecastCore
internal import TaskEngines
internal import Workers

/// What `forecast run` prints at the end: tables, then the verdict, the work, and where the report is.
struct RunSummary {
    private let outcome: RunOutcome
    private let project: Project

    /// False where the same input should give the same text, as in the log of a build.
    private let isTimed: Bool

    init(_ outcome: RunOutcome, project: Project, isTimed: Bool) {
        self.outcome = outcome
        self.project = project
        self.isTimed = isTimed
    }

    var text: String {
        outcome.table(width: min(Terminal.width, 120), colour: Terminal.usesColour, timed: isTimed)
            + "\n" + lastLines
    }

    private var lastLines: String {
        let folder = project.relative(outcome.folder)
        return """
            work    \(work)
            report  \(folder)/report.html, beside it report.md and forecasts.csv
            """
    }

    private var work: String {
        guard !outcome.isFromCache else { return "none: nothing has changed since this run was made" }
        let cached = outcome.cachedForecasts
        return
            "\(NumberText.count(outcome.forecasts)) forecasts, \(NumberText.count(cached)) of them from the cache"
    }
}

extension ExecutionOptions {
    /// Runs `experiment` with progress on standard error, stopping when asked to.
    func run(
        _ experiment: PreparedExperiment, tag: String? = nil, on engine: EngineOptions? = nil
    ) throws -> RunOutcome {
        try Self.watched(jobs: threads.count, force: force, memory: memory.limit, isQuiet: quiet) {
            var options = $0
            options.tag = tag
            options.engine = engine?.chosen ?? .threads
            options.shared = engine?.sharedOptions
            return try Pipeline(experiment, options: options).run()
        }
    }

    /// Does `work` with progress on standard error, stopping when asked to.
    static func watched<Output>(
        jobs: Int, force: Bool = false, memory: MemoryLimit = .ofThisMachine, isQuiet: Bool,
        _ work: (RunOptions) throws -> Output
    ) throws -> Output {
        InterruptSignal.catchOnce()
        let printer = isQuiet ? nil : ProgressPrinter()
        defer { printer?.finish() }
        return try work(
            RunOptions(
                jobs: jobs, force: force, memoryLimit: memory,
                progress: printer.map { $0 as any RunProgress } ?? WarningsOnly(),
                interruption: InterruptSignal.interruption, clock: Clock.seconds,
                startedAt: Clock.utcTimestamp()))
    }
}

/// `--quiet` silences progress, not warnings.
private struct WarningsOnly: RunProgress {
    func begin(_ stage: String, total: Int) {}
    func advance(by count: Int, cached: Int) {}
    func pulse() {}
    func warn(_ message: String) { Terminal.error("warning: \(message)") }
}
