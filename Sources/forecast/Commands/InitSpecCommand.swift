internal import ArgumentParser
internal import Commands

struct InitSpecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spec",
        abstract: "Write a first experiment on a data set that is there.",
        discussion: """
            Writes a commented experiments/DATASET.yaml from dataset.yaml as it is now and the snapshot that was accepted: \
            after a column has been moved to known_ahead, the spec made anew lists it among the features. Works for a \
            data set of any format, whoever wrote its dataset.yaml.

            EXAMPLES
              forecast init spec sales --replace
              forecast init spec retail --target revenue --name retail-revenue
            """)

    @Argument(help: ArgumentHelp("The data set's folder under datasets/.", valueName: "dataset"))
    var dataset: String

    @Option(help: "What to call the experiment (default: as the data set).")
    var name: String?

    @Option(help: ArgumentHelp("The target to forecast (default: the first one).", valueName: "target"))
    var target: String?

    @Flag(help: "Replace a spec of the same name.")
    var replace = false

    @OptionGroup var root: RootOption
    @OptionGroup var format: FormatOptions

    func run() throws {
        let starter = try SpecStarter(
            dataset: dataset, name: name, target: target, replaces: replace,
            project: root.project(around: "."))
        try format.print(starter.start())
    }
}
