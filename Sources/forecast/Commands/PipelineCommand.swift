internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct PipelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "Train, score and forecast for production, in ten steps.",
        discussion: """
            Load, segment, TFT, ETS, Croston and TSB, LightGBM and ensemble, revenue, metrics, save, trigger. Every model of \
            the spec is trained on all data and kept as a version under data/models; the backtest decides which versions \
            take office (results/champions.yaml); the champion's forecast of the weeks to come goes into data/forecasts.sqlite, \
            and the planning system is told of it, once. The spec's block `production` says where and how; \
            docs/production.md explains it.

            --train stops after training, for the monthly run; --forecast-only trains nothing and forecasts with the versions \
            in office, for the weekly run. Stopped anywhere, the same command goes on.

            EXIT CODES
              0  done
              4  among others: the forecast is saved, and the planning system could not be told

            EXAMPLES
              forecast pipeline experiments/weekly-demand.yaml
              forecast pipeline experiments/weekly-demand.yaml --train
              forecast pipeline experiments/weekly-demand.yaml --forecast-only --json | jq .execution_id
            """)

    @OptionGroup var spec: SpecOptions

    @Flag(help: "Train and score, and forecast nothing.")
    var train = false

    @Flag(help: "Forecast with what was trained before.")
    var forecastOnly = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var execution: ExecutionOptions

    func validate() throws {
        if train, forecastOnly { throw ValidationError("--train and --forecast-only exclude each other") }
    }

    func run() throws {
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        let request = ProductionRequest(
            mode: train ? .train : forecastOnly ? .forecast : .full, user: SystemUser.name,
            now: Clock.utcTimestamp())
        do {
            try show(
                ExecutionOptions.watched(
                    jobs: execution.threads.count, force: execution.force, memory: execution.memory.limit,
                    isQuiet: execution.quiet
                ) { options in
                    try ProductionRun(experiment, request, options: options).run()
                })
        } catch let error as UndeliveredEvent {
            try show(error.answer)
            throw error
        }
    }

    private func show(_ answer: ProductionAnswer) throws {
        if json { return Terminal.write(try answer.json(), to: 1) }
        Terminal.output(answer.text(width: Terminal.width, colour: Terminal.usesColour))
    }
}
