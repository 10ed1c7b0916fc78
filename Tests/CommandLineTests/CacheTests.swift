import Foundation
import Testing

@Suite("the cache") struct CacheTests {
    @Test("answers an unchanged run without computing")
    func unchanged() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let again = try project.succeed(["run", "experiments/shop.yaml"])
        #expect(again.output.contains("nothing has changed"))
    }

    @Test("an unchanged run is answered from a folder in which nothing may be written")
    func readOnlyResults() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let before = try FileManager.default.attributesOfItem(atPath: project.path("results/shop"))
        let again = try project.succeed(["run", "experiments/shop.yaml"])
        #expect(again.output.contains("nothing has changed"))
        // Tests may run as root, whom no permission stops: an untouched folder shows that nothing was written.
        let after = try FileManager.default.attributesOfItem(atPath: project.path("results/shop"))
        #expect(before[.modificationDate] as? Date == after[.modificationDate] as? Date)
    }

    @Test("a comment, other key order and written-out defaults are not a change")
    func cosmetics() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        try project.write(
            "# another comment\nseed: 7\n"
                + ScratchProject.everyKind.replacingOccurrences(of: "seed: 7\n", with: ""),
            to: "experiments/shop.yaml")
        #expect(try project.succeed(["run", "experiments/shop.yaml"]).output.contains("nothing has changed"))
    }

    @Test("one changed series refits that series only")
    func changedSeries() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let rows = try project.read("datasets/shop/demand.csv").split(
            separator: "\n", omittingEmptySubsequences: false)
        // One week of one product, well before the first cutoff: volume is the third column.
        let index = try #require(
            rows.firstIndex {
                $0.hasPrefix(rows[1].prefix(while: { $0 != "," })) && $0.contains(",2023-06-05,")
            })
        var cells = rows[index].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        cells[2] = "\((Int(cells[2]) ?? 0) + 7)"
        var changed = rows.map(String.init)
        changed[index] = cells.joined(separator: ",")
        try project.write(changed.joined(separator: "\n"), to: "datasets/shop/demand.csv")

        let refused = try project.run(["run", "experiments/shop.yaml"])
        #expect(refused.status == 3)
        #expect(refused.errors.contains("demand.csv"))
        // The command that the refusal names is the one that accepts.
        let accept = try #require(refused.errors.firstRange(of: "forecast data snapshot shop"))
        #expect(refused.errors[accept.upperBound...].hasPrefix(" --accept\n"))

        try project.succeed(["data", "snapshot", "shop", "--accept"])
        try project.succeed(["run", "experiments/shop.yaml"])
        // 21 models of their own, 3 windows, 2 targets, one series.
        #expect(try project.computedForecasts() == 21 * 3 * 2)
    }

    @Test("one added model computes that model only")
    func addedModel() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        try project.write(
            ScratchProject.everyKind.replacingOccurrences(
                of: "models:\n", with: "models:\n  ma4: {kind: moving_average, window: 4}\n"),
            to: "experiments/shop.yaml")
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.computedForecasts() == 24 * 3 * 2)
    }

    @Test("a renamed model computes nothing")
    func renamedModel() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        try project.write(
            ScratchProject.everyKind.replacingOccurrences(of: "  drift: ", with: "  straight: "),
            to: "experiments/shop.yaml")
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.computedForecasts() == 0)
    }

    @Test("a large file of a finished run counts only with every byte of it")
    func largeFiles() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let path = project.path("results/shop/latest/forecasts.csv")
        let whole = try project.read("results/shop/latest/forecasts.csv")
        for damaged in [String(whole.dropLast(9)), whole.replacing("5", with: "6", maxReplacements: 1)] {
            try damaged.write(toFile: path, atomically: true, encoding: .utf8)
            try project.succeed(["run", "experiments/shop.yaml"])
            #expect(try project.read("results/shop/latest/forecasts.csv") == whole)
        }
    }

    @Test("a damaged report folder is written anew")
    func damagedFolder() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let report = try project.read("results/shop/latest/report.json")
        try project.write("{}", to: "results/shop/latest/report.json")
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.read("results/shop/latest/report.json") == report)
    }
}
