internal import ArgumentParser
internal import ForecastCore
internal import ForecastTasks
internal import Glibc
internal import Workers

@main
struct ForecastServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast-service",
        abstract: "Serves the forecasts of a project to other programs.",
        discussion: """
            What the service does is set in service.yaml; docs/service.md explains it, and shows a first request.

            EXAMPLES
              forecast-service serve --config service.yaml
              FORECAST_SERVICE_LISTEN_PORT=9000 forecast-service serve --config service.yaml

            EXIT CODES
              0  stopped as asked (SIGTERM, SIGINT), everything given back
              2  usage, or an error in service.yaml or the environment
              4  the service could not start (another process has its folder, say), or broke
            """,
        version: CodeVersion.program,
        subcommands: [ServeCommand.self, WorkerCommand.self])

    static func main() async {
        // Whoever reads the log and goes, or a server that closes its connection, ends nothing: writing to it fails.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            StandardError.flush()
        } catch let error as DiagnosticsError {
            for diagnostic in error.diagnostics { StandardError.write(diagnostic.rendered()) }
            StandardError.flush()
            Glibc.exit(error.category == .spec ? 2 : 4)
        } catch is Interrupted {
            // Before it had begun.
            StandardError.flush()
        } catch {
            let code = exitCode(for: error)
            if code.isSuccess { exit(withError: error) }
            let isUsage = code == .validationFailure
            StandardError.write(isUsage ? fullMessage(for: error) : "error: \(error)")
            StandardError.flush()
            Glibc.exit(isUsage ? 2 : 4)
        }
    }
}
