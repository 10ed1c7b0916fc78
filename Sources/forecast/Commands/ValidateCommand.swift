internal import ArgumentParser
internal import Commands
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
              forecast validate experiments/demo.yaml --json | jq .diagnostics
            """)

    @OptionGroup var spec: SpecOptions

    @Flag(help: "Print the spec with every default written out.")
    var resolved = false

    @Flag(help: "Print JSON, errors included.")
    var json = false

    func validate() throws {
        if resolved, json { throw ValidationError("--resolved and --json exclude each other") }
    }

    func run() throws {
        if json { return try printJSON() }
        let experiment = try spec.prepare()
        ErrorReport.print(experiment.warnings)
        if resolved {
            Terminal.write(experiment.resolvedYAML, to: 1)
        } else {
            try FormatOptions.print(SpecCheck(valid: experiment, path: spec.spec), asJSON: false)
        }
    }

    /// Programs get the errors where they get the rest; the exit code is the same.
    private func printJSON() throws {
        do {
            try FormatOptions.print(SpecCheck(valid: spec.prepare(), path: spec.spec), asJSON: true)
        } catch let error as DiagnosticsError {
            try FormatOptions.print(SpecCheck(error, path: spec.spec), asJSON: true)
            throw ExitCode(ErrorReport.code(for: error))
        }
    }
}
