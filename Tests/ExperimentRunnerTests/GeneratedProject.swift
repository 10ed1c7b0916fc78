import ExperimentRunner
import ForecastCore
import Foundation

/// A project in a folder of its own with a small generated data set `shop`; gone with its last reference.
final class GeneratedProject {
    let root: String

    init(pastOnly: String? = nil) throws {
        root = FileManager.default.temporaryDirectory.appending(path: "runner-\(UUID().uuidString)").path()
        for folder in ["datasets", "experiments"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        let folder = "\(root)/datasets/shop"
        _ = try DataCommands.generate(series: 8, weeks: 80, seed: 3, folder: folder, replaces: false)
        if let pastOnly {
            let path = "\(folder)/dataset.yaml"
            let yaml = try String(contentsOfFile: path, encoding: .utf8)
                .replacingOccurrences(
                    of: "known_ahead: [price, promotion]",
                    with: "known_ahead: [price]\n  past_only: [\(pastOnly)]")
            try yaml.write(toFile: path, atomically: true, encoding: .utf8)
        }
        _ = try DataCommands("shop", project: project).snapshot(acceptsChanges: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    var project: Project { Project(root: root) }

    func experiment(_ spec: String) throws -> PreparedExperiment {
        let path = "\(root)/experiments/shop.yaml"
        try spec.write(toFile: path, atomically: true, encoding: .utf8)
        return try PreparedExperiment(specPath: path, overrides: [], project: project)
    }

    /// Whether `make deps` could fetch LightGBM.
    static let hasLightGBM: Bool = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        var folder = URL(fileURLWithPath: tests).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.path + "/.deps") { return true }
            folder.deleteLastPathComponent()
        }
        return false
    }()
}
