internal import ArgumentParser
internal import Files
internal import ForecastTasks
internal import Glibc
internal import Workers

@main
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Runs demand-forecasting experiments: YAML in, a verdict out, the same bits every time.",
        discussion: """
            An experiment is a YAML file under experiments/, its data a folder under datasets/; what comes out lands \
            under results/. README.md begins with a first experiment, docs/README.md lists the guides.

            EXAMPLES
              forecast init sales.csv
              forecast data snapshot synthetic
              forecast validate experiments/demo.yaml
              forecast plan experiments/demo.yaml
              forecast run experiments/demo.yaml
              forecast gate experiments/demo.yaml

            EXIT CODES
              0  done, gate passed, promoted, rolled back
              1  gate failed, not promoted or rolled back, or not verified
              2  usage or spec error
              3  data error
              4  the run or its output failed, or a comparison cannot be made
              130  interrupted; the same command goes on where it stopped
            """,
        version: CodeVersion.program,
        subcommands: [
            InitCommand.self, ValidateCommand.self, PlanCommand.self, RunCommand.self, VerifyCommand.self,
            RunsCommand.self, ShowCommand.self, ExportCommand.self, CompareCommand.self, GateCommand.self,
            PromoteCommand.self,
            RollbackCommand.self, PredictCommand.self, PipelineCommand.self, ModelsCommand.self,
            DataCommand.self, ClassifyCommand.self,
            FeaturesCommand.self, CacheCommand.self,
            SchemaCommand.self, CompletionCommand.self, ManualCommand.self, TaskCommand.self,
        ])

    static func main() {
        Terminal.occupyStreams()
        if let problem = ProcessLimits.problem() {
            Terminal.error("error: \(problem)")
            Glibc.exit(ErrorReport.runFailed)
        }
        if let problem = Failpoint.armingProblem {
            Terminal.error("error: \(problem)")
            Glibc.exit(ErrorReport.usageOrSpec)
        }
        if let unknown = UnknownCommand(in: Array(CommandLine.arguments.dropFirst())) {
            Terminal.error(unknown.message)
            Glibc.exit(ErrorReport.usageOrSpec)
        }
        Glibc.exit(ErrorReport.whereOutputFailed(answer()))
    }

    /// Runs what the command line asks for, and returns its exit code.
    private static func answer() -> Int32 {
        Interruption.ofProcess.whenWatched(InterruptSignal.catchOnce)
        do {
            var command = try parseAsRoot()
            try command.run()
            return 0
        } catch {
            return ErrorReport.print(error)
        }
    }
}
