import ExperimentSpec
import ForecastCore
import Testing

@Suite("how many windows a backtest has by itself") struct StandardWindowsTests {
    @Test(
        "eight where two seasons or half of the data stay before the first cutoff, else fewer, and never fewer than three",
        arguments: [
            // Weeks. 8 x 13 = 104 test weeks, and two seasons of 52 before them.
            (208, 52, 13, 13, 0, 8), (207, 52, 13, 13, 0, 7), (500, 52, 13, 13, 0, 8),
            // 156 weeks: 104 before the first cutoff are two seasons (4 windows), 78 are half of the data (6 windows).
            (156, 52, 13, 13, 0, 6), (155, 52, 13, 13, 0, 5), (104, 52, 13, 13, 0, 4),
            // The rule fails even for three, which are taken all the same: 60 weeks leave 21, and 39 nothing.
            (60, 52, 13, 13, 0, 3), (39, 52, 13, 13, 0, 3), (1, 52, 13, 13, 0, 3),
            // A gap is no history either; windows that overlap take less of it.
            (208, 52, 13, 13, 1, 7), (156, 52, 13, 4, 0, 8), (156, 52, 13, 26, 0, 3),
            // A step beyond the horizon, and a horizon beyond the data.
            (300, 52, 1, 30, 0, 7), (20, 7, 730, 730, 0, 3),
            // Two weeks are two seasons of days, and half of the data counts where that is less.
            (70, 7, 7, 7, 0, 8), (60, 7, 7, 7, 0, 6), (20, 7, 2, 2, 0, 5), (24, 7, 2, 2, 0, 6),
        ])
    func rule(periods: Int, season: Int, horizon: Int, step: Int, gap: Int, windows: Int) {
        let found = BacktestDeclaration.standardWindows(
            periods: periods, season: season, horizon: horizon, step: step, gap: gap)
        #expect(found == windows)
    }

    @Test("without a season half of the data stays", arguments: [nil, 1] as [Int?])
    func noSeason(season: Int?) {
        let windows = { (periods: Int) in
            BacktestDeclaration.standardWindows(
                periods: periods, season: season, horizon: 2, step: 2, gap: 0)
        }
        #expect([40, 32, 31, 30, 12, 8].map(windows) == [8, 8, 7, 7, 3, 3])
    }

    /// The rule by counting, for whatever is asked.
    @Test("never more than keep the rule, never fewer than would")
    func property() {
        for periods in stride(from: 1, through: 260, by: 7) {
            for (horizon, step, gap) in [(1, 1, 0), (4, 4, 2), (13, 13, 0), (13, 5, 1), (6, 9, 0)] {
                let keeps = { (count: Int) in
                    let history = periods - gap - horizon - (count - 1) * step
                    return history >= 24 || 2 * history >= periods
                }
                let expected = (3...8).last(where: keeps) ?? 3
                let found = BacktestDeclaration.standardWindows(
                    periods: periods, season: 12, horizon: horizon, step: step, gap: gap)
                #expect(found == expected, "\(periods) periods, \(horizon), \(step), \(gap)")
            }
        }
    }

    private static let spec = """
        experiment: e
        data: {dataset: d, targets: [volume]}
        models: {a: {kind: naive}}
        backtest: {horizon: 13}

        """

    private static func read(_ periods: Int?, _ overrides: [String] = []) throws -> ExperimentSpec {
        let reader = SpecReader(modelKinds: Fixtures.kinds) { _ -> DatasetFacts? in
            DatasetFacts(frequency: .weekly, targets: nil, periods: periods)
        }
        return try reader.read(Array(spec.utf8), file: "x.yaml", overrides: overrides).spec
    }

    @Test("a spec that says nothing has as many as the data are long enough for, and resolves to them")
    func resolved() throws {
        #expect(try Self.read(156).backtest.schedule == .count(6))
        #expect(try Self.read(300).backtest.schedule == .count(8))
        #expect(try Self.read(156, ["backtest.gap=1"]).backtest.schedule == .count(5))
        #expect(try Self.read(156, ["backtest.step=1"]).backtest.schedule == .count(8))
        // Nobody knows how long the data are: they are yet to be accepted, and nothing is run.
        #expect(try Self.read(nil).backtest.schedule == .count(8))
        #expect(try Self.read(156).yaml.contains("windows: 6\n"))
        // What is written counts, whatever the data.
        #expect(try Self.read(156, ["backtest.windows=2"]).backtest.schedule == .count(2))
        #expect(try Self.read(156).digest == Self.read(500, ["backtest.windows=6"]).digest)
    }
}
