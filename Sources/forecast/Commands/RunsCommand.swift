internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs under results/, newest first.",
        discussion: """
            Each line begins with the run's folder, which verify, compare and promote take as it stands; then the verdict, \
            the deciding metric of the model that it decides for with what the challenger gains (plus is better), when the \
            run was made, its digest and its size. Below it stand its tag (`forecast run --tag`) and the values of those \
            keys of its spec in which the runs of the experiment differ. On a narrow terminal digest and size are left out, and metric \
            and time take a line of their own. A run that is broken is listed and said to be.

            EXAMPLES
              forecast runs
              forecast runs --experiment demo
              forecast runs --json
            """)

    @Option(help: ArgumentHelp("Only the runs of this experiment.", valueName: "name"))
    var experiment: String?

    @OptionGroup var root: RootOption

    @Option(help: ArgumentHelp("Where results are (default: results/ in the project).", valueName: "folder"))
    var results: String?

    @OptionGroup var format: FormatOptions

    func run() throws {
        let project = Project(root: try root.folder(around: "."), results: results, store: nil)
        try format.print(RunList(of: project, experiment: experiment))
    }
}
