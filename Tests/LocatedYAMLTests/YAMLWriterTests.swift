import ForecastCore
import LocatedYAML
import Testing

@Suite("Written YAML")
struct YAMLWriterTests {
    @Test("is clean block YAML")
    func layout() {
        let value = YAMLValue.mapping([
            .init("name", .string("weekly-demand")), .init("filter", .mapping([])),
            .init("quantiles", .numbers([0.1, 0.5])),
            .init(
                "models",
                .mapping([
                    .init("ses", .mapping([.init("alpha", .number(0.1)), .init("season", .integer(52))]))
                ])),
            .init(
                "list", .sequence([.mapping([.init("a", .null)]), .strings(["no", "2024-05-06", "x y"])])),
        ])
        #expect(
            YAMLWriter.write(value, comment: "Resolved.") == """
                # Resolved.
                name: weekly-demand
                filter: {}
                quantiles: [0.1, 0.5]
                models:
                  ses:
                    alpha: 0.1
                    season: 52
                list:
                  -
                    a: null
                  - ["no", "2024-05-06", x y]

                """)
    }

    @Test("reads back to the same value, whatever the text", arguments: 0..<400)
    func roundTrip(seed: Int) {
        var generator = ValueGenerator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        let value = generator.value(depth: 0)
        let text = YAMLWriter.write(value)
        let (root, diagnostics) = parse(text)
        #expect(diagnostics.isEmpty, "\(text)\n\(diagnostics.map { $0.rendered() })")
        #expect(root.map { YAMLValue($0) } == value, "\(text)")
    }
}

private struct ValueGenerator {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func value(depth: Int) -> YAMLValue {
        // An empty document is no value, so the root is a collection.
        switch depth == 0 ? 6 + next(3) : next(depth > 5 ? 6 : 9) {
        case 0: .null
        case 1: .boolean(next(2) == 0)
        case 2: .integer(next(2) == 0 ? next(1000) - 500 : Int.min + next(3))
        case 3: .number(number())
        case 4, 5: .string(text())
        case 6: .sequence((0..<next(5)).map { _ in value(depth: depth + 1) })
        case 7: .strings((0..<next(40)).map { _ in text() })
        default: .mapping((0..<next(6)).map { .init("\($0)" + text(), value(depth: depth + 1)) })
        }
    }

    mutating func number() -> Double {
        switch next(5) {
        case 0: .infinity
        case 1: Double(next(1000)) / 10
        case 2: .leastNonzeroMagnitude
        case 3: -.greatestFiniteMagnitude
        default: Double(bitPattern: UInt64(next(1 << 30)) << 32 | 1)
        }
    }

    mutating func text() -> String {
        let words = [
            "no", "true", "null", "~", "1e5", "0x1F", "017", "-", "- a", "a: b", "a #b", "#", "", " x", "x ",
            "a  b", "<<",
            "*a", "&a", "!t", "[", "]", "{", "a,b", "'", "\"", "\\", "%", "@", "`", "|", ">", "---", "...",
            ".inf", "12:30:45",
            "ä€𝄞", "\u{FEFF}", "\u{2028}", "\u{85}", "\u{0}", "\u{1B}[0m", "\n", "a\nb", "\t", "\r",
            "\u{FFFF}", "\u{10FFFF}",
            String(repeating: "long", count: 300), "weekly-demand",
        ]
        return (0...next(2)).map { _ in words[next(words.count)] }.joined()
    }
}
