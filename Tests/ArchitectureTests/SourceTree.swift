import Foundation

/// The project's own text: its package description and its sources, as they lie in the folder of this test.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// A Swift file below `Sources`.
    struct File {
        /// `ForecastCore/Panel.swift`.
        let path: String
        let text: String

        var room: String { String(path.prefix { $0 != "/" }) }
        var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) }
        /// `Panel+Digest`.
        var stem: String { String(path.dropFirst(folder.count + 1).dropLast(".swift".count)) }

        var imports: [String] {
            text.matches(of: /(?m)^(?:(?:internal|package|public|private) )?import (\w+)/).map {
                String($0.1)
            }
        }

        /// What it declares at the left margin for other files to use.
        var types: [String] {
            text.matches(
                of:
                    /(?m)^(?:@\w+(?:\([^)]*\))? )*(?:(?:package|public|indirect|final) )*(?:struct|enum|class|protocol|actor) (\w+)/
            ).map { String($0.1) }
        }

        /// Whether `type` is where its name says: in `Type.swift` or `Type+Aspect.swift`.
        func isNamed(after type: String) -> Bool { stem == type || stem.hasPrefix(type + "+") }
    }

    static func files() throws -> [File] {
        let sources = root.appending(path: "Sources")
        guard let walk = FileManager.default.enumerator(atPath: sources.path()) else { return [] }
        return try walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            File(path: path, text: try text("Sources/\(path)"))
        }
    }

    /// A room as `Package.swift` declares it, in the order of the declarations.
    struct Room {
        let name: String
        let imports: [String]
    }

    static func rooms() throws -> [Room] {
        try text("Package.swift").matches(of: /room\(\s*"(\w+)",\s*imports: \[([^\]]*)\]/).map { match in
            Room(
                name: String(match.1),
                imports: match.2.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"(\w+)"/).map {
                    String($0.1)
                })
        }
    }
}
