import ForecastCore
import Glibc
import LocatedYAML
import Testing

/// The tree and the errors of a text.
func parse(_ text: String, limits: YAMLLimits = .standard) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    parse(bytes: Array(text.utf8), limits: limits)
}

func parse(bytes: [UInt8], limits: YAMLLimits = .standard) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    var collector = DiagnosticCollector()
    let root = YAMLDocument.parse(bytes, file: "t.yaml", limits: limits, &collector)
    return (root, collector.diagnostics)
}

@Suite("A YAML document")
struct YAMLDocumentTests {
    @Test("becomes a tree in the order of the file, with the place of every key and value")
    func tree() throws {
        let (root, diagnostics) = parse("b: 1\na:\n  - x\n  - {c: 'no'}\n")
        let entries = try #require(root?.asMapping)
        #expect(diagnostics.isEmpty)
        #expect(entries.map(\.key) == ["b", "a"])
        #expect(entries[0].value.asInt == 1)
        let item = try #require(entries[1].value.asSequence?.last)
        #expect(item.location.line == 4 && item.location.column == 5)
        let value = try #require(item["c"])
        #expect(value.asString == "no")
        #expect(
            value.location
                == SourceLocation(file: "t.yaml", line: 4, column: 9, length: 4, lineText: "  - {c: 'no'}"))
    }

    @Test("counts columns in Unicode scalars, after a byte order mark too")
    func columns() throws {
        let (root, _) = parse("\u{FEFF}größe: {ä€𝄞: x}")
        let value = try #require(root?["größe"]?["ä€𝄞"])
        #expect(value.location.column == 14)
        #expect(value.location.lineText == "größe: {ä€𝄞: x}")
    }

    @Test(
        "counts lines at LF, CR and CR LF",
        arguments: ["a: 1\nb: 2\nc: x", "a: 1\rb: 2\rc: x", "a: 1\r\nb: 2\r\nc: x"])
    func lineBreaks(text: String) throws {
        let value = try #require(parse(text).root?["c"])
        #expect(value.location.line == 3)
        #expect(value.location.lineText == "c: x")
    }

    @Test(
        "outside the strict subset has a code of its own",
        arguments: [
            ("a: [1, 2", "E001"), ("a: 'x", "E001"), ("a: b: c", "E001"), ("a:\n\t- b", "E008"),
            ("a: \u{1}", "E003"), ("", "E007"), ("# only a comment\n", "E007"), ("---\n", "E007"),
            ("a: &x 1", "E010"), ("a: *x", "E011"), ("<<: {a: 1}", "E012"), ("a: !!str 1", "E013"),
            ("a: ! 1", "E013"),
            ("a: 1\nb: 2\na: 3", "E014"), ("a: 1\n\"a\": 3", "E014"), ("a: 1\n---\nb: 2", "E015"),
            ("[a]: 1", "E016"), ("? {a: 1}\n: 1", "E016"), ("%YAML 1.2\n---\na: 1", "E017"),
        ])
    func codes(text: String, code: String) {
        let diagnostics = parse(text).diagnostics
        #expect(diagnostics.map(\.code).contains(code), "\(diagnostics.map { $0.rendered() })")
        #expect(diagnostics.allSatisfy { $0.location?.lineText != nil })
    }

    @Test("that is not UTF-8 is refused at the first bad byte")
    func invalidUTF8() {
        let diagnostics = parse(bytes: Array("a: 1\nb: ".utf8) + [0xC3, 0x28]).diagnostics
        #expect(diagnostics.map(\.code) == ["E002"])
        #expect(diagnostics.first?.location?.line == 2)
        #expect(diagnostics.first?.location?.column == 4)
    }

    @Test("in UTF-16 says so")
    func utf16() {
        #expect(
            parse(bytes: [0xFF, 0xFE, 0x61, 0x00]).diagnostics.first?.message
                == "the file is UTF-16, not UTF-8")
    }

    @Test("reports several problems at once and still yields the rest of the tree")
    func continues() {
        let (root, diagnostics) = parse("a: &x 1\nb: *x\nc: !t 3\nd: 4\nd: 5\n")
        #expect(diagnostics.map(\.code) == ["E010", "E011", "E013", "E014"])
        #expect(root?["a"]?.asInt == 1)
        #expect(root?["b"]?.isNull == true)
        #expect(root?["d"]?.asInt == 4)
    }

    @Test("is refused beyond a limit of bytes, depth or nodes, and read at the limit")
    func limits() {
        let limits = YAMLLimits(bytes: 40, depth: 3, nodes: 8, errors: 50)
        #expect(parse(String(repeating: "a", count: 40), limits: limits).diagnostics.isEmpty)
        #expect(parse(String(repeating: "a", count: 41), limits: limits).diagnostics.map(\.code) == ["E004"])
        #expect(parse("[[[1]]]", limits: limits).diagnostics.isEmpty)
        #expect(parse("[[[[1]]]]", limits: limits).diagnostics.map(\.code) == ["E005"])
        #expect(parse("[1, 2, 3, 4, 5, 6, 7]", limits: limits).diagnostics.isEmpty)
        #expect(parse("[1, 2, 3, 4, 5, 6, 7, 8]", limits: limits).diagnostics.map(\.code) == ["E006"])
    }

    @Test("stops after fifty errors")
    func manyErrors() {
        let (root, diagnostics) = parse(String(repeating: "- &a 1\n", count: 1000))
        #expect(root == nil)
        #expect(diagnostics.count == 50)
    }

    /// One mebibyte each.
    static let hurtful: [String: String] = [
        "flow lists": String(repeating: "[", count: 1 << 20),
        "block lists": String(repeating: "- ", count: 1 << 19),
        "explicit keys": String(repeating: "? ", count: 1 << 19),
        "a long word": String(repeating: "a", count: 1 << 20),
        "flow mappings": String(repeating: "{a: ", count: 1 << 18),
        "line continuations": "\"" + String(repeating: "\\\n", count: (1 << 19) - 1),
        "a wide list": "[" + String(repeating: "a,", count: (1 << 19) - 1),
        "anchors": String(repeating: "&a ", count: 1 << 18),
        "indentation": String(repeating: " ", count: (1 << 20) - 1) + "x",
        "blank lines": "|\n" + String(repeating: " \n", count: (1 << 19) - 1),
        "colons": String(repeating: "a: b: ", count: 1 << 17),
        "a long tag": String(repeating: "!", count: 1 << 20),
        "comments": String(repeating: "#\n", count: 1 << 19),
        "quotes": String(repeating: "''", count: 1 << 19),
    ]

    @Test("made to hurt costs little", arguments: hurtful.keys.sorted())
    func adversarial(name: String) throws {
        let text = try #require(Self.hurtful[name])
        let elapsed = seconds { _ = parse(text) }
        #expect(elapsed < 10, "\(elapsed)")
    }
}

@Suite("libyaml's complaints")
struct YAMLProblemTests {
    @Test("are told in our words with place, caret and fix")
    func rendered() {
        let text = parse("data:\n  dataset: x\n targets: [a]\n").diagnostics.map { $0.rendered() }
        #expect(
            text == [
                """
                t.yaml:3:2: error[E001]: this line fits no mapping above it
                    3 |  targets: [a]
                      |  ^
                   note: the mapping began at line 1, column 1
                   fix: align its indentation with the keys it belongs to
                """
            ])
    }
}

/// Of the processor on this thread: what others do on the machine does not count.
private func seconds(of work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try work()
    return now() - start
}
