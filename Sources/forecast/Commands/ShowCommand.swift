internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one series of a run: history, forecasts, bands and scores.",
        discussion: """
            Draws the history and what a model forecast in one window, lists it period by period, and says how every \
            model fared on the series over all windows. A run is named by its folder, or by its experiment's folder \
            for the latest one. --csv prints the rows of forecasts.csv, of all models and targets unless named.

            EXAMPLES
              forecast show results/demo/latest --series SKU000001
              forecast show results/demo --series SKU000001 --model ses --window 1
              forecast show results/demo --series SKU000001 --csv > sku.csv
            """)

    @Argument(help: ArgumentHelp("The folder of the run.", valueName: "result"), completion: .directory)
    var result: String

    @Option(help: ArgumentHelp("The series to show.", valueName: "id"))
    var series: String

    @Option(
        help: ArgumentHelp(
            "The model to show (default: the challenger of the verdict, else the best).", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("What is forecast (default: the run's main target).", valueName: "name"))
    var target: String?

    @Option(help: ArgumentHelp("The window to show, from 1 (default: the last).", valueName: "n"))
    var window: Int?

    @Flag(help: "Print CSV, one line per forecast.")
    var csv = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if csv, json { throw ValidationError("--csv and --json exclude each other") }
    }

    func run() throws {
        var query = ShownSeries.Query(series: series)
        query.model = model
        query.target = target
        query.window = window
        let shown = try ShownSeries(result, query)
        if csv {
            Terminal.write(shown.csv(), to: 1)
        } else if json {
            Terminal.write(try shown.json(), to: 1)
        } else {
            Terminal.output(shown.text(width: Terminal.width, colour: Terminal.usesColour))
        }
    }
}
