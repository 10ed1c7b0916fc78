import LocatedYAML
import Testing

@Suite("A plain scalar")
struct YAMLScalarTests {
    @Test(
        "that YAML 1.1 would twist is text",
        arguments: [
            "no", "yes", "on", "off", "NO", "y", "12:30:45", "1_000", "0b101", "2024-05-06", "1.2.3", "0o8",
            "0xg", "0x",
            "0o", "0x-1", "+", "-", ".", "e5", "1e", "1e+", "+.nan", "inf", "nan", "infinity", "0x1p3", "1 ",
            "Nil", "tRue",
        ])
    func text(text: String) { #expect(YAMLScalar(plain: text) == .string(text)) }

    @Test(
        "is a whole number in decimal, octal or hexadecimal",
        arguments: [("0", 0), ("017", 17), ("-3", -3), ("+3", 3), ("0o17", 15), ("0xfF", 255), ("-0", 0)])
    func integers(text: String, value: Int) { #expect(YAMLScalar(plain: text) == .integer(value)) }

    @Test(
        "is a number",
        arguments: [
            ("1e-5", 1e-5), ("1.5", 1.5), (".5", 0.5), ("5.", 5), ("-1.5E+3", -1500), (".inf", .infinity),
            ("-.INF", -.infinity), ("1e400", .infinity), ("9223372036854775808", 9_223_372_036_854_775_808),
        ])
    func numbers(text: String, value: Double) { #expect(YAMLScalar(plain: text) == .number(value)) }

    @Test("is not a number", arguments: [".nan", ".NaN", ".NAN"])
    func notANumber(text: String) {
        guard case .number(let value) = YAMLScalar(plain: text) else {
            Issue.record("\(text) is no number")
            return
        }
        #expect(value.isNaN)
    }

    @Test("is null or a truth value in three spellings each")
    func words() {
        for text in ["", "~", "null", "Null", "NULL"] { #expect(YAMLScalar(plain: text) == .null) }
        for text in ["true", "True", "TRUE"] { #expect(YAMLScalar(plain: text) == .boolean(true)) }
        for text in ["false", "False", "FALSE"] { #expect(YAMLScalar(plain: text) == .boolean(false)) }
    }

    @Test("in quotes is always text", arguments: ["'1'", "\"true\"", "'~'", "\"1e5\""])
    func quoted(text: String) { #expect(parse(text).root?.asString == String(text.dropFirst().dropLast())) }
}
