import ForecastCore
import ForecastTasks
import Testing
import Workers

@Suite("Forecasts with a season of the group") struct GroupSeasonStageTests {
    private static func spec(_ models: String) -> String {
        """
        experiment: small
        seed: 7
        data: {dataset: shop, targets: [volume]}
        models: {\(models)}
        backtest: {horizon: 2, windows: 3, step: 2, refit: 2}
        quantiles: [0.1, 0.5, 0.9]

        """
    }

    private static let shared = "s: {kind: ses, seasonal: stl, season: 4, group: category, paths: 50}"
    private static let seriesCount = 12
    private static let weeks = 30
    /// The last training weeks of the windows are 23, 25 and 27.
    private static let lastTraining = 27

    /// Every third series has seen nine weeks at the end, seven of them at the last cutoff; series 0 to 5 are of category x, 6 to 10 of y, and 11 of none.
    private static func panel(_ change: (_ series: Int, _ week: Int) -> Double? = { _, _ in nil }) -> Panel {
        let rows = (0..<seriesCount).map { series in
            (
                id: "s\(series)",
                values: (0..<weeks).map { week -> Double in
                    if series % 3 == 2, week < weeks - 9 { return .nan }
                    if let value = change(series, week) { return value }
                    let figure = series < 6 ? [5.0, 8, 10, 17] : [17.0, 10, 8, 5]
                    let noise = Double((5 * week + 3 * series) % 7)
                    return Double(2 + series) * figure[week % 4] + noise
                }
            )
        }
        let plain = Panel.weekly(rows)
        let codes = (0..<seriesCount).map { $0 < 6 ? Int32(0) : $0 < 11 ? 1 : -1 }
        return Panel(
            grid: plain.grid, seriesIDs: plain.seriesIDs, firstStep: plain.firstStep, columns: plain.columns,
            attributes: [StaticAttribute(name: "category", categories: ["x", "y"], codes: codes)])
    }

    private func forecasts(
        _ panel: Panel, _ store: TemporaryStore = TemporaryStore(), models: String = shared, jobs: Int = 1,
        progress: any RunProgress = CountedWork()
    ) throws -> [[ForecastBlock]] {
        try StageInputs(Self.spec(models), panel).forecasts(store, jobs: jobs, progress: progress)
    }

    @Test("are the same bits on one thread and on three, computed and read back")
    func threads() throws {
        let store = TemporaryStore()
        let cold = try forecasts(Self.panel(), store)
        #expect(try forecasts(Self.panel(), jobs: 3).map(\.bits) == cold.map(\.bits))
        let work = CountedWork()
        #expect(try forecasts(Self.panel(), store, progress: work).map(\.bits) == cold.map(\.bits))
        #expect(work.computed == 0)
    }

    @Test("say of every series whose season it was")
    func recorded() throws {
        for block in try forecasts(Self.panel())[0] {
            for (series, outcome) in block.outcomes.enumerated() where !outcome.isAbsent {
                let expected: Double = series == 11 ? 2 : series % 3 == 2 ? 1 : 0
                #expect(outcome.parameters.last == expected, "\(series)")
            }
        }
    }

    @Test("do not move by a bit when everything after the last cutoff does")
    func leaks() throws {
        let before = try forecasts(Self.panel())
        let after = try forecasts(Self.panel { _, week in week > Self.lastTraining ? 1e6 : nil })
        #expect(before.map(\.bits) == after.map(\.bits))
    }

    @Test("are made anew with a member's past, in its group alone")
    func members() throws {
        let store = TemporaryStore()
        let before = try forecasts(Self.panel(), store)[0]
        let work = CountedWork()
        let after = try forecasts(
            Self.panel { series, week in series == 0 && week == 7 ? 400 : nil }, store, progress: work)[0]
        let participants = before.map { block in
            block.outcomes.indices.filter { !block.outcomes[$0].isAbsent }
        }
        #expect(work.computed == participants.reduce(0) { $0 + $1.count { $0 < 6 } })
        for (old, new) in zip(before, after) {
            // Two steps of a mean and three levels. A short one moves with its group, a long one of it does not.
            #expect(Array(old.values[16..<24]) != Array(new.values[16..<24]))
            #expect(Array(old.values[24..<32]) == Array(new.values[24..<32]))
        }
    }

    @Test("without a group are those of the series' own season")
    func withoutGroup() throws {
        let grouped = try forecasts(Self.panel())[0]
        let own = try forecasts(
            Self.panel(), models: "s: {kind: ses, seasonal: stl, season: 4, paths: 50}")[0]
        for (a, b) in zip(grouped, own) {
            for series in 0..<Self.seriesCount {
                let cells = series * 8..<series * 8 + 8
                let isSame = a.values[cells].elementsEqual(b.values[cells])
                #expect(
                    isSame == (series % 3 != 2 || series == 11 || a.outcomes[series].isAbsent), "\(series)")
            }
        }
    }
}
