import ForecastCore
import ForecastEvaluation
import Foundation
import Testing

/// The published M4 Weekly data, scored with the two naive forecasts whose numbers are known.
@Suite("M4 Weekly control numbers") struct M4ControlTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/m4_weekly")

    static var isAvailable: Bool { FileManager.default.fileExists(atPath: folder.path) }

    let training: [[Double]]
    let actuals: [[Double]]

    init() throws {
        training = try Self.isAvailable ? Self.read("Weekly-train.csv.gz") : []
        actuals = try Self.isAvailable ? Self.read("Weekly-test.csv.gz") : []
    }

    @Test("naive", .enabled(if: isAvailable, "shared/data/m4_weekly is absent"))
    func naive() throws {
        let table = try score { history, _ in history[history.count - 1] }
        #expect(
            try rounded(table) == [
                "smape": 9.1613, "mase@m=1": 2.7773, "mase@m=52": 0.6231, "mape": 8.9373, "wape": 6.3399,
            ])
    }

    @Test("seasonal naive, m = 52", .enabled(if: isAvailable, "shared/data/m4_weekly is absent"))
    func seasonalNaive() throws {
        let table = try score { history, step in history[history.count - 52 + step] }
        // The control number of MASE(1) has three decimals.
        var values = try rounded(table)
        values["mase@m=1"] = values["mase@m=1"].map { ($0 * 1000).rounded() / 1000 }
        #expect(
            values == [
                "smape": 14.5169, "mase@m=1": 9.578, "mase@m=52": 1.2213, "mape": 15.7308, "wape": 13.2493,
            ])
    }

    private static let metrics = [
        Metric(.smape), Metric(.mase, season: 1), Metric(.mase, season: 52), Metric(.mape), Metric(.wape),
    ]

    private func rounded(_ table: ScoreTable) throws -> [String: Double] {
        var values: [String: Double] = [:]
        for metric in Self.metrics {
            let result = table.value(of: metric)
            #expect(result.points == 359 * 13)
            values[metric.id] = (try #require(result.value) * 1e4).rounded() / 1e4
        }
        return values
    }

    private func score(_ forecast: ([Double], Int) -> Double) throws -> ScoreTable {
        #expect(training.count == 359)
        let settings = EvaluationSettings(metrics: Self.metrics, levels: [])
        let longest = training.map(\.count).max() ?? 0
        let panel = training.flatMap { [Double](repeating: .nan, count: longest - $0.count) + $0 }
        let scales = SeriesScales(
            values: panel, timeCount: longest, training: 0..<longest, seasons: settings.seasons)
        let forecasts = block(training.map { history in (0..<13).map { [forecast(history, $0)] } }, levels: 0)
        let scores = try WindowScores.score(
            forecasts, against: actuals.flatMap(\.self), scales: scales, settings: settings)
        return ScoreTable(model: "naive", target: "volume", settings: settings, windows: [scores])
    }

    /// The rows of a gzipped wide CSV, without the header, the name column and the empty tail.
    private static func read(_ name: String) throws -> [[Double]] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/zcat")
        process.arguments = [folder.appending(path: name).path]
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map {
            line in
            line.split(separator: ",").dropFirst().compactMap { Double($0.filter { $0 != "\"" }) }
        }
    }
}
