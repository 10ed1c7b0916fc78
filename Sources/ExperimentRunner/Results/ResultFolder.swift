internal import ExperimentSpec
internal import Files
package import ForecastCore
package import Reports

/// A finished run's folder, `results/<experiment>/<run>/`, by the names of its files.
package struct ResultFolder: Sendable {
    package static let manifest = "manifest.json"
    package static let report = "report.json"
    package static let markdown = "report.md"
    package static let html = "report.html"
    package static let forecasts = "forecasts.csv"
    package static let scores = "scores.csv"
    package static let series = "series.csv"
    package static let routing = "routing.csv"
    package static let choices = "choices.csv"
    package static let combination = "combination.csv"
    package static let levels = "levels.csv"
    package static let resolvedSpec = "spec.resolved.yaml"
    package static let timings = "timings.json"
    package static let timingsPage = "timings.html"

    /// What every run leaves, timings aside: they differ each time.
    package static let reproducibleFiles = [
        forecasts, html, manifest, markdown, report, resolvedSpec, scores, series,
    ]
    /// What a run leaves besides where its spec asks for it.
    package static let occasionalFiles = [choices, combination, levels, routing]
    /// What a run may leave: nothing else belongs into its folder.
    package static let allFiles = reproducibleFiles + occasionalFiles + [timings, timingsPage]

    package let path: String

    package init(_ path: String) { self.path = path }

    /// The run in `path`, or the latest one of the experiment whose folder it is; nil where there is none.
    package init?(finishedAt path: String) {
        let absolute = Project.absolute(path)
        let files = [Self.report, Self.manifest]
        for folder in [absolute, "\(absolute)/latest"] {
            guard files.contains(where: { Project.exists("\(folder)/\($0)") }) else { continue }
            self.init(folder)
            return
        }
        return nil
    }

    /// E225 for a path that holds no finished run.
    package static func unfinished(_ path: String) -> Diagnostic {
        let isSpec = SpecFiles.isSpec(path)
        return Diagnostic(
            code: "E225",
            isSpec
                ? "\(path) is a spec, not the folder of a run"
                : "\(path) holds no finished run: neither \(report) nor \(manifest) is in it",
            fix: "name a folder such as results/demo/latest, which 'forecast run' has filled")
    }

    /// The run that a command was given.
    /// - Throws: E225.
    package static func finished(at path: String) throws(DiagnosticsError) -> ResultFolder {
        guard let folder = ResultFolder(finishedAt: path) else {
            throw DiagnosticsError(.spec, [unfinished(path)])
        }
        return folder
    }

    package func file(_ name: String) -> String { "\(path)/\(name)" }

    package func report(_ detail: ExperimentReport.Detail = .everything) throws -> ExperimentReport {
        try ExperimentReport(
            json: FileSystem.read(file(Self.report)), path: file(Self.report), detail: detail)
    }

    package func manifest() throws -> Manifest {
        try Manifest(json: FileSystem.read(file(Self.manifest)), path: file(Self.manifest))
    }

    package func timings() throws -> Timings {
        try Timings(json: FileSystem.read(file(Self.timings)), path: file(Self.timings))
    }

    /// What lies in the folder and is none of the run's files, in the order of names: `notes.txt`, `report.md (a link)`.
    package func strangers() throws -> [String] {
        try FileSystem.names(in: path).compactMap { name in
            let isOurs = Self.allFiles.contains(name)
            return switch FileSystem.kind(of: file(name)) {
            case .file: isOurs ? nil : name
            case .folder: "\(name) (a folder)"
            case .link: "\(name) (a link)"
            case .other: "\(name) (neither file nor folder)"
            case nil: nil
            }
        }
    }

    /// The reproducible files that are there, occasional ones included.
    package var presentFiles: [String] {
        (Self.reproducibleFiles + Self.occasionalFiles).filter { Project.exists(file($0)) }
    }

    /// The files of the run that are not there; a run of an earlier version has no `series.csv`.
    package var missingFiles: [String] {
        Self.reproducibleFiles.filter {
            !Project.exists(file($0)) && !($0 == Self.series && isOlderThanSeries)
        }
    }

    /// Whether the manifest names a report stage before the one that began to write `series.csv`.
    private var isOlderThanSeries: Bool {
        guard let stages = try? manifest().environment["stages"],
            let version = stages.split(separator: " ").last.flatMap({ Int($0) })
        else { return false }
        return version < 8
    }

    /// Calls the run `tag`, beside its times: under the lock of those who publish runs, as they write there.
    /// - Throws: where the run has no timings.
    package func write(tag: String) throws {
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/")
        try FileLock.withLock(onFolder: parent) {
            var timings = try timings()
            guard timings.tag != tag else { return }
            timings.tag = tag
            try AtomicFile.write(timings.json(), to: file(Self.timings), steps: .timings)
        }
    }
}
