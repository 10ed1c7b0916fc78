import Champions
import Decisions
import ExperimentRunner
import ExperimentSpec
import ForecastCore
import Foundation
import Testing

@Suite("The registry of champions") struct ChampionRegistryTests {
    /// A project that is nothing but a folder.
    private final class EmptyProject {
        let project = Project(
            root: FileManager.default.temporaryDirectory.appending(path: "registry-\(UUID().uuidString)")
                .path())

        deinit { try? FileManager.default.removeItem(atPath: project.root) }

        func registry() throws -> ChampionRegistry { try ChampionRegistry.read(of: project) }
        func text() throws -> String { try String(contentsOfFile: project.champions, encoding: .utf8) }

        func write(_ text: String) throws {
            try FileManager.default.createDirectory(
                atPath: project.results, withIntermediateDirectories: true)
            try text.write(toFile: project.champions, atomically: true, encoding: .utf8)
        }
    }

    private static func entry(_ version: Int, experiment: String = "shop", kind: String = "ses") -> String {
        """
          - {experiment: \(experiment), version: \(version), model: m\(version), kind: \(kind), transform: none,
             parameters: {alpha: 0.9}, target: volume, metric: wape, value: 1.5, run: r, result_digest: d,
             snapshot_digest: d, backtest_digest: d, who: w, when: w, why: "because: it is better"}

        """
    }

    private static let head = "schema_version: 1\nchampions:\n"

    @Test("is empty where there is no file")
    func absent() throws {
        let registry = try EmptyProject().registry()
        #expect(registry.entries.isEmpty && registry.champion(of: "shop") == nil)
    }

    @Test("names the last entry of each experiment, and keeps the others")
    func history() throws {
        let project = EmptyProject()
        try project.write(
            Self.head + Self.entry(1) + Self.entry(4, experiment: "other") + Self.entry(2) + Self.entry(7))
        let registry = try project.registry()
        #expect(registry.champion(of: "shop")?.version == 7 && registry.champion(of: "other")?.version == 4)
        #expect(registry.entries.map(\.version) == [1, 4, 2, 7])
        #expect(registry.entries[0].why == "because: it is better" && registry.entries[0].value == 1.5)
        #expect(registry.entries[0].model.parameters.number("alpha") == 0.9)
        #expect(registry.entries.allSatisfy { $0.retirement == nil })
    }

    @Test("takes an entry after the one in office, and reads back what it wrote")
    func append() throws {
        let project = EmptyProject()
        try project.write(Self.head + Self.entry(1))
        let first = try #require(try project.registry().champion(of: "shop"))
        var second = first
        second.version = 2
        second.value = 0.1 + 0.2
        second.why = "a \"quoted\" reason: with # marks\nand a second line"
        second.restores = 1
        try ChampionRegistry.append(second, replacing: first, in: project.project) {}
        #expect(try project.registry().entries == [first, second])
        var other = second
        other.experiment = "other"
        other.version = 1
        try ChampionRegistry.append(other, replacing: nil, in: project.project) {}
        #expect(try project.registry().entries == [first, second, other])
        #expect(try project.registry().champion(of: "shop") == second)
    }

    @Test("changes nothing when somebody else was promoted meanwhile, or when what must hold does not")
    func refusals() throws {
        struct NoLonger: Error {}
        let project = EmptyProject()
        try project.write(Self.head + Self.entry(1) + Self.entry(2))
        let before = try project.text()
        let entries = try project.registry().entries
        var third = entries[1]
        third.version = 3
        let overtaken = try #require(throws: ChampionOvertaken.self) {
            try ChampionRegistry.append(third, replacing: entries[0], in: project.project) {}
        }
        #expect(overtaken.now.hasPrefix("'m2' is champion 2"))
        #expect(throws: NoLonger.self) {
            try ChampionRegistry.append(third, replacing: entries[1], in: project.project) {
                throw NoLonger()
            }
        }
        // Versions grow: the file would not be read again.
        #expect(throws: DiagnosticsError.self) {
            try ChampionRegistry.append(entries[0], replacing: entries[1], in: project.project) {}
        }
        #expect(try project.text() == before)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: project.project.results).filter {
                $0.hasPrefix("champions")
            } == ["champions.yaml"])
    }

    @Test("keeps an entry that this version cannot train as it was written, and says why it cannot")
    func retired() throws {
        let project = EmptyProject()
        try project.write(Self.head + Self.entry(1, kind: "oracle"))
        let old = try #require(try project.registry().champion(of: "shop"))
        #expect(old.retirement == "its kind 'oracle' is none of this version's")
        var next = old
        next.version = 2
        try ChampionRegistry.append(next, replacing: old, in: project.project) {}
        #expect(try project.registry().entries == [old, next])
        #expect(try project.text().contains("kind: oracle"))
    }

    @Test("refuses versions that do not grow")
    func versions() throws {
        let project = EmptyProject()
        try project.write(Self.head + Self.entry(2) + Self.entry(2))
        let error = try #require(throws: DiagnosticsError.self) { try project.registry() }
        #expect(error.diagnostics.map(\.code) == ["E176"])
    }
}
