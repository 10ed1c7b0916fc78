import Foundation
import Testing

/// The folder that holds Package.swift.
let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// Compares a whole text with the file of that name in `folder`. With RECORD_GOLDEN=1 the file is rewritten and
/// the test fails, so that a recording never passes unseen.
func expectGolden(
    _ text: String, _ name: String, in folder: String = "Tests/CommandLineTests/Golden",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let path = "\(packageRoot)/\(folder)/\(name)"
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    let golden = try #require(
        try? String(contentsOfFile: path, encoding: .utf8), "no golden file \(name)",
        sourceLocation: sourceLocation)
    guard text != golden else { return }
    Issue.record(
        "\(folder)/\(name) differs; RECORD_GOLDEN=1 swift test ... records it", sourceLocation: sourceLocation
    )
}
