internal import ArgumentParser
internal import Commands
internal import ExperimentRunner
internal import ForecastCore
internal import Workers

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute a run and compare every byte; or show that no forecast sees the future.",
        discussion: """
            Computes the run again from its own spec.resolved.yaml, in a cache of its own that is removed \
            afterwards, and compares every file but timings.json and timings.html. What has changed since, data or program, is said first. \
            --cpu computes on another processor, emulated by qemu-x86_64-static (package qemu-user-static).

            --canary corrupts, window by window, everything that is unknown at the cutoff (targets, columns not \
            declared known ahead) and shows that no forecast of the window moves by a bit. It takes a run or a spec. A \
            column that is declared known ahead and holds the future all the same is beyond it.

            EXIT CODES
              0  the same bytes; no forecast moved
              1  a file differs; a forecast saw the future
            The others are those of `forecast run`.

            EXAMPLES
              forecast verify results/demo/latest
              forecast verify results/demo/latest --jobs 1 --cpu Haswell
              forecast verify --canary results/demo/latest
              forecast verify --canary experiments/demo.yaml
            """)

    @Argument(
        help: ArgumentHelp("The folder of a run; with --canary also a spec.", valueName: "result"),
        completion: .file())
    var result: String

    @Flag(help: "Change everything after each cutoff and compare the forecasts.")
    var canary = false

    @Option(
        help: ArgumentHelp(
            "The processor to compute on, as QEMU calls it: Haswell, EPYC, max.", valueName: "model"))
    var cpu: String?

    @OptionGroup var threads: ThreadOptions

    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false

    @OptionGroup var root: RootOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if canary, cpu != nil {
            throw ValidationError("--canary and --cpu are two different tests; ask for one of them")
        }
    }

    func run() throws {
        let project = try root.project(around: result)
        do {
            let isSound = try canary ? watch(in: project) : recompute(in: project)
            if !isSound { throw ExitCode(1) }
        } catch is Interrupted {
            // Unlike a run, it leaves nothing to go on from.
            Terminal.error("interrupted")
            throw ExitCode(ErrorReport.interrupted)
        }
    }

    private func recompute(in project: Project) throws -> Bool {
        if !Project.isFolder(result), Project.exists(result) {
            throw ValidationError(
                "verify takes the folder of a run; for a spec such as \(result) there is --canary alone")
        }
        let verifier = try ResultVerifier(resultFolder: result, project: project)
        for change in verifier.changes { Terminal.error("changed   \(change.text)") }
        let outcome = try ExecutionOptions.watched(jobs: threads.count, isQuiet: quiet) {
            try verifier.verify(options: $0, processor: cpu)
        }
        try format.print(outcome)
        return outcome.isVerified
    }

    private func watch(in project: Project) throws -> Bool {
        let spec = Project.isFolder(result) ? "\(result)/spec.resolved.yaml" : result
        let experiment = try PreparedExperiment(specPath: spec, overrides: [], project: project)
        let report = try ExecutionOptions.watched(jobs: threads.count, isQuiet: quiet) {
            try LeakCanary(experiment, options: $0).watch()
        }
        try format.print(report)
        // What could not be compared never reads as a pass, nor as a leak.
        guard report.isTight || report.leak != nil else { throw ExitCode(ErrorReport.runFailed) }
        return report.isTight
    }
}
