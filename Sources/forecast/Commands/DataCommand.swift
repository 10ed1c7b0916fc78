internal import ArgumentParser
internal import Commands
internal import ExperimentRunner
internal import ForecastCore

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Snapshot, check, show and generate data sets.",
        discussion: """
            EXAMPLES
              forecast data generate --series 200 --weeks 156 --output datasets/mine
              forecast data check mine
              forecast data snapshot mine
              forecast data show mine
            """,
        subcommands: [Snapshot.self, Show.self, Check.self, Generate.self])

    struct DatasetOptions: ParsableArguments {
        @Argument(
            help: ArgumentHelp("The data set: a folder under datasets/.", valueName: "name"),
            completion: .custom { _, _, _ in
                Project.root(above: ".").map { Project(root: $0).datasetNames } ?? []
            })
        var name: String

        @OptionGroup var root: RootOption
    }

    struct Snapshot: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a data set, check it, and pin its content in snapshot.lock.",
            discussion: """
                Runs refuse data that differs from the lock. Where a lock exists and the content has changed, the \
                change is shown and refused; --accept replaces the lock.

                EXAMPLES
                  forecast data snapshot mine
                  forecast data snapshot mine --accept
                """)

        @OptionGroup var dataset: DatasetOptions

        @Flag(help: "Replace the lock of changed data.")
        var accept = false

        @OptionGroup var format: FormatOptions

        func run() throws {
            let commands = try DataCommands(dataset.name, project: dataset.root.project(around: "."))
            try format.print(commands.snapshot(acceptsChanges: accept))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Describe a data set: size, periods, gaps, columns, classes, lengths and zeros.",
            discussion: """
                Classes (ABC by revenue, XYZ by variability, demand pattern) are those of the whole data set; a \
                backtest classifies anew at every cutoff. The page of --html also draws the largest series of every \
                class, or those of --series.

                EXAMPLES
                  forecast data show mine
                  forecast data show mine --html mine.html
                  forecast data show mine --series SKU000001 SKU000002
                """)

        @OptionGroup var dataset: DatasetOptions

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Show these series instead of the largest of every class.", valueName: "id"))
        var series: [String] = []

        @OptionGroup var page: PageOption

        @OptionGroup var format: FormatOptions

        func validate() throws {
            guard series.count <= 200 else {
                throw ValidationError("--series takes at most 200 ids, not \(series.count)")
            }
        }

        func run() throws {
            let project = try dataset.root.project(around: ".")
            try page.check(in: [project])
            let shown = try DataCommands(dataset.name, project: project).show(series: series)
            try page.print(shown, format, page: shown.writePage)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a data set and report every problem with its place; writes nothing.",
            discussion: """
                docs/data-errors.md explains every code.

                EXAMPLES
                  forecast data check mine
                  forecast data check mine --json | jq '.diagnostics[].line'
                """)

        @OptionGroup var dataset: DatasetOptions

        @Flag(help: "Print JSON, errors included.")
        var json = false

        func run() throws {
            do {
                let commands = try DataCommands(dataset.name, project: dataset.root.project(around: "."))
                try FormatOptions.print(commands.check(), asJSON: json)
            } catch let error as DiagnosticsError where json {
                try FormatOptions.print(DataSetCheck(error, name: dataset.name), asJSON: true)
                throw ExitCode(ErrorReport.code(for: error))
            }
        }
    }

    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a synthetic data set of weekly SKU demand.",
            discussion: """
                Smooth, erratic, intermittent and lumpy products with prices, promotions, holidays, launches and ends. \
                The same arguments give the same bytes.

                EXAMPLES
                  forecast data generate --series 200 --weeks 156 --output datasets/mine
                """)

        @Option(help: "How many products.")
        var series: Int

        @Option(help: "How many weeks.")
        var weeks: Int

        @Option(help: "Where all randomness comes from.")
        var seed: UInt64 = 1

        @Option(
            help: ArgumentHelp(
                "By how much weeks differ for all products at once: 0.1 is 10 %, shared shocks as real shops have them.",
                valueName: "share"))
        var commonShock = 0.0

        @Option(help: ArgumentHelp("The folder to make, usually datasets/NAME.", valueName: "folder"))
        var output: String

        @Flag(help: "Replace an existing folder.")
        var replace = false

        @OptionGroup var format: FormatOptions

        func run() throws {
            try format.print(
                DataCommands.generate(
                    series: series, weeks: weeks, seed: seed, commonShock: commonShock, folder: output,
                    replaces: replace))
        }
    }
}
