import Files
import Foundation
import Reports
import Testing

/// Compares a whole output with the file of that name in `Golden`. With RECORD_GOLDEN=1 the file is
/// rewritten and the test fails, so that a recording never passes unseen.
///
/// Pages share one style sheet, which is a golden file of its own, `style.css`: a page holds its name in its place.
func expectGolden(
    _ whole: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    var text = whole
    if name.hasSuffix(".html") {
        let sheet = try #require(styleSheet(of: whole), sourceLocation: sourceLocation)
        text = text.replacing(sheet, with: "style.css", maxReplacements: 1)
        #expect(sheet == styleSheet(of: HTMLReport.render(FixtureReports.oneModel)), "a style of its own")
    }
    let folder = String(#filePath).split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
        separator: "/")
    let path = "\(folder)/Golden/\(name)"
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
        try FileManager.default.createDirectory(atPath: "\(folder)/Golden", withIntermediateDirectories: true)
        try AtomicFile.write(text, to: path)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    let expected = try #require(
        FileManager.default.contents(atPath: path), "no golden file \(name)", sourceLocation: sourceLocation)
    let wanted = String(decoding: expected, as: UTF8.self)
    guard wanted != text else { return }
    let lines = zip(
        wanted.split(separator: "\n", omittingEmptySubsequences: false),
        text.split(separator: "\n", omittingEmptySubsequences: false))
    let first = lines.enumerated().first { $0.element.0 != $0.element.1 }
    Issue.record(
        """
        \(name) differs from line \((first?.offset ?? -1) + 1)
        golden: \(first?.element.0.prefix(300) ?? "")
        now:    \(first?.element.1.prefix(300) ?? "")
        """, sourceLocation: sourceLocation)
}

/// What stands between the tags of the style.
func styleSheet(of page: String) -> String? {
    guard let start = page.range(of: "<style>"), let end = page.range(of: "</style>") else { return nil }
    return String(page[start.upperBound..<end.lowerBound])
}
