internal import Files
internal import ForecastCore
internal import Reports

/// A finished run's folder, `results/<experiment>/<run>/`, by the names of its files.
struct ResultFolder: Sendable {
    static let manifest = "manifest.json"
    static let report = "report.json"
    static let markdown = "report.md"
    static let html = "report.html"
    static let forecasts = "forecasts.csv"
    static let scores = "scores.csv"
    static let resolvedSpec = "spec.resolved.yaml"
    static let timings = "timings.json"
    static let timingsPage = "timings.html"

    /// What every run leaves, timings aside: they differ each time.
    static let reproducibleFiles = [forecasts, html, manifest, markdown, report, resolvedSpec, scores]

    let path: String

    init(_ path: String) { self.path = path }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func report(_ detail: ExperimentReport.Detail = .everything) throws -> ExperimentReport {
        try ExperimentReport(
            json: FileSystem.read(file(Self.report)), path: file(Self.report), detail: detail)
    }

    func manifest() throws -> Manifest {
        try Manifest(json: FileSystem.read(file(Self.manifest)), path: file(Self.manifest))
    }

    func timings() throws -> Timings {
        try Timings(json: FileSystem.read(file(Self.timings)), path: file(Self.timings))
    }

    /// Whether every file of the run is there.
    var isComplete: Bool { Self.reproducibleFiles.allSatisfy { Project.exists(file($0)) } }
}
