internal import Files
package import ForecastCore

/// Where a command writes files that its user named: never over what the project consists of.
///
/// Asked before anything is removed, written or computed.
package struct OutputPlaces: Sendable {
    /// A file and what the user said it by: `--junit`.
    package typealias Request = (option: String, path: String)

    /// Folders of the project, links resolved.
    private let kept: [String]
    /// Single files that lie elsewhere, such as the spec.
    private let files: [String]

    /// - Parameters:
    ///   - projects: whose data sets, experiments and results are kept.
    ///   - folders: others, such as that of a run.
    package init(of projects: [Project], folders: [String] = [], files: [String] = []) {
        let own = projects.flatMap { [$0.datasets, "\($0.root)/experiments", $0.results, $0.store] }
        kept = (own + folders).map(Project.absolute)
        self.files = files
    }

    /// - Throws: `DiagnosticsError(.spec)` with every request that cannot be met.
    package func check(_ requests: [Request]) throws {
        let problems = requests.compactMap(problem) + Self.collisions(requests)
        guard problems.isEmpty else { throw DiagnosticsError(.spec, problems) }
    }

    /// Why nothing may be written there; nil where it may.
    package func problem(_ request: Request) -> Diagnostic? {
        let (option, path) = request
        let kind = FileSystem.kind(of: path)
        guard kind == nil || kind == .file, !path.isEmpty, !path.hasSuffix("/") else {
            return Diagnostic(
                code: "E220", "\(option) cannot write to '\(path)': it is no regular file",
                fix: "name a file, new or not; not a folder, a link, a pipe or a device")
        }
        let isTaken = kind == .file || Self.readSuffixes.contains { path.hasSuffix($0) }
        guard files.contains(where: { Self.isSame($0, path) }) || (isTaken && isKept(path)) else {
            return nil
        }
        return Diagnostic(
            code: "E228", "\(option) would write into '\(path)', which belongs to the project",
            notes: ["data sets, experiments and results are read by other commands, or are your only copy"],
            fix: "name a file elsewhere, such as \(FileSystem.split(path).name) in a folder of its own")
    }

    /// What the program would read there, even where it is new.
    private static let readSuffixes = [".yaml", ".yml", ".lock"]

    private func isKept(_ path: String) -> Bool {
        let place = Project.absolute(path)
        if kept.contains(where: { place.hasPrefix($0 == "/" ? $0 : $0 + "/") }) { return true }
        // A data set may be a link out of the project: the way there counts, too.
        var folder = FileSystem.split(path).folder
        while folder != "/", folder != "." {
            if kept.contains(Project.absolute(folder)) { return true }
            folder = FileSystem.split(folder).folder
        }
        return false
    }

    /// Whether two paths lead to one file, which need not exist.
    package static func isSame(_ first: String, _ second: String) -> Bool {
        if let identity = FileSystem.identity(of: first) {
            return identity == FileSystem.identity(of: second)
        }
        return Project.absolute(first) == Project.absolute(second)
    }

    /// Options that name one file.
    private static func collisions(_ requests: [Request]) -> [Diagnostic] {
        requests.indices.flatMap { later in
            requests[..<later].filter { isSame($0.path, requests[later].path) }.map { earlier in
                Diagnostic(
                    code: "E229",
                    "\(earlier.option) and \(requests[later].option) name one file, '\(requests[later].path)'",
                    fix: "name two")
            }
        }
    }
}
