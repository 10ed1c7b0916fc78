internal import Glibc

/// File names as data sets use them: joined and tidied by text, confined with the help of the file system.
enum ProjectPath {
    /// `path` seen from `folder`.
    static func join(_ folder: String, _ path: String) -> String {
        normalised(path.hasPrefix("/") ? path : "\(folder)/\(path)")
    }

    /// Without `.`, `//` and, where that is possible, `..`.
    static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !path.hasPrefix("/") {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/\(joined)" : joined.isEmpty ? "." : joined
    }

    /// `path` with every symbolic link resolved; nil when there is no such file.
    static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }

    /// `path` as seen from `folder`, with `..` where it lies outside. Both absolute.
    static func relative(_ path: String, to folder: String) -> String {
        let parts = path.split(separator: "/")
        let base = folder.split(separator: "/")
        let shared = zip(parts, base).prefix { $0 == $1 }.count
        return ([Substring](repeating: "..", count: base.count - shared) + parts.dropFirst(shared)).joined(
            separator: "/")
    }

    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map { String($0) } ?? path
    }
}
