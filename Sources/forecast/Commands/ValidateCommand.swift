internal import ArgumentParser
internal import ExperimentRunner
internal import ForecastCore

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a spec and its data set without running anything.",
        discussion: """
            Reports every error of the spec at once, each with its place. Also checks that the data set exists, has \
            the declared targets, and that its source files are the ones that were snapshotted.

            EXAMPLES
              forecast validate experiments/demo.yaml
              forecast validate experiments/demo.yaml --set models.ses.alpha=0.2
              forecast validate experiments/demo.yaml --resolved > resolved.yaml
            """)

    @OptionGroup var spec: SpecOptions

    @Flag(help: "Print the spec with every default written out.")
    var resolved = false

    func run() throws {
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        if resolved {
            Terminal.write(experiment.resolvedYAML, to: 1)
        } else {
            Terminal.output(
                "\(spec.spec): valid; \(experiment.headline)")
        }
    }
}
