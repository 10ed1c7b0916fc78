import Foundation
import Testing

/// A model that never forecasts, because every series is a fallback, is no champion and no yardstick.
@Suite("A model that never forecasts") struct SilenceTests {
    private static func spec(
        champion: String = "silent", challengers: String = "good",
        silent: String = "{kind: seasonal_naive, season: 40}",
        guardrails: String = "{bias_pp: null, worst_segment_pp: null, fallback_share: null}",
        targets: String = "volume",
        backtest: String = "horizon: 4, windows: 3, step: 4"
    ) -> String {
        """
        experiment: odd
        data: {dataset: odd, targets: [\(targets)]}
        models:
          silent: \(silent)
          good: {kind: seasonal_naive, season: 4}
          mean: {kind: mean}
        backtest: {\(backtest)}
        evaluate: {metrics: [wape, mae], season: 4}
        promotion: {champion: \(champion), challengers: [\(challengers)], metric: wape, min_improvement_pp: 0.1, guardrails: \(guardrails)}

        """
    }

    /// Seasonal by four, so that the last value is a bad forecast.
    private static let seasonal = (0..<8).map { series in
        (id: "s\(series)", values: [(0..<36).map { [10.0, 30, 50, 5][$0 % 4] + Double(series) as Double? }])
    }

    private func project(
        _ spec: String, _ series: [(id: String, values: [[Double?]])] = seasonal,
        targets: [String] = ["volume"]
    ) throws -> ScratchProject {
        try ScratchProject(weekly: series, targets: targets, spec: spec)
    }

    private func verdict(_ project: ScratchProject) throws -> (decision: String, reasons: String) {
        try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        let verdict = try project.json("report.json", experiment: "odd")["verdict"] as? [String: Any]
        return (
            verdict?["decision"] as? String ?? "",
            (verdict?["reasons"] as? [String] ?? []).joined(separator: " ")
        )
    }

    @Test(
        "is told before any work where the data are too short for it", arguments: ["validate", "plan", "run"])
    func told(command: String) throws {
        let result = try project(Self.spec()).run([command, "experiments/odd.yaml"])
        #expect(result.status == 0)
        #expect(
            result.errors.contains(
                "warning[W110]: the champion 'silent' will never forecast: it needs 40 weeks of history, and no window trains on more than 32"
            ), "\(result.errors)")
        #expect(result.errors.contains("nothing is promoted over a champion that never forecast"))
    }

    @Test(
        "is told exactly where it is so",
        arguments: [
            ("{kind: seasonal_naive, season: 32}", "", false),
            ("{kind: seasonal_naive, season: 33}", "", true),
            ("{kind: holt_winters, season: 16, paths: 100}", "", false),
            ("{kind: holt_winters, season: 17, paths: 100}", "", true),
            ("{kind: seasonal_naive, season: 12}", ", train: {sliding: 12}", false),
            ("{kind: seasonal_naive, season: 13}", ", train: {sliding: 12}", true),
            ("{kind: seasonal_naive, season: 30}", ", gap: 2", false),
            ("{kind: seasonal_naive, season: 31}", ", gap: 2", true),
            ("{kind: ses}", ", min_history: 32", false), ("{kind: ses}", ", min_history: 33", true),
        ])
    func exact(silent: String, backtest: String, isSilent: Bool) throws {
        let spec = Self.spec(silent: silent, backtest: "horizon: 4, windows: 1\(backtest)")
        let project = try project(spec)
        let result = try project.succeed(["validate", "experiments/odd.yaml"])
        #expect(result.errors.contains("W110") == isSilent, "\(result.errors)")
        try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        let rows = try project.rows("forecasts.csv").filter { $0["model"] == "silent" }
        #expect(rows.allSatisfy { $0["fallback"] == "too short" } == isSilent, "\(rows.prefix(4))")
    }

    @Test("as champion makes the comparison impossible, however much better the challenger is")
    func champion() throws {
        let (decision, reasons) = try verdict(project(Self.spec()))
        #expect(decision == "inconclusive")
        #expect(
            reasons
                == "The comparison cannot be made: the champion silent never forecast: all 24 forecasts under its name are "
                + "fallbacks (too short).")
    }

    @Test("as challenger is kept out although no guardrail is on")
    func challenger() throws {
        let (decision, reasons) = try verdict(
            project(Self.spec(champion: "mean", challengers: "silent")))
        #expect(decision == "keep")
        #expect(
            reasons.contains("silent never forecast: all 24 forecasts under its name are fallbacks."),
            "\(reasons)")
    }

    @Test("does not stop the promotion of another challenger")
    func besideAnother() throws {
        let (decision, _) = try verdict(
            project(Self.spec(champion: "mean", challengers: "silent, good")))
        #expect(decision == "promote")
    }

    @Test("comes last in the ranking, whatever its stand-ins reach")
    func ranking() throws {
        // Walks on which the last value, which stands in, is better than the mean.
        let walks = (0..<8).map { series in
            (id: "s\(series)", values: [(0..<36).map { 10 + Double($0 * (series + 1)) as Double? }])
        }
        let project = try project(Self.spec(champion: "mean", challengers: "good"), walks)
        let run = try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        let names = run.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
        let order = ["silent", "good", "mean", "naive"].compactMap { name in names.firstIndex { $0 == name } }
        #expect(order.count == 4 && order[0] == order.max(), "\(run.output)")
        #expect(!run.output.contains("Best by wape: silent"))
        let models = try project.json("report.json", experiment: "odd")["models"] as? [[String: Any]] ?? []
        let silent = models.compactMap { model -> [String]? in
            (model["fallbacks"] as? [String: Any])?["never_forecast"] as? [String]
        }
        #expect(silent == [["volume"], [], [], []])
    }

    @Test("on one target decides there, and not on the other")
    func oneTarget() throws {
        // Revenue is observed in the last weeks alone.
        let series = Self.seasonal.map { series in
            (
                id: series.id,
                values: [series.values[0], (0..<36).map { $0 < 26 ? nil : series.values[0][$0] }]
            )
        }
        let spec = Self.spec(
            silent: "{kind: seasonal_naive, season: 21}", targets: "volume, revenue")
        let (decision, _) = try verdict(project(spec, series, targets: ["volume", "revenue"]))
        #expect(decision == "promote")
        let other = try project(
            spec.replacing("metric: wape,", with: "metric: wape, target: revenue,"), series,
            targets: ["volume", "revenue"])
        let (onRevenue, reasons) = try verdict(other)
        #expect(
            onRevenue == "inconclusive" && reasons.contains("the champion silent never forecast"),
            "\(reasons)")
    }

    @Test("fails a gate with exit code 4, as champion and as candidate")
    func gate() throws {
        let project = try project(Self.spec(champion: "good", challengers: "mean"))
        try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/odd/latest", "--model", "good", "--reason", "first",
        ])
        let result = try project.run(["gate", "experiments/odd.yaml", "--candidate", "silent", "--quiet"])
        #expect(
            result.status == 4 && result.errors.contains("silent never forecast volume"), "\(result.errors)")
    }

    @Test("forecasts of stand-ins are marked, with the reason, and no others")
    func marked() throws {
        let project = try project(
            Self.spec(champion: "mean", challengers: "good"),
            Self.seasonal + [(id: "zero", values: [Array(repeating: 0, count: 36)])])
        try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        let rows = try project.rows("forecasts.csv")
        for row in rows {
            let expected = row["model"] == "silent" ? "too short" : ""
            #expect(row["fallback"] == expected, "\(row)")
        }
        let header = try project.read("results/odd/latest/forecasts.csv").prefix { $0 != "\n" }
        #expect(header == "unique_id,cutoff,ds,target,model,y,forecast,p10,p25,p50,p75,p90,fallback")
    }
}
