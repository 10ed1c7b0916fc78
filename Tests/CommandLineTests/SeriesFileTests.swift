import Foundation
import Testing

/// `series.csv`, and which series a report shows.
@Suite("Series by series") struct SeriesFileTests {
    private static let spec = """
        experiment: odd
        data: {dataset: odd, targets: [volume]}
        models:
          last: {kind: naive}
          mean: {kind: mean}
          year: {kind: seasonal_naive, season: 20}
        backtest: {horizon: 2, windows: 3, step: 2}
        quantiles: [0.1, 0.5, 0.9]
        evaluate: {metrics: [wape, mape, rmse, mase, bias, coverage], season: 4}
        promotion: {champion: mean, challengers: [last], metric: wape}

        """

    /// A large one and small ones; one that stops selling, and one that began after the first cutoff.
    private static let series: [(id: String, values: [[Double?]])] = {
        func weeks(_ value: (Int) -> Double?) -> [[Double?]] { [(0..<30).map(value)] }
        let odd = [
            (id: "large", values: weeks { 1000 + 40 * Double($0) }),
            (id: "zeros", values: weeks { $0 < 20 ? 8 : 0 }),
            (id: "new", values: weeks { $0 < 25 ? nil : Double($0) }),
        ]
        let small = (0..<12).map { index in
            (id: "small\(index)", values: weeks { Double(($0 * (index + 3)) % 7 + 1) })
        }
        return odd + small
    }()

    private func finished(_ spec: String = spec) throws -> ScratchProject {
        let project = try ScratchProject(weekly: Self.series, spec: spec)
        try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        return project
    }

    private func score(_ project: ScratchProject, _ model: String, _ metric: String) throws -> Double {
        let row = try project.rows("scores.csv").first {
            $0["model"] == model && $0["metric"] == metric && $0["window"] == "all" && $0["segment"] == "all"
        }
        return try #require(row?["value"].flatMap(Double.init))
    }

    @Test("holds one row per series, target and model; contributions sum up to the deciding metric")
    func contributions() throws {
        let project = try finished()
        let rows = try project.rows("series.csv")
        #expect(rows.count == 3 * 15)
        let header = try project.read("results/odd/latest/series.csv").prefix { $0 != "\n" }
        #expect(
            header
                == "unique_id,target,model,windows,fallbacks,points,volume,contribution,wape,mape,rmse,mase@m=4,bias,coverage@80"
        )
        for model in ["last", "mean", "year", "seasonal_naive"]
        where rows.contains(where: { $0["model"] == model }) {
            let own = rows.filter { $0["model"] == model }
            let sum = own.compactMap { $0["contribution"].flatMap(Double.init) }.reduce(0, +)
            #expect((sum - (try score(project, model, "wape"))).magnitude < 1e-9)
        }
    }

    @Test("is what forecasts.csv says, series by series")
    func fromForecasts() throws {
        let project = try finished()
        let forecasts = try project.rows("forecasts.csv")
        for row in try project.rows("series.csv") {
            let own = forecasts.filter { $0["unique_id"] == row["unique_id"] && $0["model"] == row["model"] }
            let pairs = own.compactMap { line -> (Double, Double)? in
                guard let y = line["y"].flatMap(Double.init), let f = line["forecast"].flatMap(Double.init)
                else { return nil }
                return (y, f)
            }
            #expect(row["points"] == "\(pairs.count)" && row["windows"] == "\(own.count / 2)", "\(row)")
            #expect(row["fallbacks"] == "\(own.count { $0["fallback"] != "" } / 2)", "\(row)")
            let volume = pairs.reduce(0) { $0 + $1.0.magnitude }
            let error = pairs.reduce(0) { $0 + ($1.0 - $1.1).magnitude }
            #expect(row["volume"] == "\(volume)")
            if volume == 0 {
                #expect(row["wape"] == "" && row["bias"] == "")
            } else {
                let wape = try #require(row["wape"].flatMap(Double.init))
                #expect((wape - 100 * error / volume).magnitude < 1e-9)
            }
        }
    }

    @Test("a series that sells nothing has no percentage of its own, and adds its error")
    func zeros() throws {
        let row = try #require(
            try finished().rows("series.csv").first { $0["unique_id"] == "zeros" && $0["model"] == "mean" })
        #expect(row["wape"] == "" && row["mape"] == "" && row["volume"] == "0.0")
        #expect(try #require(row["contribution"].flatMap(Double.init)) > 0)
    }

    @Test("for RMSE and others, too, the parts sum up", arguments: ["rmse", "mape", "mase"])
    func otherMetrics(metric: String) throws {
        let project = try finished(Self.spec.replacing("metric: wape", with: "metric: \(metric)"))
        let id = metric == "mase" ? "mase@m=4" : metric
        let sum = try project.rows("series.csv").filter { $0["model"] == "mean" }
            .compactMap { $0["contribution"].flatMap(Double.init) }.reduce(0, +)
        let whole = try score(project, "mean", id)
        #expect((sum - whole).magnitude < 1e-9 * max(1, whole.magnitude))
    }

    @Test(
        "the report shows the series that add most to the difference, those without a metric of their own included"
    )
    func highlights() throws {
        let project = try finished()
        let report = try project.json("report.json", experiment: "odd")
        let highlights = try #require(report["highlights"] as? [String: Any])
        let gains = highlights["gains"] as? [[String: Any]] ?? []
        let rows = try project.rows("series.csv")
        func part(_ series: String, _ model: String) -> Double {
            rows.first { $0["unique_id"] == series && $0["model"] == model }?["contribution"].flatMap(
                Double.init) ?? 0
        }
        let all = Set(rows.compactMap { $0["unique_id"] })
        let expected = all.map { (id: $0, gain: part($0, "mean") - part($0, "last")) }
            .filter { $0.gain > 0 }.sorted { ($1.gain, $0.id) < ($0.gain, $1.id) }
        #expect(gains.compactMap { $0["unique_id"] as? String } == expected.prefix(10).map(\.id))
        #expect(gains.first?["unique_id"] as? String == "large")
        #expect(gains.contains { $0["unique_id"] as? String == "zeros" && $0["champion_value"] is NSNull })
        for (shown, wanted) in zip(gains, expected) {
            let found = try #require(shown["contribution"] as? Double)
            #expect((found - wanted.gain).magnitude < 1e-9)
        }
        let page = try project.read("results/odd/latest/report.html")
        #expect(page.contains("adds +"))
    }

    @Test("a run of an earlier version, which has no such file, is not called broken; one of this version is")
    func earlier() throws {
        let project = try finished()
        try project.remove("results/odd/latest/series.csv")
        #expect(try project.succeed(["runs"]).output.contains("series.csv is missing"))
        let manifest = try project.read("results/odd/latest/manifest.json")
        let stages = try #require(manifest.range(of: #"report \d+""#, options: .regularExpression))
        try project.write(
            manifest.replacingCharacters(in: stages, with: "report 7\""),
            to: "results/odd/latest/manifest.json")
        #expect(!(try project.succeed(["runs"]).output.contains("missing")))
    }
}
