import ExperimentSpec
import ForecastCore
import Foundation
import Testing

let badFolder = Fixtures.folder.appending(path: "Bad")

let badSpecs = ((try? FileManager.default.contentsOfDirectory(atPath: badFolder.path())) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

@Suite("The messages about a bad spec")
struct GoldenDiagnosticsTests {
    @Test("are the ones on record", arguments: badSpecs)
    func golden(file: String) throws {
        let rendered = try render(file)
        let record = badFolder.appending(path: file.replacing(".yaml", with: ".expected.txt"))
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try rendered.write(to: record, atomically: true, encoding: .utf8)
            Issue.record("recorded \(record.lastPathComponent); review it, then run without RECORD_GOLDEN")
        }
        let expected = try String(contentsOf: record, encoding: .utf8)
        #expect(rendered == expected)
    }

    /// Lines `# set: key=value` at the top of a bad spec are overrides.
    private func render(_ file: String) throws -> String {
        let text = try String(contentsOf: badFolder.appending(path: file), encoding: .utf8)
        let overrides = text.split(separator: "\n").filter { $0.hasPrefix("# set: ") }.map {
            String($0.dropFirst(7))
        }
        do {
            _ = try Fixtures.reader.read(Array(text.utf8), file: file, overrides: overrides) {
                path throws(SpecFileProblem) in
                guard let data = try? Data(contentsOf: badFolder.appending(path: path)) else {
                    throw .missing
                }
                return Array(data)
            }
            Issue.record("\(file) is read without complaint")
            return ""
        } catch {
            return error.diagnostics.map { $0.rendered() }.joined(separator: "\n\n") + "\n"
        }
    }
}

@Suite("The table of errors")
struct ErrorTableTests {
    @Test("lists every code that the sources can emit, and no other")
    func complete() throws {
        let root = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
        var emitted: Set<String> = []
        let sources = root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: sources.path())?.compactMap { $0 as? String } ?? []
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            emitted.formUnion(text.matches(of: /code: (?:String \{ )?"([EW][0-9]{3})"/).map { String($0.1) })
        }
        let table = try String(contentsOf: root.appending(path: "docs/errors.md"), encoding: .utf8)
        let listed = table.matches(of: /(?m)^\| `([EW][0-9]{3})` \|/).map { String($0.1) }
        #expect(emitted.count > 40)
        #expect(Set(listed).count == listed.count)
        #expect(emitted.subtracting(listed).sorted() == [])
        #expect(Set(listed).subtracting(emitted).sorted() == [])
    }
}
