import Foundation

// What tests look at in the latest run of `shop`, and what they do to its data set.
extension ScratchProject {
    /// Takes all runs away, but not the cache.
    func removeRuns() throws {
        for run in try FileManager.default.contentsOfDirectory(atPath: path("results/shop")) {
            try remove("results/shop/\(run)")
        }
    }

    /// The models of the report, of one kind or all.
    func models(of kind: String? = nil) throws -> [[String: Any]] {
        let models = try json("report.json")["models"] as? [[String: Any]] ?? []
        return models.filter { kind == nil || $0["kind"] as? String == kind }
    }

    /// The rows of forecasts.csv without the actual values.
    func forecastsAlone() throws -> [String] {
        try read("results/shop/latest/forecasts.csv").split(separator: "\n").map { row in
            var cells = row.split(separator: ",", omittingEmptySubsequences: false)
            cells.remove(at: 5)
            return cells.joined(separator: ",")
        }
    }

    /// The weeks of the data set, ascending.
    func weeks() throws -> [String] {
        Set(try sales().dropFirst().map { $0[1] }).sorted()
    }

    /// Sells something else in these weeks, at another price where one is named, and accepts that as what the data set holds.
    func changeSales(in weeks: some Sequence<String>, price: String? = nil) throws {
        let weeks = Set(weeks)
        let changed = try sales().map { row -> String in
            var cells = row
            if weeks.contains(cells[1]) {
                cells[2] = "\(((Int(cells[2]) ?? 0) * 31 + 17) % 997)"
                cells[3] = price ?? cells[3]
            }
            return cells.joined(separator: ",")
        }
        try write(changed.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try succeed(["data", "snapshot", "shop", "--accept"])
    }

    /// The rows of the data set: sku, week, volume, price and what else there is.
    private func sales() throws -> [[String]] {
        try read("datasets/shop/demand.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
