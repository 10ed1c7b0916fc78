internal import ArgumentParser
internal import Commands
internal import ExperimentRunner
internal import ForecastCore

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract:
            "Turn a CSV or Parquet file, or a data set, into a first experiment; write a workflow for CI.",
        discussion: """
            What stands behind `init` is a file, unless it is `ci` or `spec`: `forecast init sales.csv` means `forecast init \
            csv sales.csv`. A file called ci or spec is named as ./ci.

            EXAMPLES
              forecast init sales.csv
              forecast init spec sales --replace
              forecast init ci
            """,
        subcommands: [InitDataCommand.self, InitSpecCommand.self, InitWorkflowCommand.self],
        defaultSubcommand: InitDataCommand.self
    )
}

struct InitDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csv",
        abstract: "Turn a CSV or Parquet file of demand into a data set and a first experiment.",
        discussion: """
            Guesses which columns are series, period, target, price and promotions, and how far apart periods are; \
            copies the file into datasets/NAME, writes dataset.yaml, snapshot.lock and a commented \
            experiments/NAME.yaml that runs at once. Asks nothing: what it guessed is printed, and a comment says \
            where to correct it. One row per series and period, periods written as 2024-05-06; what spreadsheets \
            of other countries write (semicolons, 1.094,52, 03.01.2024) is recognised. A table without a column of ids is \
            one series. Where a guess is wrong, --series, --time and --target name the column, and --frequency says how far \
            apart periods are.

            Receipts, orders and other rows of which a series has several per period are told as such: dataset.yaml then \
            says how they are added up, and nothing is added up without being said. Parquet needs DuckDB (make deps).

            EXAMPLES
              forecast init sales.csv
              forecast init receipts.parquet --frequency daily
              forecast init exports/till.csv.gz --name northern-shops
              forecast init orders.csv --series StockCode --target Quantity
              forecast run experiments/sales.yaml
            """)

    @Argument(
        help: ArgumentHelp(
            "A CSV file, packed by gzip or zstd or not, or a Parquet file.", valueName: "file"),
        completion: .file(extensions: ["csv", "gz", "parquet"]))
    var file: String

    @Option(help: "What to call data set and experiment (default: from the file's name).")
    var name: String?

    @Flag(help: "Replace a data set and a spec of the same name.")
    var replace = false

    @Option(help: ArgumentHelp("The column that names the series.", valueName: "column"))
    var series: String?

    @Option(help: ArgumentHelp("The column of periods.", valueName: "column"))
    var time: String?

    @Option(help: ArgumentHelp("The column to forecast.", valueName: "column"))
    var target: String?

    @Option(
        help: ArgumentHelp(
            "How far apart periods are, such as weekly or \"15 minutes\", where dates do not show it.",
            valueName: "frequency"))
    var frequency: String?

    @Option(
        help: ArgumentHelp(
            "How dates are written, such as dd/mm/yyyy, where the cells leave it open.", valueName: "format"))
    var dateFormat: String?

    @Option(
        help: ArgumentHelp(
            "The mark before decimals, where the cells leave it open: . or ,", valueName: "mark"))
    var decimal: String?

    @Option(
        help: ArgumentHelp(
            "The project folder (default: the nearest one above the working directory that holds datasets/, or the "
                + "working directory itself).",
            valueName: "folder"))
    var project: String?

    @OptionGroup var format: FormatOptions

    func validate() throws {
        try Self.check("--date-format", dateFormat, ProjectStarter.dateFormats)
        if let frequency, !ProjectStarter.isFrequency(frequency) {
            throw ValidationError("--frequency takes \(ProjectStarter.frequencies), not \(frequency)")
        }
        try Self.check("--decimal", decimal, ProjectStarter.decimalMarks)
    }

    func run() throws {
        let root = project.map(Project.absolute) ?? Project.root(above: ".") ?? Project.absolute(".")
        let starter = try ProjectStarter(
            source: file, name: name, replaces: replace, hints: hints, project: Project(root: root))
        do {
            try format.print(starter.start())
        } catch let failure as FailedStart {
            Terminal.error(failure.guess)
            let copy = Project.fromHere("\(root)/\(failure.copy)")
            try stop(
                failure.cause,
                "no experiment was written; correct \(copy), then: \(command(for: copy)) --replace")
        } catch let error as DiagnosticsError where error.category == .data {
            try stop(error, "nothing was written; put that right, then: \(command(for: file))")
        }
    }

    private var hints: StartHints {
        var hints = StartHints()
        (hints.dateFormat, hints.decimal, hints.frequency) = (dateFormat, decimal, frequency)
        (hints.series, hints.time, hints.target) = (series, time, target)
        return hints
    }

    private func stop(_ error: DiagnosticsError, _ advice: String) throws -> Never {
        let code = ErrorReport.print(error)
        Terminal.error(advice)
        throw ExitCode(code)
    }

    /// This command once more for `file`, to be copied into a shell.
    private func command(for file: String) -> String {
        let options: [(String, String?)] = [
            ("--name", name), ("--series", series), ("--time", time), ("--target", target),
            ("--frequency", frequency), ("--date-format", dateFormat), ("--decimal", decimal),
            ("--project", project),
        ]
        let words = options.compactMap { option, value in value.map { " \(option) \(ShellText.word($0))" } }
        return "forecast init \(ShellText.word(file))\(words.joined())"
    }

    private static func check(_ option: String, _ value: String?, _ known: [String]) throws {
        guard let value, !known.contains(value) else { return }
        throw ValidationError("\(option) takes one of \(known.joined(separator: " ")), not \(value)")
    }
}

struct InitWorkflowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ci",
        abstract: "Write a GitHub Actions workflow that gates pull requests.",
        discussion: """
            Writes .github/workflows/forecast-gate.yml: it builds forecast from source (no binary is released yet), \
            restores the cache, runs `forecast gate` on the specs, keeps JUnit XML and reports, and writes one comment per pull \
            request, which it changes from then on. The gate's exit code decides. Code from forks gets a token that \
            cannot write, and no comment; the summary of the run has the same text.

            Gated is every spec of experiments/ whose experiment has a champion in results/champions.yaml; where there is \
            none yet, every one that declares a promotion.

            EXAMPLES
              forecast init ci --engine OWNER/forecast-engine@COMMIT
              forecast init ci --spec experiments/demo.yaml --force
            """)

    @Option(
        help: ArgumentHelp("Gate this spec only.", valueName: "spec"),
        completion: .file(extensions: ["yaml", "yml"]))
    var spec: String?

    @Option(
        help: ArgumentHelp(
            "The repository on GitHub and the commit that forecast is built from (default: the project, where it is "
                + "a checkout of forecast-engine).",
            valueName: "owner/name@commit"))
    var engine: String?

    @Option(
        help: ArgumentHelp(
            "Where the workflow goes (default: .github/workflows/forecast-gate.yml in the project).",
            valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Replace an existing file.")
    var force = false

    @OptionGroup var root: RootOption
    @OptionGroup var format: FormatOptions

    func run() throws {
        let starter = try WorkflowStarter(
            spec: spec, engine: engine, output: output, replaces: force,
            project: root.project(around: spec ?? "."))
        try format.print(starter.start())
    }
}
