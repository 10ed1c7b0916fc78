import ForecastCore
import LocatedYAML
import Testing

@Suite("faults that have a message of their own") struct TrueMessageTests {
    private func parse(_ text: String) -> (node: YAMLNode?, problems: [Diagnostic]) {
        var diagnostics = DiagnosticCollector()
        let node = YAMLDocument.parse(Array(text.utf8), file: "a.yaml", &diagnostics)
        return (node, diagnostics.diagnostics)
    }

    @Test(
        "markers of a merge are told with their line",
        arguments: [
            ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n", 2), ("<<<<<<< ours\na: 1\n", 1),
            ("a: 1\nb: 2\n>>>>>>> theirs\n", 3), ("a:\r\n  - 1\r\n||||||| base\r\n", 3),
        ])
    func conflicts(text: String, line: Int) throws {
        let (node, problems) = parse(text)
        #expect(node == nil && problems.map(\.code) == ["E018"])
        #expect(problems[0].location?.line == line)
    }

    @Test(
        "what only looks like a marker is text",
        arguments: ["a: |\n  <<<<<<< HEAD\n", "a: '<<<<<<< HEAD'\n", "a: 1 # >>>>>>> b\n"])
    func text(text: String) { #expect(parse(text).problems.isEmpty) }

    @Test("a number that only 0 is near to is not read as 0", arguments: ["4e-400", "-1E-999", "0.1e-330"])
    func tooSmall(number: String) throws {
        let node = try #require(parse("a: \(number)\n").node?["a"])
        var diagnostics = DiagnosticCollector()
        #expect(node.number(in: -1...1, path: "a", &diagnostics) == nil)
        #expect(diagnostics.diagnostics.map(\.code) == ["E053"])
        #expect(
            diagnostics.diagnostics[0].message
                == "'a' is '\(number)', which is too near to 0 for a 64-bit number")
    }

    @Test("0 and the smallest numbers are read", arguments: [("0", 0), ("0.0e-400", 0), ("4e-320", 4e-320)])
    func small(number: String, value: Double) throws {
        let node = try #require(parse("a: \(number)\n").node?["a"])
        var diagnostics = DiagnosticCollector()
        #expect(node.number(in: 0...1, path: "a", &diagnostics) == value && diagnostics.diagnostics.isEmpty)
    }
}
