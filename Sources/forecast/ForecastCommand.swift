internal import ArgumentParser
internal import ExperimentRunner
internal import Glibc

@main
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Runs demand-forecasting experiments: YAML in, a verdict out, the same bits every time.",
        discussion: """
            EXAMPLES
              forecast validate experiments/weekly-demand.yaml
              forecast plan experiments/weekly-demand.yaml
              forecast run experiments/weekly-demand.yaml --jobs 4
              forecast gate experiments/weekly-demand.yaml
              forecast data generate --series 200 --weeks 156 --seed 7 --output datasets/mine

            EXIT CODES
              0  done, gate passed, promoted
              1  gate failed, or not promoted
              2  usage or spec error
              3  data error
              4  the run failed, or a comparison cannot be made
              130  interrupted; the same command goes on where it stopped
            """,
        version: CodeVersion.program,
        subcommands: [
            ValidateCommand.self, PlanCommand.self, RunCommand.self, CompareCommand.self, GateCommand.self,
            PromoteCommand.self, DataCommand.self, CacheCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Glibc.exit(ErrorReport.print(error))
        }
    }
}
