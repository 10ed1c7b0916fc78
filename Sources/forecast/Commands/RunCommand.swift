internal import ArgumentParser
internal import ExperimentRunner

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an experiment to its verdict and reports.",
        discussion: """
            Fits what the cache does not hold, scores, compares, and writes \
            results/<experiment>/<run>/report.{md,html,json}, forecasts.csv and scores.csv. The same spec and data give \
            the same bytes with any number of jobs, from a cold or a warm cache. Ctrl-C loses nothing: the same \
            command goes on where it stopped.

            EXAMPLES
              forecast run experiments/weekly-demand.yaml
              forecast run experiments/weekly-demand.yaml --jobs 1 --quiet
              forecast run experiments/weekly-demand.yaml --set models.ses.alpha=0.2
              forecast run results/weekly-demand/latest/spec.resolved.yaml
              forecast run experiments/weekly-demand.yaml --json | jq .verdict.decision
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var execution: ExecutionOptions

    @Flag(help: "Show the plan and stop, as `forecast plan` does.")
    var dryRun = false

    @Flag(help: "Print report.json instead of tables.")
    var json = false

    func run() throws {
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        if dryRun {
            Terminal.output(try ExperimentPlan(experiment, jobs: execution.threads).description)
            return
        }
        let outcome = try execution.run(experiment)
        if json {
            Terminal.write(try outcome.reportJSON(), to: 1)
        } else {
            Terminal.output(RunSummary(outcome, project: experiment.project).text)
        }
    }
}
