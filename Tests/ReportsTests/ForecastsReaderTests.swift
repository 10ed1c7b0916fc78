import Files
import ForecastCore
import Reports
import Testing

@Suite("reading forecasts.csv back")
struct ForecastsReaderTests {
    @Test("gives the rows of one target and model, whatever the names")
    func roundTrip() throws {
        let ids = ["a,b", "say \"hi\"\nthere", "=1+1", "'c", "plain", " padded "]
        try withTemporaryFolder { folder in
            let path = "\(folder)/forecasts.csv"
            var file = try ForecastsCSV(path: path, levels: [0.1, 0.975].compactMap { QuantileLevel($0) })
            for (model, shift) in [("ses", 0.0), ("t,s\"b", 100.0)] {
                for cutoff in ["2024-01-01", "2024-01-15"] {
                    var block = ForecastBlock(horizon: 2, levelCount: 2)
                    for index in ids.indices {
                        let base = shift + Double(index)
                        block.append(
                            SeriesForecast(
                                values: [base, base / 3, base + 1, 1e-7, 0, 1e300], outcome: SeriesOutcome()))
                    }
                    try file.append(
                        block, seriesIDs: ids, cutoff: cutoff, labels: ["x", "y"], target: "volume",
                        model: model, actuals: ids.indices.flatMap { [Double($0), .nan] })
                }
            }
            try file.finish()
            var reader = ForecastsReader(path: path, target: "volume", model: "t,s\"b")
            var rows: [ForecastsReader.Row] = []
            var levels: [Double] = []
            try reader.readRows { row, found in
                rows.append(row)
                levels = found
            }
            #expect(levels == [0.1, 0.975])
            #expect(rows.count == 2 * 2 * ids.count)
            #expect(rows.map(\.uniqueID).prefix(12) == ids.flatMap { [$0, $0] }[...])
            #expect(rows.map(\.step) == Array(repeating: [1, 2], count: 12).flatMap { $0 })
            #expect(rows[2].values == [101, 101 / 3.0, 102] && rows[2].actual == 1 && rows[3].actual.isNaN)
            var none = ForecastsReader(path: path, target: "revenue", model: "ses")
            try none.readRows { row, _ in Issue.record("\(row)") }
        }
    }

    @Test(
        "with or without the column that marks stand-ins, which earlier versions did not write",
        arguments: [
            "unique_id,cutoff,ds,target,model,y,forecast,p10\na,b,c,volume,ses,1,2,1.5\n",
            "unique_id,cutoff,ds,target,model,y,forecast,p10,fallback\na,b,c,volume,ses,1,2,1.5,\n",
            "unique_id,cutoff,ds,target,model,y,forecast,p10,fallback\na,b,c,volume,ses,1,2,1.5,too short\n",
        ])
    func versions(text: String) throws {
        try withTemporaryFolder { folder in
            try AtomicFile.write(text, to: "\(folder)/forecasts.csv")
            var reader = ForecastsReader(path: "\(folder)/forecasts.csv", target: "volume", model: "ses")
            var values: [[Double]] = []
            try reader.readRows { row, levels in values.append([row.actual] + row.values + levels) }
            #expect(values == [[1, 2, 1.5, 0.1]])
        }
    }

    @Test(
        "a file that is none of ours is an error that names the line",
        arguments: [
            "", "a,b\n", "unique_id,cutoff,ds,target,model,y,forecast,x\n",
            "unique_id,cutoff,ds,target,model,y,forecast\na,b\n",
            "unique_id,cutoff,ds,target,model,y,forecast\na,b,c,volume,ses,1,zwei\n",
            "unique_id,cutoff,ds,target,model,y,forecast\na,b,c,volume,ses,1\n",
            "unique_id,cutoff,ds,target,model,y,forecast\na,b,c,volume,ses,1,2",
        ])
    func damaged(text: String) throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/forecasts.csv"
            try AtomicFile.write(text, to: path)
            var reader = ForecastsReader(path: path, target: "volume", model: "ses")
            #expect(throws: ReportError.self) { try reader.readRows { _, _ in } }
        }
    }
}
