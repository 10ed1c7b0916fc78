internal import ArgumentParser
internal import Foundation
internal import ServiceJobs

/// The file that says what a service does.
struct ConfigurationOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("What the service does (docs/service.md).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config = "service.yaml"

    func read() throws -> ServiceConfiguration {
        try ServiceConfigurationReader.read(config, environment: ProcessInfo.processInfo.environment)
    }
}
