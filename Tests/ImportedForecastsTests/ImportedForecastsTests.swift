import Files
import ForecastCore
import Foundation
import ImportedForecasts
import Testing

@Suite("Imported forecasts") struct ImportedForecastsTests {
    /// Two series over six weeks; the last two are the test periods of a window with its cutoff at week 4.
    private static let panel = Panel(
        grid: TimeGrid(
            frequency: .weekly, origin: .calendar(CivilDate(year: 2024, month: 1, day: 1)!, hour: 0), count: 6
        ),
        seriesIDs: ["a", "b"], firstStep: [0, 0],
        columns: [PanelColumn(name: "volume", knowledge: .target, values: Array(repeating: 1, count: 12))])

    private static let levels = [0.1, 0.9].compactMap { QuantileLevel($0) }

    private static func known(levels: [QuantileLevel] = levels) -> KnownPanel {
        KnownPanel(
            panel, target: "volume",
            window: BacktestWindow(index: 0, training: 0..<4, test: 4..<6, fittedIn: 0),
            classes: SeriesClasses(abc: [.a, .a], xyz: [.x, .x], pattern: [.smooth, .smooth]), levels: levels)
    }

    private static func parameters(
        of text: String, _ column: String = "auto", _ missing: String = "fallback"
    ) -> ModelParameters {
        ModelParameters([
            "file": .word("f.csv"), "column": .word(column), "missing": .word(missing),
            "sha256": .word(Digest.sha256(Array(text.utf8)).hex),
        ])
    }

    private static func forecasts(
        _ text: String, column: String = "auto", missing: String = "fallback",
        levels: [QuantileLevel] = levels
    ) throws -> [Double] {
        try ImportedForecasts(parameters(of: text, column, missing), folder: "")
            .restore(Artefact(text: text, work: 0), levels: levels)
            .forecast(known(levels: levels), jobs: 1)
    }

    /// What is wrong with a file, as `line: code`.
    private static func problems(_ text: String, targets: [String] = ["volume"], column: String = "auto")
        throws -> [String]
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)")
            .path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try AtomicFile.write(text, to: "\(folder)/f.csv")
        let model = DeclaredModel(
            name: "m",
            definition: ModelDefinition(
                kind: "imported", version: 1, parameters: parameters(of: text, column)),
            levels: levels, files: folder, place: { _ in nil })
        return ImportedForecasts.problems(
            of: model, on: LearnedData(panel: panel, targets: targets, shortestTraining: 4)
        ).map { "\($0.location?.line ?? 0): \($0.code)" }
    }

    private static let long = """
        unique_id,cutoff,ds,forecast,p10,p90
        a,2024-01-22,2024-01-29,5,4,6
        a,2024-01-22,2024-02-05,7,6,8
        b,2024-01-22,2024-01-29,1,0,2
        b,2024-01-22,2024-02-05,2,1,3
        b,2023-12-04,2024-02-05,9,9,9

        """

    @Test("are those of the rows that name the cutoff")
    func long() throws {
        #expect(try Self.forecasts(Self.long) == [5, 4, 6, 7, 6, 8, 1, 0, 2, 2, 1, 3])
    }

    @Test("may have Nixtla's columns, of several models and with midnights")
    func nixtla() throws {
        let text = """
            unique_id,ds,cutoff,y,ETS,ETS-lo-80,ETS-hi-80,Auto-X,Auto-X-lo-80,Auto-X-hi-80
            a,2024-01-29 00:00:00,2024-01-22 00:00:00,3,5,4,6,15,14,16
            a,2024-02-05 00:00:00,2024-01-22 00:00:00,3,7,6,8,17,16,18
            b,2024-01-29 00:00:00,2024-01-22 00:00:00,3,1,0,2,11,10,12
            b,2024-02-05 00:00:00,2024-01-22 00:00:00,3,2,1,3,12,11,13

            """
        #expect(try Self.forecasts(text, column: "ETS") == [5, 4, 6, 7, 6, 8, 1, 0, 2, 2, 1, 3])
        #expect(
            try Self.forecasts(text, column: "Auto-X") == [15, 14, 16, 17, 16, 18, 11, 10, 12, 12, 11, 13])
        #expect(try Self.problems(text) == ["1: D321"])
        #expect(try Self.problems(text, column: "ETS").isEmpty)
    }

    @Test("without quantiles have no spread")
    func points() throws {
        let text = """
            unique_id,cutoff,ds,forecast
            a,2024-01-22,2024-01-29,5
            a,2024-01-22,2024-02-05,7

            """
        #expect(try Self.forecasts(text, missing: "zero") == [5, 5, 5, 7, 7, 7, 0, 0, 0, 0, 0, 0])
    }

    @Test("that are missing are what the policy says")
    func missing() throws {
        let text = Self.long.split(separator: "\n").filter { !$0.hasPrefix("b,2024-01-22,2024-02-05") }
            .joined(separator: "\n")
        let standIn = try Self.forecasts(text)
        #expect(standIn.prefix(9) == [5, 4, 6, 7, 6, 8, 1, 0, 2] && standIn.suffix(3).allSatisfy(\.isNaN))
        #expect(try Self.forecasts(text, missing: "zero").suffix(3) == [0, 0, 0])
        #expect(throws: DiagnosticsError.self) { try Self.forecasts(text, missing: "error") }
    }

    @Test(
        "of what was known, made later, twice, of no period or of no number are refused with their line",
        arguments: [
            ("a,2024-01-22,2024-01-22,5,4,6,2024-01-22", "2: D322"),
            ("a,2024-01-22,2024-01-15,5,4,6,", "2: D322"),
            ("a,2024-01-22,2024-01-29,5,4,6,2024-01-29", "2: D323"),
            ("a,2024-01-23,2024-01-29,5,4,6,", "2: D324"), ("a,2024-01-22,2024-01-30,5,4,6,", "2: D324"),
            ("a,2024-01-22,2024-01-29,5,4,six,", "2: D321"), ("a,2024-01-22,2024-01-29,5,4,nan,", "2: D321"),
            ("a,2024-01-22,2024-01-29,5,4", "2: D321"),
            ("a,2024-01-22,2024-01-29,5,4,6,\na,2024-01-22,2024-01-29,5,4,6,", "3: D321"),
        ])
    func refused(row: String, problem: String) throws {
        let titles = "unique_id,cutoff,ds,forecast,p10,p90,made\n"
        #expect(try Self.problems(titles + row + "\n") == [problem])
        // In the last known week is in time.
        #expect(try Self.problems(titles + "a,2024-01-22,2024-01-29,5,4,6,2024-01-28\n").isEmpty)
    }

    @Test("are restored from the very file alone")
    func restoring() throws {
        let model = ImportedForecasts(Self.parameters(of: Self.long), folder: "")
        let restored = try model.restore(Artefact(text: Self.long, work: 0), levels: Self.levels)
        #expect(restored.artefact == Artefact(text: Self.long, work: 0))
        #expect(throws: UnreadableArtefact.self) {
            try model.restore(Artefact(text: String(Self.long.dropLast(2)), work: 0), levels: Self.levels)
        }
    }

    @Test("that lack a quantile or do not say of which target they are, are refused")
    func shapes() throws {
        #expect(
            try Self.problems("unique_id,cutoff,ds,forecast,p10\na,2024-01-22,2024-01-29,5,4\n") == [
                "0: D321"
            ])
        #expect(try Self.problems(Self.long, targets: ["volume", "revenue"]) == ["0: D321"])
        #expect(try Self.problems("") == ["0: D321"])
        #expect(try Self.problems("a,b\n1,2\n") == ["1: D321"])
    }
}
