internal import ArgumentParser
internal import Commands
internal import ExperimentRunner
internal import ExperimentSpec

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Forecast the periods after the data with the champion.",
        discussion: """
            Forecasts what comes after the last observed period, by the registered champion of the experiment, or the one \
            that its spec names. Versions in office (`forecast models list`) forecast as they were trained; a model without one is \
            fitted, and its numbers are those that a backtest would have at that cutoff. Columns that are known ahead, such as prices, must be planned \
            to the end of the forecast where the model reads them; --plans says what else to do.

            EXAMPLES
              forecast predict experiments/demo.yaml
              forecast predict --sku SKU000001
              forecast predict experiments/demo.yaml --sku SKU000001,SKU000002 --horizon 4
              forecast predict experiments/demo.yaml --model ses --csv next-weeks.csv
              forecast predict experiments/demo.yaml --json | jq .summary
            """)

    @OptionGroup var spec: ProductionSpecOptions

    @Option(
        help: ArgumentHelp("These series alone, with commas between them. May be repeated.", valueName: "ids")
    )
    var sku: [String] = []

    @Option(help: ArgumentHelp("Only the first periods (default: the horizon of the spec).", valueName: "n"))
    var horizon: Int?

    @Option(help: ArgumentHelp("Another model of the spec than the champion.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("Only this target. May be repeated.", valueName: "name"))
    var target: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where nothing is planned: required (an error), last (the last value goes on), missing (models are told nothing).",
            valueName: "policy"))
    var plans = PlanPolicy.required

    @Option(
        help: ArgumentHelp("Also write a line per forecast, as forecasts.csv.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "Also write the sums that a reconciled model makes its forecasts add up to, as levels.csv.",
            valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var levels: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var execution: ExecutionOptions

    func run() throws {
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        try OutputPlaces(of: [experiment.project]).check(
            [("--csv", csv), ("--levels", levels)].compactMap { option, path in path.map { (option, $0) } })
        var request = PredictionRequest()
        request.series = sku.flatMap { $0.split(separator: ",").map(String.init) }
        request.horizon = horizon
        request.model = model
        request.targets = target
        request.plans = plans
        let answer = try ExecutionOptions.watched(
            jobs: execution.threads.count, force: execution.force, memory: execution.memory.limit,
            isQuiet: execution.quiet
        ) { options in
            try Prediction(experiment, request, options: options).run()
        }
        if let levels { try answer.writeSumsCSV(to: levels) }
        if let csv { try answer.writeCSV(to: csv, jobs: execution.threads.count) }
        if json { return Terminal.write(try answer.json(), to: 1) }
        Terminal.output(answer.text(width: Terminal.width, colour: Terminal.usesColour))
        let written = [csv, levels].compactMap(\.self)
        if !written.isEmpty { Terminal.output("\nwrote \(written.joined(separator: " and "))") }
    }
}

extension PlanPolicy: ExpressibleByArgument {}
