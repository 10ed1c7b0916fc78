internal import ArgumentParser
internal import Decisions
internal import ExperimentRunner
internal import Glibc

struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Fail when the spec's champion forecasts worse than the registered one (for CI).",
        discussion: """
            Runs the spec together with the champion that results/champions.yaml registers for this experiment, on the \
            same data and windows, and compares the two on the promotion metric. Fails when the candidate is worse by \
            more than the tolerance and surely worse, when it breaks the fallback guardrail, or when, on unchanged data \
            and windows, the registered champion no longer reaches its recorded value (the code changed). A decline that \
            chance may have made passes, with the smallest one that could have been told. Where the candidate is the \
            registered champion itself, nothing was changed: that passes too.

            EXIT CODES
              0  no regression, or nothing to test
              1  regression
              4  no comparison can be made (such as: no champion registered)
            A comparison that cannot be made never passes. `forecast promote` registers a champion.

            For build servers: --junit writes the checks as JUnit XML, --summary appends the decision and the run's \
            report as Markdown, which is also appended to the file in GITHUB_STEP_SUMMARY where that is set. Both tell of \
            an error, too, and change no result. `forecast init ci` writes a workflow for GitHub Actions.

            EXAMPLES
              forecast gate experiments/demo.yaml
              forecast gate experiments/demo.yaml --candidate tsb --tolerance-pp 0.5
              forecast gate experiments/demo.yaml --junit gate.xml --summary gate.md
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var execution: ExecutionOptions

    @Option(
        help: ArgumentHelp(
            "The model to hold against the registered champion (default: the spec's champion).",
            valueName: "model"))
    var candidate: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How much worse the candidate may be: points for metrics in percent, percent otherwise (default: a quarter "
                + "of promotion.min_improvement_pp).",
            valueName: "pp"))
    var tolerancePp: Double?

    @Option(
        help: ArgumentHelp("Write the checks there as JUnit XML.", valueName: "file"), completion: .file())
    var junit: String?

    @Option(
        help: ArgumentHelp("Append decision and report there as Markdown.", valueName: "file"),
        completion: .file())
    var summary: String?

    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let tolerancePp, !(tolerancePp >= 0 && tolerancePp.isFinite) {
            throw ValidationError("--tolerance-pp takes a number from 0, not \(tolerancePp)")
        }
    }

    func run() throws {
        let publication = try GatePublication(
            spec: spec.spec, junit: junit, summary: summary, stepSummary: Self.stepSummary, places: places)
        var experiment: PreparedExperiment?
        let decision: RegressionGate.Decision
        do {
            decision = try decide(&experiment)
        } catch {
            // What cannot be told anywhere else is still told here, and the first error decides the exit code.
            do {
                try tell(of: error, experiment: experiment?.name, to: publication)
            } catch let second {
                Terminal.error("error: \(second)")
            }
            throw error
        }
        // Before the screen says that it passed.
        try publication.publish(decision)
        if format.json {
            Terminal.write(try decision.json(), to: STDOUT_FILENO)
        } else {
            let project = try spec.folders.project(around: spec.spec)
            Terminal.output(
                RunSummary(decision.outcome, project: project, isTimed: false).text + "\n\n"
                    + decision.text(width: Terminal.tableWidth, colour: Terminal.usesColour))
        }
        if !decision.passed { throw ExitCode(1) }
    }

    private func decide(_ experiment: inout PreparedExperiment?) throws -> RegressionGate.Decision {
        let prepared = try spec.prepare()
        experiment = prepared
        let gate = try RegressionGate(prepared, candidate: candidate, tolerancePP: tolerancePp)
        let outcome = try execution.run(gate.experiment)
        let evidence = try ExecutionOptions.watched(
            jobs: execution.threads.count, memory: execution.memory.limit, isQuiet: execution.quiet
        ) { try gate.evidence($0, after: outcome) }
        return try gate.decide(outcome, evidence: evidence, spec: spec.spec)
    }

    /// What the gate's files must leave alone, as far as it is known before the spec is read.
    private var places: OutputPlaces {
        let folders = spec.folders
        let project = (try? folders.root.folder(around: spec.spec)).map {
            Project(root: $0, results: folders.results, store: folders.store)
        }
        return OutputPlaces(of: [project].compactMap { $0 }, files: [spec.spec])
    }

    /// Whatever stops a gate is told as a comparison that cannot be made, before the error is.
    private func tell(
        of error: any Error, experiment: String?, to publication: GatePublication
    ) throws {
        let (message, fix) = ErrorReport.words(for: error)
        try publication.publishImpossible(message, fix: fix, experiment: experiment)
        if format.json {
            Terminal.write(
                try publication.json(ofImpossible: message, fix: fix, experiment: experiment),
                to: STDOUT_FILENO)
        }
    }

    /// Where GitHub Actions takes Markdown for the page of a workflow's run.
    private static var stepSummary: String? {
        getenv("GITHUB_STEP_SUMMARY").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
