import ForecastCore
import Testing

@Suite("Diagnostics") struct DiagnosticTests {
    private func rendered(
        line: Int = 14, column: Int, length: Int = 1, _ text: String?, message: String = "no"
    ) -> [String] {
        let place = SourceLocation(file: "a.yaml", line: line, column: column, length: length, lineText: text)
        return Diagnostic(code: "E1", message, at: place).rendered().split(separator: "\n").map(String.init)
    }

    @Test("a whole diagnostic reads like this")
    func golden() {
        let place = SourceLocation(
            file: "experiments/retail.yaml", line: 14, column: 15, length: 6,
            lineText: "  cro: {kind: croton}")
        let diagnostic = Diagnostic(
            code: "E104", "unknown model kind 'croton'; did you mean 'croston'?", at: place,
            notes: ["kinds: croston, ets", "see docs"], fix: "write 'croston'")
        #expect(
            diagnostic.rendered() == """
                experiments/retail.yaml:14:15: error[E104]: unknown model kind 'croton'; did you mean 'croston'?
                   14 |   cro: {kind: croton}
                      |               ^^^^^^
                   note: kinds: croston, ets
                   note: see docs
                   fix: write 'croston'
                """)
    }

    @Test("without a place or a line there is less to show")
    func bare() {
        #expect(Diagnostic(.warning, code: "D9", "odd").rendered() == "warning[D9]: odd")
        #expect(rendered(column: 3, nil) == ["a.yaml:14:3: error[E1]: no"])
    }

    @Test("the caret stands under its column")
    func caret() {
        #expect(rendered(column: 1, length: 3, "abc def")[1...] == ["   14 | abc def", "      | ^^^"])
        #expect(rendered(column: 5, length: 3, "abc def")[2] == "      |     ^^^")
        #expect(rendered(column: 3, "\tx: y")[1...] == ["   14 |  x: y", "      |   ^"])
        #expect(rendered(column: 2, length: 2, "é\u{1F600}x")[2] == "      |  ^^")
    }

    @Test("a place at or beyond the end of the line is shown at its end")
    func beyondEnd() {
        #expect(rendered(column: 4, "abc")[2] == "      |    ^")
        #expect(rendered(column: 500, "abc")[2] == "      |    ^")
        #expect(rendered(column: 2, length: 90, "abc")[2] == "      |  ^^")
        #expect(rendered(column: 1, length: 0, "")[1...] == ["   14 | ", "      | ^"])
        #expect(rendered(column: 0, "abc")[2] == "      | ^")
    }

    @Test("a long line number keeps caret and text aligned")
    func longLineNumber() {
        #expect(rendered(line: 1_234_567, column: 2, "abc")[1...] == ["1234567 | abc", "        |  ^"])
    }

    @Test("a long line is cut around the place", arguments: [1, 40, 51, 60, 500, 990, 1000])
    func longLine(column: Int) {
        let text = String((0..<1000).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
        let lines = rendered(column: column, length: 3, text)
        #expect(lines[1].count == 8 + 100)
        let caret = lines[2].prefix { $0 != "^" }.count
        let shown = Array(lines[1])[caret]
        #expect(shown == Character(UnicodeScalar(UInt8(97 + (column - 1) % 26))))
        #expect(lines[2].count <= 8 + 100)
    }

    @Test(
        "nothing that a user's file holds can steer the terminal",
        arguments: [
            "\u{1B}[2J", "\u{7}", "\u{0}", "\r", "\u{202E}", "\u{200B}", "\u{9B}31m", "\u{2028}", "\u{7F}",
        ])
    func controlCharacters(text: String) {
        let place = SourceLocation(file: "a\(text).yaml", line: 1, column: 3, lineText: "x\(text)y: z")
        let diagnostic = Diagnostic(
            code: "E1", "key 'x\(text)y'", at: place, notes: ["n\(text)"], fix: "f\(text)")
        let output = diagnostic.rendered()
        for scalar in text.unicodeScalars
        where !scalar.properties.isPatternSyntax && scalar != "3" && scalar != "1" && scalar != "m"
            && scalar != "2" && scalar != "J"
        {
            #expect(!output.unicodeScalars.contains(scalar))
        }
        #expect(output.split(separator: "\n").count == 5)
        #expect(output.contains("\u{FFFD}"))
    }

    @Test("a line break in a message does not break the layout")
    func lineBreak() {
        #expect(
            rendered(column: 1, nil, message: "key 'a\nb'\tc") == [
                "a.yaml:14:1: error[E1]: key 'a\u{FFFD}b' c"
            ])
    }

    @Test("a collector keeps the order and knows errors from warnings")
    func collector() {
        var collector = DiagnosticCollector()
        collector.add(Diagnostic(.warning, code: "W1", "first"))
        #expect(!collector.hasErrors)
        collector.add(contentsOf: [Diagnostic(code: "E2", "second"), Diagnostic(code: "E1", "third")])
        #expect(collector.hasErrors)
        #expect(collector.diagnostics.map(\.code) == ["W1", "E2", "E1"])
    }
}
