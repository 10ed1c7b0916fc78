internal import ArgumentParser
internal import Commands

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a run's forecasts or scores as Parquet or CSV, under the names of other libraries.",
        discussion: """
            Writes the run's table with typed columns: periods as timestamps, names as they are, what is missing as null. \
            --names nixtla makes a column per model with its intervals (unique_id, ds, cutoff, y, ses, ses-lo-80, ses-hi-80, ...), \
            --names autogluon a column per quantile (item_id, timestamp, cutoff, model, target, mean, 0.1, ...), both of one \
            target. A run is named by its folder, or by its experiment's folder for the latest one. Needs DuckDB (make deps); \
            docs/recipes.md reads the files in pandas, polars, R and DuckDB.

            EXAMPLES
              forecast export results/demo --parquet demo.parquet
              forecast export results/demo --names nixtla --parquet demo.parquet
              forecast export results/demo --table series --csv series.csv
            """)

    @Argument(help: ArgumentHelp("The folder of the run.", valueName: "result"), completion: .directory)
    var result: String

    @Option(
        help: ArgumentHelp("Write this Parquet file.", valueName: "file"),
        completion: .file(extensions: ["parquet"]))
    var parquet: String?

    @Option(
        help: ArgumentHelp("Write this CSV file.", valueName: "file"), completion: .file(extensions: ["csv"]))
    var csv: String?

    @Option(help: "What to write: forecasts, scores, series, or levels: the forecasts of sums.")
    var table = ResultExport.Table.forecasts

    @Option(help: "Whose names the columns have: forecast, nixtla or autogluon.")
    var names = ResultExport.Names.forecast

    @Option(
        help: ArgumentHelp(
            "Of what is forecast, one target (default: all; with other names, the run's main target).",
            valueName: "name"))
    var target: String?

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (parquet == nil) != (csv == nil) else {
            throw ValidationError("export takes --parquet FILE or --csv FILE, one of them")
        }
    }

    func run() throws {
        try format.print(
            ResultExport(
                result, table: table, names: names, target: target, format: parquet == nil ? .csv : .parquet,
                output: parquet ?? csv ?? ""))
    }
}

extension ResultExport.Table: ExpressibleByArgument {}
extension ResultExport.Names: ExpressibleByArgument {}
