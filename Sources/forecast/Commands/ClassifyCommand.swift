internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Classify every series of a data set: importance, variability, demand pattern.",
        discussion: """
            Classes are those of the whole data set as of its last period: ABC by revenue, XYZ by variability, the \
            demand pattern by average demand interval (adi) and squared variation of demand sizes (cv2), and how \
            many periods were observed. With --spec, the series are those of its filter and sample, and its cuts \
            count. The table counts them; --csv and --json hold every series.

            EXAMPLES
              forecast classify mine
              forecast classify mine --csv classes.csv
              forecast classify mine --series SKU000001 SKU000002
              forecast classify mine --spec experiments/demo.yaml --json
            """)

    @OptionGroup var dataset: DataCommand.DatasetOptions

    @Option(
        help: ArgumentHelp("Take cuts, filter and sample from this experiment.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var spec: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("These series alone, one by one below the table.", valueName: "id"))
    var series: [String] = []

    @Option(
        help: ArgumentHelp("Also write a line per series.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var csv: String?

    @OptionGroup var format: FormatOptions

    func run() throws {
        let project = try dataset.root.project(around: spec ?? ".")
        if let csv { try OutputPlaces(of: [project]).check([("--csv", csv)]) }
        let experiment = try spec.map {
            try PreparedExperiment(specPath: $0, overrides: [], project: project)
        }
        if let experiment { ErrorReport.print(experiment.warnings) }
        let answer = try ClassifiedDataset(
            dataset.name, series: series, spec: experiment, project: project)
        if let csv { try answer.writeCSV(to: csv) }
        try format.print(answer)
        if let csv, !format.json { Terminal.output("\nwrote \(csv)") }
    }
}
