import Foundation

/// A page of the project's documentation: its fenced blocks, links and headings.
struct MarkdownFile {
    struct Block {
        /// What stands behind the opening fence, such as `sh run`.
        let info: [String]
        let text: String
    }

    /// Relative to the project.
    let path: String
    private(set) var blocks: [Block] = []
    private(set) var links: [String] = []
    /// As GitHub makes them of headings: `what-a-run-leaves`.
    private(set) var anchors: Set<String> = []

    init(_ path: String) throws {
        self.path = path
        let text = try String(contentsOfFile: "\(packageRoot)/\(path)", encoding: .utf8)
        var open: (info: [String], lines: [String])?
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(Block(info: block.info, text: block.lines.joined(separator: "\n") + "\n"))
                    open = nil
                } else {
                    open = (line.dropFirst(3).split(separator: " ").map(String.init), [])
                }
            } else if open != nil {
                open?.lines.append(line)
            } else if line.hasPrefix("#") {
                anchors.insert(Self.anchor(line))
            } else {
                links += Self.links(in: line)
            }
        }
    }

    /// Every page: those of the project's folder, of docs and of the data sets.
    static func all() throws -> [MarkdownFile] {
        let files = FileManager.default
        let top = try files.contentsOfDirectory(atPath: packageRoot).filter { $0.hasSuffix(".md") }
        let below = ["docs", "datasets"].flatMap { folder in
            (files.enumerator(atPath: "\(packageRoot)/\(folder)")?.compactMap { $0 as? String } ?? [])
                .filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
        }
        return try (top + below).sorted().map { try MarkdownFile($0) }
    }

    private static func anchor(_ heading: String) -> String {
        let words = heading.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
        return String(
            words.compactMap {
                $0 == " " ? "-" : $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : nil
            })
    }

    /// The targets of `[text](target)` and `![text](target)`.
    private static func links(in line: String) -> [String] {
        line.components(separatedBy: "](").dropFirst().compactMap { rest in
            rest.firstIndex(of: ")").map { String(rest[..<$0]) }
        }
    }
}
