import Foundation
import FuzzInputs
import Testing

/// What the fuzzer started from and what it found, fed again to the readers.
@Suite("The fuzzer's corpus", .serialized) struct FuzzCorpusTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "corpus")

    @Test("neither traps nor hangs a reader", arguments: FuzzTarget.allCases)
    func replay(target: FuzzTarget) throws {
        defer { FuzzTarget.cleanUp() }
        let folder = Self.folder.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        #expect(!names.isEmpty, "no corpus for \(target)")
        for name in names {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            target.run(bytes)
            // The prefixes of a file reach the ends of every reader.
            for cut in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 16)) {
                target.run(Array(bytes[..<cut]))
            }
        }
    }

    /// Inputs that fuzzing kept because they reach code that no other one reaches.
    @Test("stays harmless where the fuzzer went", arguments: FuzzTarget.allCases)
    func found(target: FuzzTarget) throws {
        defer { FuzzTarget.cleanUp() }
        let file = Self.folder.deletingLastPathComponent().appending(path: "found/\(target.rawValue).base64")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count > 50)
        for line in lines.dropLast() { target.run(Array(try #require(Data(base64Encoded: String(line))))) }
    }
}
