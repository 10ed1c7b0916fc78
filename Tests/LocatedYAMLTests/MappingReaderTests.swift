import ForecastCore
import LocatedYAML
import Testing

/// What a reading of `text` reports.
private func messages(_ text: String, _ read: (inout MappingReader, inout DiagnosticCollector) -> Void)
    -> [String]
{
    var collector = DiagnosticCollector()
    guard let root = YAMLDocument.parse(Array(text.utf8), file: "t.yaml", &collector),
        var reader = root.mapping(path: "", &collector)
    else { return collector.diagnostics.map(\.message) }
    read(&reader, &collector)
    reader.finish(&collector)
    return collector.diagnostics.map { "\($0.code) \($0.message)" }
}

@Suite("A mapping reader")
struct MappingReaderTests {
    @Test("reads every type of value")
    func types() {
        let text = "i: 3\nd: 2\nb: true\nt: no\nw: fast\nl: [1, 2]\nm: {x: 1}\nlabel: 017\nempty:\n"
        let found = messages(text) { reader, diagnostics in
            #expect(reader.integer("i", in: 1...3, required: true, &diagnostics) == 3)
            #expect(reader.number("d", in: 0...2, &diagnostics) == 2)
            #expect(reader.boolean("b", &diagnostics) == true)
            #expect(reader.text("t", &diagnostics) == "no")
            #expect(reader.word("w", of: ["slow", "fast"], &diagnostics) == "fast")
            #expect(reader.list("l", &diagnostics) { $0.integer(in: 0...9, path: $1, &$2) } == [1, 2])
            var inner = reader.mapping("m", &diagnostics)
            #expect(inner?.integer("x", in: 0...9, &diagnostics) == 1)
            #expect(reader.label("label", &diagnostics) == "017")
            #expect(reader.text("empty", &diagnostics) == nil)
            #expect(reader.text("absent", &diagnostics) == nil)
        }
        #expect(found.isEmpty)
    }

    @Test("a decimal number without a fraction is whole, as in JSON Schema; one beyond Int is not")
    func wholeDecimals() {
        let found = messages("a: 13.0\nb: 1e3\nc: 1e19\nd: -0.0\ne: .inf\n") { reader, diagnostics in
            #expect(reader.integer("a", in: 1...730, &diagnostics) == 13)
            #expect(reader.integer("b", in: 0...1000, &diagnostics) == 1000)
            #expect(reader.integer("c", in: 0...Int.max, &diagnostics) == nil)
            #expect(reader.integer("d", in: 0...1, &diagnostics) == 0)
            #expect(reader.integer("e", in: 0...1, &diagnostics) == nil)
        }
        #expect(
            found == [
                "E052 'c' must be a whole number from 0 to \(Int.max), not the number 1e19",
                "E052 'e' must be a whole number from 0 to 1, not the number .inf",
            ])
    }

    @Test("says what is expected and what was found")
    func mismatches() {
        let text = "i: '13'\nj: 900\nk: 1.5\nd: .nan\nb: no\nt: 5\nw: fats\nl: 3\nm: [1]\nn: [1, x, 99]\n"
        let found = messages(text) { reader, diagnostics in
            _ = reader.integer("i", in: 1...730, &diagnostics)
            _ = reader.integer("j", in: 1...730, &diagnostics)
            _ = reader.integer("k", in: 1...730, &diagnostics)
            _ = reader.number("d", in: 0...1, &diagnostics)
            _ = reader.boolean("b", &diagnostics)
            _ = reader.text("t", &diagnostics)
            _ = reader.word("w", of: ["slow", "fast"], &diagnostics)
            _ = reader.list("l", &diagnostics) { $0.integer(in: 0...9, path: $1, &$2) }
            _ = reader.mapping("m", &diagnostics)
            _ = reader.list("n", &diagnostics) { $0.integer(in: 0...9, path: $1, &$2) }
        }
        #expect(
            found == [
                "E052 'i' must be a whole number from 1 to 730, not the quoted text '13'",
                "E053 'j' must be a whole number from 1 to 730; 900 is not",
                "E052 'k' must be a whole number from 1 to 730, not the number 1.5",
                "E053 'd' must be a number from 0 to 1; .nan is not",
                "E052 'b' must be true or false, not the text 'no'",
                "E052 't' must be text, not the whole number 5",
                "E054 'w' cannot be 'fats'; did you mean 'fast'?",
                "E052 'l' must be a list, such as [a, b], not the whole number 3",
                "E052 'm' must be a mapping of keys and values, not a list",
                "E052 'n[1]' must be a whole number from 0 to 9, not the text 'x'",
                "E053 'n[2]' must be a whole number from 0 to 9; 99 is not",
            ])
    }

    @Test("reports unknown and missing keys by their path, and a misspelt required key once")
    func keys() {
        let found = messages("backtest: {horizn: 3, zzz: 1, step: }\n") { reader, diagnostics in
            var backtest = reader.mapping("backtest", &diagnostics)
            _ = backtest?.integer("horizon", in: 1...9, required: true, &diagnostics)
            _ = backtest?.integer("step", in: 1...9, required: true, &diagnostics)
            _ = backtest?.integer("windows", in: 1...9, required: true, &diagnostics)
            backtest?.finish(&diagnostics)
        }
        #expect(
            found == [
                "E051 unknown key 'backtest.horizn'; did you mean 'horizon'?",
                "E051 unknown key 'backtest.zzz'",
                "E050 'backtest.step' has no value",
                "E050 'backtest.windows' is missing",
            ])
    }

    @Test("clips and cleans what it quotes")
    func quotes() {
        #expect(quotation("a\u{1B}[31mb\u{202E}") == "'a\u{FFFD}[31mb\u{FFFD}'")
        #expect(quotation(String(repeating: "x", count: 100)) == "'\(String(repeating: "x", count: 60))...'")
    }
}
