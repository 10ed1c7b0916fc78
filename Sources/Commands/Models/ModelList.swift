package import ExperimentRunner
internal import ForecastCore
internal import ModelRegistry
internal import Reports

/// What `forecast models list` answers.
package struct ModelList: CommandAnswer {
    struct Line: Encodable, Sendable {
        let version, experiment, model, kind, target, cutoff, trained, path, digest: String
        let bytes: Int
        let isInOffice: Bool
        let isKept: Bool
        let scores: [String: Double]

        enum CodingKeys: String, CodingKey {
            case version, experiment, model, kind, target, cutoff, trained, path, digest, bytes, scores
            case isInOffice = "in_office"
            case isKept = "kept"
        }
    }

    private let registry: String
    private let versions: [Line]

    /// - Throws: `RegistryError`, `DiagnosticsError`.
    package init(_ commands: ModelCommands, experiment: String?) throws {
        let champions = try commands.champions()
        registry = commands.project.relative(commands.folder)
        versions = try commands.registry().versions().filter {
            experiment == nil || $0.training.experiment == experiment
        }.map { Line($0, isInOffice: $0.isInOffice(champions)) }
    }

    package func text(width: Int?) -> String {
        guard !versions.isEmpty else {
            return "no trained version in \(registry); forecast pipeline SPEC --train makes the first"
        }
        let head = ["version", "office", "model", "experiment", "cutoff", "mape", "wape", "size"]
        let rows = versions.reversed().map { line in
            [
                line.version, line.state, line.model,
                line.experiment, line.cutoff, NumberText.fixed(line.scores["mape"], decimals: 2),
                NumberText.fixed(line.scores["wape"], decimals: 2), Self.size(line.bytes),
            ]
        }
        return PlainColumns.render([head] + rows, width: width).joined(separator: "\n")
    }

    static func size(_ bytes: Int) -> String {
        bytes < 1_000_000
            ? "\(NumberText.fixed(Double(bytes) / 1e3, decimals: 1)) kB"
            : "\(NumberText.fixed(Double(bytes) / 1e6, decimals: 1)) MB"
    }
}

extension ModelList.Line {
    /// As people read it.
    fileprivate var state: String {
        [isInOffice ? "in office" : nil, isKept ? nil : "collected"].compactMap(\.self).joined(
            separator: ", ")
    }

    init(_ version: ModelVersion, isInOffice: Bool) {
        self.init(
            version: version.name, experiment: version.training.experiment, model: version.training.model,
            kind: version.training.kind, target: version.training.target, cutoff: version.training.cutoff,
            trained: version.trained, path: version.path, digest: version.digest.hex, bytes: version.size,
            isInOffice: isInOffice, isKept: version.isKept, scores: version.scores)
    }
}
