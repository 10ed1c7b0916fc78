internal import ArgumentParser
internal import ExperimentRunner

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a run would do: windows, work, and what is cached.",
        discussion: """
            Prints every training and test range, the number of fits, an estimate of the memory, and how much of the work \
            the cache already holds. \
            Fits nothing and writes nothing.

            EXAMPLES
              forecast plan experiments/demo.yaml
              forecast plan experiments/demo.yaml --set backtest.windows=8
              forecast plan experiments/demo.yaml --json | jq .windows
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        for obstacle in experiment.obstacles { Terminal.error("warning: \(obstacle)") }
        try format.print(ExperimentPlan(experiment, jobs: threads.count, memoryLimit: memory.limit))
    }
}
