internal import ArgumentParser
internal import ExperimentRunner

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a run would do: windows, work, and what is cached.",
        discussion: """
            Prints every training and test range, the number of fits, and how much of it the cache already holds. \
            Fits nothing and writes nothing.

            EXAMPLES
              forecast plan experiments/demo.yaml
              forecast plan experiments/demo.yaml --set backtest.windows=8
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var threads: ThreadOptions

    func run() throws {
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        let plan = try ExperimentPlan(experiment, jobs: threads.count)
        Terminal.output(plan.description)
    }
}
