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

    @Test(
        "among many chunks, a changed series computes its own alone, after a first run and after a second, and so does a new one before all others"
    )
    func changedAmongMany() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                seed: 7
                data: {dataset: big, targets: [volume]}
                models:
                  naive: {kind: naive}
                  ses: {kind: ses, paths: 50}
                backtest: {horizon: 6, windows: 2, step: 6, refit: 1}
                promotion: {champion: naive, challengers: [ses], metric: wape}

                """)
        try project.succeed([
            "data", "generate", "--series", "300", "--weeks", "60", "--seed", "3", "--output", "datasets/big",
        ])
        try project.succeed(["data", "snapshot", "big"])
        try project.succeed(["run", "experiments/shop.yaml"])
        let all = try project.computedForecasts()
        #expect(all > 2 * 128 * 3 * 2)

        func run(after change: (inout [String]) -> Void) throws -> (known: Int, computed: Int) {
            var rows = try project.read("datasets/big/demand.csv").components(separatedBy: "\n")
            change(&rows)
            try project.write(rows.joined(separator: "\n"), to: "datasets/big/demand.csv")
            try project.succeed(["data", "snapshot", "big", "--accept"])
            let text = try project.succeed(["cache", "explain", "experiments/shop.yaml", "--json"]).output
            let stages = try TrustProject.object(text)["stages"] as? [[String: Any]] ?? []
            let known = stages.filter { $0["stage"] as? String == "forecast" }
                .reduce(0) { $0 + ($1["cached"] as? Int ?? 0) }
            try project.succeed(["run", "experiments/shop.yaml"])
            return (known, try project.computedForecasts())
        }
        // Each by two models, and by seasonal_naive that runs along, in two windows.
        for series in ["SKU000000", "SKU000150"] {
            let found = try run { rows in
                guard let first = rows.firstIndex(where: { $0.hasPrefix(series) }) else { return }
                var cells = rows[first].components(separatedBy: ",")
                cells[2] = "\((Int(cells[2]) ?? 0) + 7)"
                rows[first] = cells.joined(separator: ",")
            }
            #expect(found.known == all - 6 && found.computed == 6, "\(series): \(found) of \(all)")
        }
        let found = try run { rows in
            let copies = rows.filter { $0.hasPrefix("SKU000000") }.map { "AAA" + $0 }
            rows.insert(contentsOf: copies, at: 1)
        }
        #expect(found.known == all && found.computed == 6, "\(found) of \(all)")

        let digest = try project.resultDigest()
        try project.remove("results/.store")
        try project.remove("results/shop")
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.computedForecasts() == all + 6 && project.resultDigest() == digest)
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
