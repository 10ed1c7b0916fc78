import Reports
import Testing

@Suite("rows of forecasts as JSON") struct PredictedRowsJSONTests {
    private static let rows = [
        PredictedRow(
            uniqueID: "SKU1", target: "volume", ds: "2025-01-06", forecast: 12.5,
            quantiles: [("p2.5", 0), ("p10", -0.1), ("p90", 1e21), ("p97.5", Figure(nil))], fallback: nil),
        PredictedRow(
            uniqueID: "a \"b\" \\ / \u{202E}\u{7} é 🍊\n", target: "volume", ds: "7", forecast: Figure(nil),
            quantiles: [], fallback: "too short: 3 < 4"),
        PredictedRow(
            uniqueID: "", target: "", ds: "", forecast: Figure(-0.0),
            quantiles: [("p50", 5e-324), ("p60", Figure(.greatestFiniteMagnitude)), ("p70", 123_456_789)],
            fallback: ""),
    ]

    private struct Answer: Encodable {
        let forecasts: [PredictedRow]
    }

    @Test("are the bytes that the encoder of all other answers writes", arguments: 0...3)
    func bytes(count: Int) throws {
        let rows = Array(Self.rows.prefix(count))
        let encoded = try JSONText.bytes(of: Answer(forecasts: rows), path: "rows")
        var writer = PredictedRowsJSON(depth: 1)
        let written = Array("{\n  \"forecasts\" : ".utf8) + (try writer.array(of: rows)) + Array("\n}\n".utf8)
        #expect(String(decoding: written, as: UTF8.self) == String(decoding: encoded, as: UTF8.self))
    }
}
