internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Hold two or more runs side by side: what differs, and by how much.",
        discussion: """
            Shows what differs in data, spec and code, what that did to every model's metrics and to every series, \
            and whether the runs can be compared at all: only where they were scored on the same points. The first \
            run is what the others are held against. A run is named by its folder, or by its experiment's folder \
            for the latest one. Where runs cannot be compared, the reason is said and their differences are printed \
            without a judgement; that is no error, since nothing is decided here.

            EXAMPLES
              forecast compare results/demo/3f0c1a9be210 results/demo/latest
              forecast compare results/baseline results/trees results/blend --model lgbm
              forecast compare results/demo/3f0c1a9be210 results/demo --html difference.html
            """)

    @Argument(
        help: ArgumentHelp("The folders of the runs, the yardstick first.", valueName: "run"),
        completion: .directory)
    var runs: [String]

    @Option(
        help: ArgumentHelp(
            "The model that stands for every run (default: the challenger of its verdict, else its best).",
            valueName: "name"))
    var model: String?

    @OptionGroup var page: PageOption

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (2...RunComparison.mostRuns).contains(runs.count) else {
            throw ValidationError(
                "compare takes 2 to \(RunComparison.mostRuns) runs, not \(runs.count)")
        }
    }

    func run() throws {
        let projects = (["."] + runs).compactMap { Project.root(above: $0) }.map { Project(root: $0) }
        try page.check(in: projects, folders: runs)
        let comparison = try RunComparison(runs, model: model)
        try page.print(comparison, format, page: comparison.writePage)
    }
}
