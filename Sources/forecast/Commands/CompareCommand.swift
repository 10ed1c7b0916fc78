internal import ArgumentParser
internal import ExperimentRunner

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Hold two runs side by side: what differs, and by how much.",
        discussion: """
            Shows what differs in data, spec and code, and what that did to every model's metrics.

            EXAMPLES
              forecast compare results/demo/3f0c1a9be210 results/demo/latest
            """)

    @Argument(help: ArgumentHelp("The folder of the first run.", valueName: "before"), completion: .directory)
    var before: String

    @Argument(help: ArgumentHelp("The folder of the second run.", valueName: "after"), completion: .directory)
    var after: String

    func run() throws {
        let comparison = try RunComparison(before: before, after: after)
        Terminal.output(comparison.text(width: Terminal.width))
    }
}
