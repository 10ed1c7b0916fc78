import Commands
import ExperimentRunner
import ForecastCore
import Foundation
import Testing

/// A project in a folder of its own with a small generated data set `shop`; gone with its last reference.
final class GeneratedProject {
    let root: String

    init(pastOnly: String? = nil, series: Int = 8) throws {
        root = FileManager.default.temporaryDirectory.appending(path: "runner-\(UUID().uuidString)").path()
        for folder in ["datasets", "experiments"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        let folder = "\(root)/datasets/shop"
        _ = try DataCommands.generate(series: series, weeks: 80, seed: 3, folder: folder, replaces: false)
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

    /// Sells more in the last weeks of the data set, and accepts that as its new content.
    /// - Returns: how many values are others now.
    func changeLastWeeks(_ count: Int) throws -> Int {
        let path = "\(root)/datasets/shop/demand.csv"
        var rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        // sku,week,volume,...
        let last = Set(Set(rows.dropFirst().map { $0[1] }).sorted().suffix(count))
        let changed = rows.indices.dropFirst().filter { last.contains(rows[$0][1]) }
        for row in changed { rows[row][2] = String((Int(rows[row][2]) ?? 0) + 1000) }
        try (rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n")
            .write(toFile: path, atomically: true, encoding: .utf8)
        _ = try DataCommands("shop", project: project).snapshot(acceptsChanges: true)
        return changed.count
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

extension Trait where Self == ConditionTrait {
    static var needsLightGBM: Self {
        .enabled(if: GeneratedProject.hasLightGBM, "LightGBM is not there: run `make deps` with network")
    }
}
