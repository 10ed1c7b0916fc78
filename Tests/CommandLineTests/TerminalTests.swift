import Foundation
import Testing

@Suite("the terminal") struct TerminalTests {
    @Test("tables fit the width, and lose nothing by it", arguments: [80, 120])
    func width(columns: Int) throws {
        let project = try ScratchProject()
        for arguments in [["plan", "experiments/shop.yaml"], ["cache", "explain", "experiments/shop.yaml"]] {
            let wide = try project.succeed(arguments).output
            let narrow = try project.succeed(arguments, environment: ["COLUMNS": String(columns)]).output
            // Sentences are the terminal's to break.
            let tables = narrow.split(separator: "\n").filter { $0.contains("   ") || $0.contains("  2") }
            #expect(tables.count > 5)
            for line in tables where !line.hasPrefix("memory") && !line.hasPrefix("data") {
                #expect(line.count <= columns, "\(line)")
            }
            let words = Set(wide.split(whereSeparator: \.isWhitespace))
            #expect(words.isSubset(of: Set(narrow.split(whereSeparator: \.isWhitespace))))
        }
    }

    @Test("a run ends with the verdict, the work, and where the report is")
    func summary() throws {
        let project = try ScratchProject()
        let lines = try project.succeed(["run", "experiments/shop.yaml"]).output.split(separator: "\n").map(
            String.init)
        let last = Array(lines.suffix(2))
        #expect(last[0].hasPrefix("work  "), "\(last)")
        #expect(last[1].hasPrefix("report  results/shop/") && last[1].contains("report.md and forecasts.csv"))
        #expect(
            lines.contains {
                $0.hasPrefix("KEEP ") || $0.hasPrefix("PROMOTE ") || $0.hasPrefix("INCONCLUSIVE,")
            })
    }

    @Test("nothing steers the terminal where there is none")
    func noColour() throws {
        let project = try ScratchProject()
        let result = try project.succeed(["run", "experiments/shop.yaml"])
        #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
    }
}
