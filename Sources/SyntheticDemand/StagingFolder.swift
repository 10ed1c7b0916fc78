internal import Files
internal import Glibc

/// A folder beside the destination in which files are made before they appear there.
struct StagingFolder {
    private let destination: String
    private let staging: String
    /// True when files join an existing folder, false when the whole folder takes the free name.
    private let joins: Bool

    init(for folder: String, replacing: Bool) throws(SyntheticDemandError) {
        let trimmed = Self.withoutTrailingSlashes(folder)
        guard !trimmed.isEmpty else { throw .request("the output folder has no name") }
        destination = trimmed
        joins = try Self.hasEntries(trimmed)
        guard !joins || replacing else { throw .destinationExists(path: trimmed) }
        try Self.createParents(of: trimmed)
        let (parent, name) = FileSystem.split(trimmed)
        do throws(FileError) {
            staging = try TemporaryFolder.make(prefix: "\(name).partial-", in: parent)
        } catch {
            throw .file(operation: "create", path: trimmed, reason: error.message)
        }
        // It is private; a data set is as readable as any other file of the user.
        let mask = umask(0)
        umask(mask)
        chmod(staging, 0o777 & ~mask)
    }

    func path(of name: String) -> String { "\(staging)/\(name)" }

    /// Writes a small text file. - Returns: its size in bytes.
    func write(_ text: String, to name: String) throws(SyntheticDemandError) -> Int {
        let file = try OutputFile(creating: path(of: name))
        let bytes = Array(text.utf8)
        try file.write(bytes)
        try file.close()
        return bytes.count
    }

    /// Moves everything to the destination: the folder in one step, or, into an existing folder, file
    /// by file in the order of `names`.
    func publish(_ names: [String]) throws(SyntheticDemandError) {
        guard joins else {
            guard rename(staging, destination) == 0 else { throw .failed("create", destination) }
            return
        }
        for name in names {
            let target = "\(destination)/\(name)"
            guard rename(path(of: name), target) == 0 else { throw .failed("replace", target) }
        }
        rmdir(staging)
    }

    /// Removes what was made; nothing at the destination is touched.
    func discard() {
        for name in [DemandGenerator.demandFile, DemandGenerator.holidaysFile, DemandGenerator.datasetFile] {
            unlink(path(of: name))
        }
        rmdir(staging)
    }

    private static func withoutTrailingSlashes(_ path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }

    /// False for a folder that is absent or empty.
    private static func hasEntries(_ path: String) throws(SyntheticDemandError) -> Bool {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return false }
            throw .failed("use", path)
        }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count > 2  // "." and ".." are always there
    }

    private static func createParents(of path: String) throws(SyntheticDemandError) {
        var position = path.startIndex
        while let slash = path[position...].dropFirst().firstIndex(of: "/") {
            let parent = String(path[..<slash])
            guard mkdir(parent, 0o777) == 0 || errno == EEXIST else { throw .failed("create", parent) }
            position = slash
        }
    }
}

extension SyntheticDemandError {
    /// The operation failed just now: `errno` says why.
    static func failed(_ operation: String, _ path: String) -> SyntheticDemandError {
        let reason = String(cString: strerror(errno))
        return .file(operation: operation, path: path, reason: reason)
    }
}
