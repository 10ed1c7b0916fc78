import ForecastCore
import Foundation
import LocatedYAML
import Testing

/// The public yaml-test-suite, where it is at hand.
private let suiteFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "../shared/data/yaml-test-suite")

private let suiteFiles = ((try? FileManager.default.contentsOfDirectory(atPath: suiteFolder.path())) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

@Suite("The public yaml-test-suite", .enabled(if: !suiteFiles.isEmpty, "yaml-test-suite is not at hand"))
struct YAMLTestSuiteTests {
    /// Codes of valid YAML that this project does not read.
    static let subsetCodes: Set<String> = [
        "E007", "E010", "E011", "E012", "E013", "E014", "E015", "E016", "E017",
    ]
    /// Invalid under YAML 1.2, but libyaml 0.2.5 accepts it; none changes what a value means.
    static let wronglyAccepted: [String: [String]] = [
        "the lines of a flow collection or quoted text may be indented less than their parent":
            ["9C9N", "DK95-01", "QB6E", "Y79Y-003"],
        "a comment needs no space before '#' after a bracket, quote, comma or '>'": [
            "9JBA", "CVW2", "SU5Z", "X4QW",
        ],
        "'-' alone is text in a flow collection": ["G5U8", "YJV2"],
        "the first line of a block scalar may be indented less than the blank lines before it": ["S98Z"],
    ]
    /// Valid under YAML 1.2, but libyaml 0.2.5 refuses it; each gets an error with a place, and a fix by
    /// writing the same in the common way.
    static let wronglyRefused: [String: [String]] = [
        "a tab may stand between tokens, in blank lines and after a block scalar's indentation":
            [
                "6BCT", "6CA3", "96NN-00", "96NN-01", "A2M4", "DK95-00", "DK95-03", "DK95-04", "Q5MG", "R4YG",
                "Y79Y-001",
                "Y79Y-010",
            ],
        "a key may be empty":
            ["2JQS", "6M2F", "CFD4", "FRK4", "M2N8-00", "NHX8", "NKF9", "S3PD", "SM9W-01", "UKK6-00"],
        "a flow collection's key may stand on another line than its ':'":
            ["4MUZ-00", "4MUZ-01", "4MUZ-02", "5MUD", "9SA2", "K3WX", "NJ66", "UT92", "VJP3-01"],
        "a ':' may stand beside a value without a space": [
            "2SXE", "4ABK", "58MP", "5T43", "DBG4", "HM87-00",
        ],
        "a block scalar at the root needs no indentation": ["DK3J", "FP8R"],
        "a document may end with '...' before another, or before nothing": ["7Z25", "HWV9", "M7A3", "QT73"],
    ]

    /// The reason for which `file` is an exception.
    static func reason(for file: String, in exceptions: [String: [String]]) -> String? {
        exceptions.first { $0.value.contains(String(file.prefix { $0 != "." })) }?.key
    }

    @Test("gives an error for what is no YAML, and a tree or a subset error for the rest")
    func verdicts() throws {
        #expect(suiteFiles.count == 402)
        for file in suiteFiles {
            let bytes = Array(try Data(contentsOf: suiteFolder.appending(path: file)))
            let (root, diagnostics) = parse(bytes: bytes)
            let codes = diagnostics.map(\.code)
            #expect(root != nil || !codes.isEmpty, "\(file): neither a tree nor an error")
            let lineCount = bytes.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 1
            for diagnostic in diagnostics {
                let place = diagnostic.location
                #expect(
                    place.map { (1...lineCount).contains($0.line) && $0.column >= 1 } == true,
                    "\(file): \(diagnostic.code) has no place in it")
            }
            if file.hasSuffix(".error.yaml") {
                #expect(
                    codes.isEmpty == (Self.reason(for: file, in: Self.wronglyAccepted) != nil),
                    "\(file): \(codes)")
            } else {
                let refused = !Set(codes).isSubset(of: Self.subsetCodes)
                #expect(
                    refused == (Self.reason(for: file, in: Self.wronglyRefused) != nil), "\(file): \(codes)")
            }
        }
    }

    @Test("never traps when bytes are dropped, doubled or flipped")
    func mutations() throws {
        let indicators = Array("-:?[]{},#&*!|>'\"%@` \t\n".utf8)
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, bound)
        }
        for file in suiteFiles {
            let bytes = Array(try Data(contentsOf: suiteFolder.appending(path: file)))
            for _ in 0..<40 where !bytes.isEmpty {
                var mutant = bytes
                for _ in 0...random(4) {
                    let place = random(mutant.count)
                    switch random(4) {
                    case 0 where mutant.count > 1: mutant.remove(at: place)
                    case 1: mutant.insert(mutant[place], at: place)
                    case 2: mutant[place] = indicators[random(indicators.count)]
                    default: mutant[place] ^= 1 << UInt8(random(8))
                    }
                }
                let (root, diagnostics) = parse(bytes: mutant)
                #expect(root != nil || !diagnostics.isEmpty)
                _ = diagnostics.map { $0.rendered() }
            }
        }
    }
}
