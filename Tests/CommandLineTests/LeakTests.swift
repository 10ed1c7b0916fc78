import Foundation
import Testing

@Suite("the future") struct LeakTests {
    @Test("moves no forecast by a bit, whatever happens after the last cutoff")
    func corruptedFuture() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let before = try Self.forecasts(project)

        // The last window's test periods are the last six weeks of the data.
        let rows = try project.read("datasets/shop/demand.csv").split(separator: "\n").map(String.init)
        let weeks = Set(rows.dropFirst().map { $0.split(separator: ",")[1] }).sorted().suffix(6)
        let corrupted = rows.map { row -> String in
            var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard weeks.contains(Substring(cells[1])) else { return row }
            cells[2] = "\(((Int(cells[2]) ?? 0) * 31 + 17) % 997)"
            cells[3] = "77.77"
            return cells.joined(separator: ",")
        }
        try project.write(corrupted.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        try project.remove("results/.store")
        try project.succeed(["run", "experiments/shop.yaml"])
        let after = try Self.forecasts(project)

        #expect(before.count == after.count)
        #expect(zip(before, after).allSatisfy { $0 == $1 })
        #expect(before.count > 10_000)
    }

    /// Every row of the last cutoff without the actual value; of earlier cutoffs too, whose training data
    /// did not change either.
    private static func forecasts(_ project: ScratchProject) throws -> [String] {
        try project.read("results/shop/latest/forecasts.csv").split(separator: "\n").map { row in
            var cells = row.split(separator: ",", omittingEmptySubsequences: false)
            cells.remove(at: 5)
            return cells.joined(separator: ",")
        }
    }
}
