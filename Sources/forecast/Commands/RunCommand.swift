internal import ArgumentParser
internal import ExperimentRunner
internal import ForecastCore

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an experiment to its verdict and reports.",
        discussion: """
            Fits what the cache does not hold, scores, compares, and writes \
            results/<experiment>/<run>/: report.html and report.md to read, report.json, scores.csv, series.csv and forecasts.csv \
            for programs. results/<experiment>/latest leads to the last one. The same spec and data give the same \
            bytes with any number of jobs, from a cold or a warm cache. Ctrl-C loses nothing: the same command goes \
            on where it stopped.

            Exits with 0 whatever the verdict is; `forecast gate` is the command that fails.

            EXAMPLES
              forecast run experiments/demo.yaml
              forecast run experiments/demo.yaml --jobs 1 --quiet
              forecast run experiments/demo.yaml --on processes:4
              forecast run experiments/demo.yaml --on slurm --shared /shared/forecasts
              forecast run experiments/demo.yaml --set models.ses.alpha=0.2 --tag "slower level"
              forecast run results/demo/latest/spec.resolved.yaml
              forecast run experiments/demo.yaml --json | jq .verdict.decision
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var execution: ExecutionOptions
    @OptionGroup var engine: EngineOptions

    @Flag(help: "Show the plan and stop, as `forecast plan` does.")
    var dryRun = false

    @Flag(help: "Print report.json instead of tables; with --dry-run the plan as JSON.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "A name for the run in `forecast runs`: part of no result. A run that is there is renamed.",
            valueName: "name"))
    var tag: String?

    func validate() throws {
        if execution.force, engine.engine != nil {
            throw ValidationError("--force computes in this process; leave --on away")
        }
        guard let tag else { return }
        guard !tag.isEmpty, tag.count <= 60, VisibleText.line(tag) == tag else {
            throw ValidationError("--tag takes 1 to 60 visible characters")
        }
    }

    func run() throws {
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        if dryRun {
            let plan = try ExperimentPlan(
                experiment, jobs: execution.threads.count, memoryLimit: execution.memory.limit)
            return try FormatOptions.print(plan, asJSON: json)
        }
        let outcome = try execution.run(experiment, tag: tag, on: engine)
        if json {
            Terminal.write(try outcome.reportJSON(), to: 1)
        } else {
            Terminal.output(RunSummary(outcome, project: experiment.project, isTimed: true).text)
        }
    }
}
