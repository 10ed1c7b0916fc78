internal import DataSnapshots
internal import Files
package import ForecastCore
internal import Glibc

/// The folders of a user's project. Everything is found from the project's root, never from the working
/// directory, so that a command means the same wherever it is typed.
package struct Project: Sendable {
    /// An absolute path without a trailing slash.
    package let root: String
    package let results: String
    package let store: String

    /// - Parameters:
    ///   - results: where reports go; `results/` below the root by default.
    ///   - store: the cache; `.store/` below the results by default.
    package init(root: String, results: String? = nil, store: String? = nil) {
        self.root = root
        self.results = results.map(Self.absolute) ?? "\(root)/results"
        self.store = store.map(Self.absolute) ?? "\(self.results)/.store"
    }

    /// The project with its usual folders where none is named.
    /// - Throws: E216 when one of the usual folders is a link out of the project: a project that comes from
    ///   others does not decide where its user's files are written.
    package static func confined(root: String, results: String?, store: String?) throws(DiagnosticsError)
        -> Project
    {
        let project = Project(root: root, results: results, store: store)
        if results == nil { try check(project.results, liesIn: [root], orIsNamedBy: "--results") }
        if store == nil {
            try check(project.store, liesIn: [root, absolute(project.results)], orIsNamedBy: "--store")
        }
        return project
    }

    private static func check(
        _ path: String, liesIn folders: [String], orIsNamedBy option: String
    ) throws(DiagnosticsError) {
        let place = absolute(path)
        if folders.contains(where: { place.hasPrefix($0 == "/" ? $0 : $0 + "/") }) { return }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E216", "\(path) is a link to \(place), which is outside the project",
                    notes: [
                        "what a project links to from here would be written to, and cleared by `cache gc`"
                    ],
                    fix: "name the folder yourself with \(option) \(place), or remove the link")
            ])
    }

    /// Below it lies what `make deps` fetched; the folder of the program's own checkout where that is not the project.
    package var libraries: String { Self.exists("\(root)/.deps") ? root : Self.programFolder ?? root }

    /// The nearest folder above the running program that holds `.deps`.
    private static let programFolder: String? = {
        var folder = absolute("/proc/self/exe")
        while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
            folder = String(folder[..<slash])
            if isFolder("\(folder)/.deps") { return folder }
        }
        return nil
    }()

    package var datasets: String { "\(root)/datasets" }
    package var champions: String { "\(results)/champions.yaml" }

    /// The data sets, sorted; none where the folder cannot be read.
    package var datasetNames: [String] { DataSet.names(in: datasets) }

    package func datasetFolder(_ name: String) -> String { "\(datasets)/\(name)" }

    /// Before hours of work: whether its results can be written at all.
    /// - Throws: `FileError` where the results folder, or the folder that it is to be made in, takes no files.
    func refuseUnwritableResults() throws(FileError) {
        var folder = results
        while !Self.exists(folder), folder != "/" { folder = FileSystem.split(folder).folder }
        guard Self.isFolder(folder) else { throw FileError("write results below", folder, code: ENOTDIR) }
        guard FileSystem.isWritable(folder) else { throw FileError("write results below", folder) }
        // Only the attempt tells: /proc calls itself writable.
        try FileSystem.makeFolder(results)
    }

    /// The nearest folder at or above `path` that holds a `datasets` folder; nil when there is none.
    package static func root(above path: String) -> String? {
        var folder = absolute(path)
        while true {
            if isFolder("\(folder)/datasets") { return folder }
            guard let slash = folder.lastIndex(of: "/"), folder != "/" else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
            if folder == "/" { return isFolder("/datasets") ? "/" : nil }
        }
    }

    /// `path` as seen from the project's root, for messages; unchanged when it lies elsewhere.
    package func relative(_ path: String) -> String {
        let absolute = Self.absolute(path)
        return absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.count + 1)) : path
    }

    /// `path` as commands take it in the working directory: absolute where it lies elsewhere.
    package static func fromHere(_ path: String) -> String {
        let here = absolute(".")
        let whole = absolute(path)
        return whole.hasPrefix(here == "/" ? here : here + "/")
            ? String(whole.dropFirst(here == "/" ? 1 : here.count + 1)) : whole
    }

    /// `path` without symbolic links, `.` and `..`, as far as it exists.
    package static func absolute(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        guard let slash = path.lastIndex(of: "/") else {
            // A working directory that was removed has no path; whatever is sought in it is not there.
            return path == "." ? "/proc/self/cwd" : absolute(".") + "/" + path
        }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        let parent = absolute(folder)
        return (parent == "/" ? "" : parent) + path[slash...]
    }

    package static func isFolder(_ path: String) -> Bool { FileSystem.isFolder(path) }
    package static func exists(_ path: String) -> Bool { FileSystem.exists(path) }
}
