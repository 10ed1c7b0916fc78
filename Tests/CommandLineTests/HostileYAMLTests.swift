import Foundation
import Testing

/// Files made to exhaust whoever reads them, given to the built program under hard limits: one second of processor
/// time, 200 MB of address space. A trap, a hang or a larger appetite shows as a signal.
@Suite("Hostile YAML ends in an error, soon and small") struct HostileYAMLTests {
    /// Every way in which the program reads YAML that others wrote.
    private static let places = [
        "experiments/evil.yaml", "datasets/shop/dataset.yaml", "datasets/shop/snapshot.lock",
    ]

    private static let limited = "ulimit -v 204800; ulimit -t 1; exec \"$0\" \"$@\""

    private static func noise(_ count: Int, seed: UInt64, _ alphabet: [UInt8] = Array(0...255)) -> Data {
        var state = seed
        return Data(
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return alphabet[Int(state >> 33) % alphabet.count]
            })
    }

    private static func text(_ text: String) -> Data { Data(text.utf8) }

    /// What it is, and the bytes.
    static let bombs: [(name: String, bytes: Data)] = [
        ("1 MB of noise", noise(1_000_000, seed: 1)),
        ("1 MB of letters", noise(1_000_000, seed: 2, Array("abc \n:-".utf8))),
        ("1 MB of indicators", noise(1_000_000, seed: 3, Array("-:?[]{},#&*!|>'\"%@` \t\nax".utf8))),
        (
            "an alias bomb",
            text(
                "a: &a [x,x,x,x,x,x,x,x,x]\n"
                    + zip("bcdefghij", "abcdefghi").map { new, old in
                        "\(new): &\(new) [" + Array(repeating: "*\(old)", count: 9).joined(separator: ",")
                            + "]\n"
                    }.joined())
        ),
        ("10,000 sequences", text(String(repeating: "[", count: 10_000))),
        (
            "10,000 closed mappings",
            text(String(repeating: "{a: ", count: 10_000) + String(repeating: "}", count: 10_000))
        ),
        ("10,000 levels of '-'", text(String(repeating: "- ", count: 10_000) + "x\n")),
        (
            "10,000 levels of indentation",
            text((0..<1400).map { String(repeating: " ", count: $0) + "a:\n" }.joined())
        ),
        ("a scalar of 1 MiB", text("experiment: " + String(repeating: "x", count: (1 << 20) - 13) + "\n")),
        (
            "a quoted scalar of 1 MiB",
            text("experiment: \"" + String(repeating: "\\t", count: (1 << 19) - 10) + "\"\n")
        ),
        ("a key of 1 MiB", text(String(repeating: "k", count: (1 << 20) - 5) + ": 1\n")),
        ("one byte more than 1 MiB", text(String(repeating: "#", count: (1 << 20) + 1))),
        ("100,000 keys", text((0..<100_000).map { "k\($0): 1\n" }.joined())),
        ("90,000 keys on a line", text("{" + (0..<90_000).map { "k\($0): 1" }.joined(separator: ", ") + "}")),
        (
            "100,000 items",
            text("a: [" + Array(repeating: "1", count: 100_000).joined(separator: ",") + "]\n")
        ),
        ("the same key again and again", text(String(repeating: "a: 1\n", count: 100_000))),
        ("1 MB of line ends", text(String(repeating: "\n", count: 1_000_000))),
        ("1 MB of line ends before a value", text("a:" + String(repeating: "\n", count: 1_000_000) + " [")),
        ("1 MB of comment", text("# " + String(repeating: "é", count: 500_000) + "\na: [")),
        ("a million anchors", text(String(repeating: "&a ", count: 300_000))),
        ("tags", text(String(repeating: "!!a ", count: 200_000))),
        ("NUL", Data(repeating: 0, count: 1_000_000)),
        (
            "UTF-16",
            Data([0xFF, 0xFE])
                + Data(
                    String(repeating: "a: b\n", count: 100_000).utf16.flatMap {
                        [UInt8($0 & 0xFF), UInt8($0 >> 8)]
                    })
        ),
        ("nothing", Data()),
    ]

    @Test("whichever file it stands in", arguments: bombs.map(\.name))
    func bomb(name: String) throws {
        let bytes = try #require(Self.bombs.first { $0.name == name }?.bytes)
        let project = try ScratchProject()
        try project.write("experiment: shop\n", to: "experiments/evil.yaml")
        for place in Self.places {
            let kept = try Data(contentsOf: URL(fileURLWithPath: project.path(place)))
            try bytes.write(to: URL(fileURLWithPath: project.path(place)))
            let spec = place.hasPrefix("exp") ? place : "experiments/shop.yaml"
            let result = try BuiltProgram.run(
                ["-c", Self.limited, BuiltProgram.path, "validate", spec], in: project.root,
                program: "/bin/sh")
            #expect(
                [2, 3].contains(result.status), "\(place): \(result.status) \(result.errors.prefix(500))")
            #expect(result.errors.utf8.count < 100_000 && result.errors.contains("error["), "\(place)")
            try kept.write(to: URL(fileURLWithPath: project.path(place)))
        }
    }

    @Test("all of the public yaml-test-suite, read as specs")
    func suite() throws {
        let folder = packageRoot + "/../shared/data/yaml-test-suite"
        guard FileManager.default.fileExists(atPath: folder) else { return }
        let project = try ScratchProject()
        let script = """
            ulimit -v 204800; ulimit -t 1
            for file in "$1"/*.yaml; do
              "$0" validate "$file" --project . >/dev/null 2>&1
              echo $?
            done
            """
        let result = try BuiltProgram.run(
            ["-c", script, BuiltProgram.path, folder], in: project.root, program: "/bin/sh")
        let statuses = result.output.split(separator: "\n")
        #expect(statuses.count == 402 && statuses.allSatisfy { $0 == "2" }, "\(Set(statuses))")
    }
}
