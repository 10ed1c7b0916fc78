internal import ForecastCore
internal import Glibc

/// Spec files on disk.
package enum SpecFiles {
    /// Whether a file is called as specs are.
    package static func isSpec(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    /// The bytes of `path`, but no more than `limit` + 1 of them: enough to see that it is too large.
    static func read(_ path: String, limit: Int) throws(SpecFileProblem) -> [UInt8] {
        guard !path.utf8.contains(0) else { throw .missing }
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw problem() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw problem() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw problem() }
            if got == 0 { break }
            count += got
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// A spec beside `path`, or among the project's experiments, whose name is nearly that of `path`; else how many
    /// there are to choose from. Nil where there is none.
    static func suggestion(for path: String, in projectFolder: String) -> String? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let beside = path.dropLast(name.count)
        let isHere = canonical(projectFolder) == canonical(".")
        let standard = isHere ? "experiments/" : "\(projectFolder)/experiments/"
        for folder in [beside.isEmpty ? "./" : String(beside), standard] {
            let specs = names(in: folder).filter(isSpec)
            // 'demo' stands for demo.yaml.
            let meant = specs.first { $0 == "\(name).yaml" } ?? Suggestion.nearest(to: name, in: specs)
            if let meant { return "did you mean \(folder == "./" ? "" : folder)\(meant)?" }
        }
        let experiments = names(in: standard).filter { $0.hasSuffix(".yaml") }
        return experiments.isEmpty ? nil : "specs of the project: \(Suggestion.list(experiments))"
    }

    /// Sorted; none where the folder cannot be read.
    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    // The kernel ends the name with a zero inside the field.
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.sorted()
    }

    /// Whether `path`, with every link followed, lies in `folder`.
    static func isInside(_ path: String, folder: String) -> Bool {
        guard let path = canonical(path), let folder = canonical(folder) else { return false }
        return folder == "/" || path.hasPrefix(folder + "/")
    }

    private static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func problem() -> SpecFileProblem {
        errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(String(cString: strerror(errno)))
    }

    /// `target` as seen from the folder of `file`, with `.` and `..` worked off as far as the text
    /// allows: `experiments/x.yaml` and `../base.yaml` give `base.yaml`.
    static func path(of target: String, from file: String) -> String {
        var parts: [Substring] = []
        for part in file.split(separator: "/").dropLast() + target.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (file.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// How many folders `path` climbs above where it starts.
    static func climb(of path: String) -> Int { path.split(separator: "/").prefix { $0 == ".." }.count }
}
