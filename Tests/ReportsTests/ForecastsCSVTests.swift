import Files
import ForecastCore
import Glibc
import Reports
import Testing

@Suite("forecasts.csv")
struct ForecastsCSVTests {
    /// 2 series, 2 steps, 1 level.
    private func smallBlock() -> ForecastBlock {
        var block = ForecastBlock(horizon: 2, levelCount: 1)
        block.append(SeriesForecast(values: [1.5, 1, 2, 2.25], outcome: SeriesOutcome()))
        block.append(
            SeriesForecast(
                values: [0, 0, 1e-7, 1.0 / 3], outcome: SeriesOutcome(fallback: Fallback(.notConverged))))
        return block
    }

    private func levels(_ values: Double...) -> [QuantileLevel] { values.compactMap { QuantileLevel($0) } }

    @Test("one row per series and step, in the documented columns")
    func rows() throws {
        try withTemporaryFolder { folder in
            var file = try ForecastsCSV(path: "\(folder)/forecasts.csv", levels: levels(0.1))
            try file.append(
                smallBlock(), seriesIDs: ["a", "b"], cutoff: "2024-01-01",
                labels: ["2024-01-08", "2024-01-15"],
                target: "volume", model: "ses", actuals: [3, .nan, 0, 7])
            #expect(file.rowCount == 4)
            try file.finish()
            #expect(
                try text(of: "\(folder)/forecasts.csv") == """
                    unique_id,cutoff,ds,target,model,y,forecast,p10,fallback
                    a,2024-01-01,2024-01-08,volume,ses,3.0,1.5,1.0,
                    a,2024-01-01,2024-01-15,volume,ses,,2.0,2.25,
                    b,2024-01-01,2024-01-08,volume,ses,0.0,0.0,0.0,not converged
                    b,2024-01-01,2024-01-15,volume,ses,7.0,1e-07,0.3333333333333333,not converged

                    """)
        }
    }

    @Test("ids with commas, quotes, line ends and formulas come back, an apostrophe before the formulas")
    func quoting() throws {
        let ids = [
            "a,b", "say \"hi\"\r\nthere", "=1+1", "+cmd", "-x", "@a", "\tb", "'c", "''", "-7", "+1.5e-3",
            "-1e", " padded ",
            "ünï,🛒",
        ]
        let guarded: Set<String> = ["=1+1", "+cmd", "-x", "@a", "\tb", "'c", "''", "-1e"]
        try withTemporaryFolder { folder in
            var block = ForecastBlock(horizon: 1, levelCount: 0)
            for _ in ids { block.append(SeriesForecast(values: [1], outcome: SeriesOutcome())) }
            var file = try ForecastsCSV(path: "\(folder)/f.csv", levels: [])
            try file.append(
                block, seriesIDs: ids, cutoff: "1", labels: ["2"], target: "y", model: "m", actuals: [])
            try file.finish()
            let records = CSVReader.records(of: try bytes(of: "\(folder)/f.csv"))
            #expect(records.dropFirst().map { $0[0] } == ids.map { guarded.contains($0) ? "'" + $0 : $0 })
            #expect(records.dropFirst().allSatisfy { $0[5].isEmpty && $0[6] == "1.0" })
        }
    }

    @Test("has the same bytes for any number of threads", arguments: [0, 1, 255, 256, 257, 3000])
    func jobs(seriesCount: Int) throws {
        try withTemporaryFolder { folder in
            var block = ForecastBlock(horizon: 2, levelCount: 1)
            for series in 0..<seriesCount {
                block.append(
                    SeriesForecast(
                        values: (0..<4).map { Double(series * 4 + $0) / 7 },
                        outcome: SeriesOutcome(
                            fallback: series % 5 == 0 ? Fallback(.notConverged) : nil)))
            }
            for jobs in [1, 2, 7] {
                var file = try ForecastsCSV(path: "\(folder)/\(jobs).csv", levels: levels(0.1), jobs: jobs)
                try file.append(
                    block, seriesIDs: (0..<seriesCount).map { "s\($0)" }, cutoff: "1", labels: ["2", "3"],
                    target: "y", model: "m", actuals: (0..<2 * seriesCount).map(Double.init))
                #expect(file.rowCount == 2 * seriesCount)
                try file.finish()
            }
            let alone = try bytes(of: "\(folder)/1.csv")
            #expect(
                CSVReader.records(of: alone).dropFirst().map { $0[0] }
                    == (0..<seriesCount).flatMap {
                        ["s\($0)", "s\($0)"]
                    })
            for jobs in [2, 7] { #expect(try bytes(of: "\(folder)/\(jobs).csv") == alone) }
        }
    }

    @Test("steps inside the gap are not written")
    func gap() throws {
        try withTemporaryFolder { folder in
            var file = try ForecastsCSV(path: "\(folder)/f.csv", levels: levels(0.1))
            try file.append(
                smallBlock(), seriesIDs: ["a", "b"], cutoff: "1", labels: ["3"], target: "y", model: "m",
                actuals: [5, 6], gap: 1)
            try file.finish()
            let records = CSVReader.records(of: try bytes(of: "\(folder)/f.csv"))
            #expect(records.dropFirst().map { $0[5] + "/" + $0[6] } == ["5.0/2.0", "6.0/1e-07"])
        }
    }

    @Test("every number reads back bit for bit")
    func roundTrip() throws {
        var random = RandomPath(seed: 1, ["csv"]).stream
        let numbers = (0..<2000).map { _ in
            (random.nextUniform() - 0.5)
                * Double(sign: .plus, exponent: random.nextIndex(below: 600) - 300, significand: 1)
        }
        try withTemporaryFolder { folder in
            var block = ForecastBlock(horizon: numbers.count, levelCount: 0)
            block.append(SeriesForecast(values: numbers, outcome: SeriesOutcome()))
            var file = try ForecastsCSV(path: "\(folder)/f.csv", levels: [])
            try file.append(
                block, seriesIDs: ["a"], cutoff: "1", labels: numbers.indices.map(String.init), target: "y",
                model: "m",
                actuals: [])
            try file.finish()
            let read = CSVReader.records(of: try bytes(of: "\(folder)/f.csv")).dropFirst().map {
                Double($0[6])
            }
            #expect(read == numbers)
        }
    }

    @Test("a file that was not finished leaves nothing behind")
    func unfinished() throws {
        try withTemporaryFolder { folder in
            do {
                var file = try ForecastsCSV(path: "\(folder)/f.csv", levels: [])
                var block = ForecastBlock(horizon: 1, levelCount: 0)
                block.append(SeriesForecast(values: [1], outcome: SeriesOutcome()))
                try file.append(
                    block, seriesIDs: ["a"], cutoff: "1", labels: ["2"], target: "y", model: "m", actuals: [])
            }
            #expect(try names(in: folder).isEmpty)
        }
    }

    @Test("a folder that does not exist is an error that names operation, path and cause")
    func missingFolder() {
        #expect(
            throws: FileError(
                operation: "create", path: "/nonexistent/f.csv", code: ENOENT,
                message: "No such file or directory")
        ) { _ = try ForecastsCSV(path: "/nonexistent/f.csv", levels: []) }
    }

    /// Prints the rate; the bound is a tenth of what a laptop does, so only a disaster fails.
    @Test("a million rows take seconds, not minutes")
    func rate() throws {
        var random = RandomPath(seed: 2, ["rate"]).stream
        let series = 19_230
        let horizon = 13
        let level = levels(0.1, 0.25, 0.5, 0.75, 0.9)
        var block = ForecastBlock(horizon: horizon, levelCount: 5)
        for _ in 0..<series {
            let values = (0..<horizon * 6).map { _ in random.nextUniform() * 100 }
            block.append(SeriesForecast(values: values, outcome: SeriesOutcome()))
        }
        let ids = (0..<series).map { "store-12_sku-\($0)" }
        let actuals = (0..<series * horizon).map { Double($0 % 97) }
        try withTemporaryFolder { folder in
            let clock = ContinuousClock()
            let took = try clock.measure {
                var file = try ForecastsCSV(path: "\(folder)/f.csv", levels: level)
                for window in 0..<4 {
                    try file.append(
                        block, seriesIDs: ids, cutoff: "2024-01-0\(window)",
                        labels: (0..<horizon).map { "2024-02-\($0 + 10)" }, target: "volume", model: "ses",
                        actuals: actuals)
                }
                try file.finish()
            }
            let seconds = Double(took.components.attoseconds) * 1e-18 + Double(took.components.seconds)
            print("forecasts.csv: \(Int(Double(4 * series * horizon) / seconds)) rows/s of 6 numbers")
            #expect(Double(4 * series * horizon) / seconds > 50_000)
        }
    }
}
