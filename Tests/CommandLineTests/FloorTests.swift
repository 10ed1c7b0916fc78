import Foundation
import Testing

/// Demand is not negative, unless the series itself has been: returns of one product say nothing of another.
@Suite("The floor at zero") struct FloorTests {
    private static func spec(
        _ models: String = "drift: {kind: drift}", targets: String = "volume",
        backtest: String = "horizon: 4, windows: 1",
        quantiles: String = "[0.1, 0.5, 0.9]"
    ) -> String {
        """
        experiment: odd
        data: {dataset: odd, targets: [\(targets)]}
        models:
          \(models)
        backtest: {\(backtest)}
        quantiles: \(quantiles)
        evaluate: {metrics: [mae], season: 4}

        """
    }

    /// 60, 55, ..., 5, 0, 0, 0, 0: a line through first and last falls below 0.
    private static let fading = (0..<16).map { max(0, 60 - 5 * Double($0)) as Double? }
    /// Always 3, but for one week.
    private static func steady(_ value: Double?, at week: Int) -> [Double?] {
        (0..<16).map { $0 == week ? value : 3 }
    }

    private func project(
        _ series: [(id: String, values: [[Double?]])], targets: [String] = ["volume"], spec: String = spec()
    ) throws -> ScratchProject {
        let project = try ScratchProject(
            weekly: series, targets: targets, declaration: "negative: keep\ngaps: missing", spec: spec)
        try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        return project
    }

    @Test("one negative cell of another series takes it from no one")
    func smallForm() throws {
        // Twelve weeks of training: F from 60 to 5, R with -1 in week 3.
        let project = try project([("F", [Self.fading]), ("R", [Self.steady(-1, at: 2)])])
        #expect(try project.numbers("forecast", of: "F", model: "drift") == [0, 0, 0, 0])
        #expect(try project.numbers("p10", of: "F", model: "drift") == [0, 0, 0, 0])
        #expect(try project.numbers("forecast", of: "R", model: "drift") == [3, 3, 3, 3])
        // The week of -1 is an error of the line as well: below 0 may be said of R.
        #expect(try project.numbers("p10", of: "R", model: "drift").contains { $0 < 0 })
    }

    @Test(
        "the forecasts of a series do not know whether another took something back",
        arguments: [-1.0, -1e6, 3])
    func independence(value: Double) throws {
        let alone = try project([("F", [Self.fading])])
        let beside = try project([("F", [Self.fading]), ("R", [Self.steady(value, at: 2)])])
        for column in ["forecast", "p10", "p50", "p90"] {
            #expect(
                try alone.numbers(column, of: "F", model: "drift")
                    == beside.numbers(column, of: "F", model: "drift"))
        }
    }

    @Test("a negative cell after the cutoff is not known, and frees not even its own series")
    func future() throws {
        let falling = Self.fading.dropLast() + [-9]
        let project = try project([("F", [Array(falling)]), ("R", [Self.steady(-1, at: 13)])])
        #expect(try project.numbers("forecast", of: "F", model: "drift") == [0, 0, 0, 0])
        try project.succeed(["verify", "--canary", "results/odd/latest", "--quiet"])
    }

    @Test("one window knows of the return that an earlier one did not")
    func windows() throws {
        // Cutoffs after weeks 8 and 12; the return is in week 10.
        let falling = (0..<16).map { $0 == 9 ? -1.0 : max(0, 40 - 5 * Double($0)) as Double? }
        let project = try project(
            [("F", [falling])], spec: Self.spec(backtest: "horizon: 4, windows: 2, step: 4"))
        let forecasts = try project.numbers("forecast", of: "F", model: "drift")
        // 40 to 5 in seven steps: 0, -5, -10, -15, none of which is known to be possible.
        #expect(forecasts.prefix(4) == [0, 0, 0, 0])
        // 40 to 0 in eleven steps, and below 0 from here on.
        #expect(forecasts.suffix(4).allSatisfy { $0 < 0 }, "\(forecasts)")
    }

    @Test(
        "a sliding window that has forgotten the return still knows that there may be one, and the cache keeps both apart"
    )
    func sliding() throws {
        let spec = Self.spec(backtest: "horizon: 2, windows: 1, train: {sliding: 6}")
        // The last six of fourteen weeks are the same; only one of the two once took something back.
        let falling = (0..<16).map { 45 - 3 * Double($0) as Double? }
        var returning = falling
        returning[1] = -4
        let steep = falling.enumerated().map { $0 < 8 ? $1 : $0 < 14 ? 25 - 5 * Double($0 - 8) : 0 }
        var steepReturning = steep
        steepReturning[1] = returning[1]
        let project = try project([("kept", [steep]), ("taken", [steepReturning])], spec: spec)
        #expect(try project.numbers("forecast", of: "kept", model: "drift") == [0, 0])
        #expect(try project.numbers("forecast", of: "taken", model: "drift") == [-5, -10])
        let digest = try project.json("manifest.json", experiment: "odd")["result_digest"] as? String
        try project.remove("results/odd")
        try project.succeed(["run", "experiments/odd.yaml", "--quiet"])
        #expect(try project.json("manifest.json", experiment: "odd")["result_digest"] as? String == digest)
    }

    @Test("negative revenue of a series frees its revenue and not its volume")
    func targets() throws {
        let revenue = (0..<16).map { $0 == 2 ? -8 : max(0, 60 - 5 * Double($0)) as Double? }
        let project = try project(
            [("F", [Self.fading, revenue]), ("R", [Self.steady(3, at: 0), Self.steady(3, at: 0)])],
            targets: ["volume", "revenue"], spec: Self.spec(targets: "volume, revenue"))
        #expect(try project.numbers("forecast", of: "F", model: "drift") == [0, 0, 0, 0])
        #expect(
            try project.numbers("forecast", of: "F", model: "drift", target: "revenue") == [0, -5, -10, -15])
    }

    @Test(
        "every kind keeps the floor of a fading series beside one with returns",
        arguments: [
            "m: {kind: naive}", "m: {kind: seasonal_naive, season: 4}", "m: {kind: mean}",
            "m: {kind: moving_average, window: 3}", "m: {kind: drift}", "m: {kind: ses, paths: 50}",
            "m: {kind: holt, paths: 50}", "m: {kind: damped, paths: 50}",
            "m: {kind: holt_winters, season: 4, paths: 50}",
            "m: {kind: croston}", "m: {kind: sba}", "m: {kind: tsb}",
            "m: {kind: holt, paths: 50, transform: log}",
        ])
    func kinds(model: String) throws {
        let project = try project(
            [
                ("F", [Self.fading]), ("R", [Self.steady(-1, at: 2)]),
                ("N", [(0..<16).map { 2 - Double($0) }]),
            ],
            spec: Self.spec(model, quantiles: "[0.01, 0.1, 0.5, 0.9]"))
        for column in ["forecast", "p1", "p10", "p50", "p90"] {
            #expect(try project.numbers(column, of: "F", model: "m").allSatisfy { $0 >= 0 }, "\(column)")
        }
    }

    @Test(
        "a series that was never observed, one of gaps and one of zeros stay at 0 beside one that is all returns"
    )
    func odd() throws {
        let nothing = (0..<16).map { $0 < 13 ? nil : 4 as Double? }
        let gaps = (0..<16).map { $0 % 3 == 0 ? 6 - Double($0) / 3 : nil as Double? }
        let project = try project([
            ("late", [nothing]), ("gaps", [gaps]), ("zeros", [Array(repeating: 0, count: 16)]),
            ("returns", [(0..<16).map { -Double($0) as Double? }]),
        ])
        for series in ["gaps", "zeros"] {
            #expect(try project.numbers("p10", of: series, model: "drift").allSatisfy { $0 >= 0 })
        }
        // 0 to -11 in eleven steps.
        #expect(try project.numbers("forecast", of: "returns", model: "drift") == [-12, -13, -14, -15])
    }
}
