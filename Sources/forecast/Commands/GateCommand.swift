internal import ArgumentParser
internal import ExperimentRunner

struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Fail when the spec's champion forecasts worse than the registered one (for CI).",
        discussion: """
            Runs the spec together with the champion that results/champions.yaml registers for this experiment, on the \
            same data and windows, and compares the two on the promotion metric. Fails when the candidate is worse by \
            more than the tolerance, when it breaks the fallback guardrail, or when, on unchanged data and windows, \
            the registered champion no longer reaches its recorded value (the code changed).

            EXIT CODES
              0  no regression
              1  regression
              4  no comparison can be made (such as: no champion registered)
            A comparison that cannot be made never passes. `forecast promote` registers a champion.

            EXAMPLES
              forecast gate experiments/demo.yaml
              forecast gate experiments/demo.yaml --candidate tsb --tolerance-pp 0.5
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var execution: ExecutionOptions

    @Option(
        help: ArgumentHelp(
            "The model to hold against the registered champion (default: the spec's champion).",
            valueName: "model"))
    var candidate: String?

    @Option(
        help: ArgumentHelp(
            "How much worse the candidate may be: points for metrics in percent, percent otherwise.",
            valueName: "pp"))
    var tolerancePp = 0.0

    func validate() throws {
        guard tolerancePp >= 0, tolerancePp.isFinite else {
            throw ValidationError("--tolerance-pp takes a number from 0, not \(tolerancePp)")
        }
    }

    func run() throws {
        let gate = try RegressionGate(
            try spec.prepare(), candidate: candidate, tolerancePP: tolerancePp)
        let outcome = try execution.run(gate.experiment)
        let decision = try gate.decide(outcome)
        Terminal.output(RunSummary(outcome, project: gate.experiment.project).text)
        Terminal.output("")
        Terminal.output(decision.text)
        if !decision.passed { throw ExitCode(1) }
    }
}
