import Foundation
import ForecastCore
import Testing

import LocatedYAML

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
    /// Invalid under YAML 1.2, but libyaml 0.2.5 accepts it.
    static let wronglyAccepted: [String: String] = [:]
    /// Valid under YAML 1.2, but libyaml 0.2.5 refuses it.
    static let wronglyRefused: [String: String] = [:]

    @Test("gives an error for what is no YAML, and a tree or a subset error for the rest")
    func verdicts() throws {
        #expect(suiteFiles.count == 402)
        for file in suiteFiles {
            let bytes = Array(try Data(contentsOf: suiteFolder.appending(path: file)))
            let codes = parse(bytes: bytes).diagnostics.map(\.code)
            if file.hasSuffix(".error.yaml") {
                #expect(codes.isEmpty == (Self.wronglyAccepted[file] != nil), "\(file): \(codes)")
            } else {
                let refused = !Set(codes).isSubset(of: Self.subsetCodes)
                #expect(refused == (Self.wronglyRefused[file] != nil), "\(file): \(codes)")
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
