internal import ArgumentParser
internal import ExperimentRunner

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Turn a CSV file of demand into a data set and a first experiment.",
        discussion: """
            Guesses which columns are series, period, target, price and promotions, and how far apart periods are; \
            copies the file into datasets/NAME, writes dataset.yaml, snapshot.lock and a commented \
            experiments/NAME.yaml that runs at once. Asks nothing: what it guessed is printed, and a comment says \
            where to correct it. One row per series and period, periods written as 2024-05-06.

            EXAMPLES
              forecast init sales.csv
              forecast init exports/till.csv.gz --name northern-shops
              forecast run experiments/sales.yaml
            """)

    @Argument(
        help: ArgumentHelp("A CSV file, gzip or not.", valueName: "csv"),
        completion: .file(extensions: ["csv", "gz"]))
    var file: String

    @Option(help: "What to call data set and experiment (default: from the file's name).")
    var name: String?

    @Flag(help: "Replace a data set and a spec of the same name.")
    var replace = false

    @Option(
        help: ArgumentHelp(
            "The project folder (default: the nearest one above the working directory that holds datasets/, or the "
                + "working directory itself).",
            valueName: "folder"))
    var project: String?

    @OptionGroup var format: FormatOptions

    func run() throws {
        let root = project.map(Project.absolute) ?? Project.root(above: ".") ?? Project.absolute(".")
        let starter = try ProjectStarter(
            source: file, name: name, replaces: replace, project: Project(root: root))
        try format.print(starter.start())
    }
}
