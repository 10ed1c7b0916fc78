import ForecastCore
import ForecastEvaluation
import Testing

/// Two series, three steps, checked with pencil and paper.
///
///     series 0: y = 10  0  20    f = 12  1  15    p10 =  8 0 10   p90 = 16 2 18
///     series 1: y =  5  -   5    f =  5  7   8    p10 =  4 5  6   p90 =  9 9 10
///
/// Absolute errors 2 1 5 | 0 - 3: sum 11 over 5 points; squares 4 1 25 0 9: sum 39; f - y: +2 +1 -5 0 +3 = 1;
/// sum of |y| = 40.
@Suite("Metrics, by hand") struct MetricArithmeticTests {
    let table: ScoreTable

    init() throws {
        var scenario = Scenario(series: 0, windows: 0, horizon: 3, seed: 0)
        scenario.levels = [p10, p90]
        scenario.seasons = [1, 2]
        scenario.windows = [
            .init(
                // In sample, m = 1: |2| |1| |3| -> mean 2; squares 4 1 9 -> mean 14/3. m = 2: |1| |-2| -> 1.5; 2.5.
                // The second series is constant: no scale for m = 1, none for m = 2.
                training: [[1, 3, 2, 5], [4, 4, 4, 4]],
                actuals: [[10, 0, 20], [5, missing, 5]],
                forecasts: [
                    [[12, 8, 16], [1, 0, 2], [15, 10, 18]],
                    [[5, 4, 9], [7, 5, 9], [8, 6, 10]],
                ])
        ]
        table = try scenario.table()
    }

    private func expect(_ metric: Metric, _ value: Double, points: Int, excluded: Int = 0) throws {
        let result = table.value(of: metric)
        let actual = try #require(result.value)
        #expect(
            (actual - value).magnitude <= 1e-13 * max(1, value.magnitude),
            "\(metric.id) is \(actual), not \(value)")
        #expect(result.points == points)
        #expect(result.excluded == excluded)
    }

    @Test("MAPE leaves out the zero and counts it")
    func mape() throws {
        // 2/10, 5/20, 0/5, 3/5 over four points.
        try expect(Metric(.mape), 100 * (0.2 + 0.25 + 0 + 0.6) / 4, points: 4, excluded: 1)
    }

    @Test("WAPE, MAE, RMSE and bias pool over points")
    func pooled() throws {
        try expect(Metric(.wape), 100 * 11.0 / 40, points: 5)
        try expect(Metric(.mae), 11.0 / 5, points: 5)
        try expect(Metric(.rmse), (39.0 / 5).squareRoot(), points: 5)
        try expect(Metric(.bias), 100 * 1.0 / 40, points: 5)
    }

    @Test("sMAPE divides by the sum of both")
    func smape() throws {
        try expect(Metric(.smape), (200 * (2.0 / 22 + 1 + 5.0 / 35 + 0 + 3.0 / 13)) / 5, points: 5)
    }

    @Test("MASE and RMSSE leave out the series without a scale and count its points")
    func scaled() throws {
        try expect(Metric(.mase, season: 1), (8.0 / 3) / 2, points: 3, excluded: 2)
        try expect(Metric(.mase, season: 2), (8.0 / 3) / 1.5, points: 3, excluded: 2)
        try expect(Metric(.rmsse, season: 1), ((30.0 / 3) / (14.0 / 3)).squareRoot(), points: 3, excluded: 2)
        try expect(Metric(.rmsse, season: 2), ((30.0 / 3) / 2.5).squareRoot(), points: 3, excluded: 2)
    }

    @Test("pinball loss, WQL and coverage")
    func quantiles() throws {
        // p10, y - q: 2 0 10 | 1 - -1 -> 0.1 * 13 + 0.9 * 1 = 2.2. p90, y - q: -6 -2 2 | -4 - -5 -> 0.9 * 2 + 0.1 * 17 = 3.5.
        try expect(Metric(.pinball, level: p10), 2.2 / 5, points: 5)
        try expect(Metric(.pinball, level: p90), 3.5 / 5, points: 5)
        try expect(Metric(.wql), 2 * (2.2 + 3.5) / 40 / 2, points: 5)
        // Inside: 10 in [8, 16], 0 in [0, 2] (ends count), 5 in [4, 9]; outside: 20 above 18, 5 below 6.
        try expect(Metric(.coverage, interval: .init(lower: p10, upper: p90)), 60, points: 5)
    }

    @Test("a metric of one step, one series, one window")
    func parts() throws {
        let steps = table.totalsByStep().values(of: Metric(.mae))
        #expect(steps.map(\.value) == [1, 1, 4])
        #expect(steps.map(\.points) == [2, 1, 2])
        let scaledSteps = table.totalsByStep().values(of: Metric(.mase, season: 1))
        #expect(scaledSteps.map(\.value) == [1, 0.5, 2.5])
        #expect(scaledSteps.map(\.excluded) == [1, 0, 1])
        let series = table.totalsBySeries()
        #expect(series.values(of: Metric(.mae)).map(\.points) == [3, 2])
        #expect(
            series.value(of: Metric(.mase, season: 1), in: 1)
                == MetricValue(value: nil, points: 0, excluded: 2))
        #expect(table.totalsByWindow.value(of: Metric(.wape)) == table.value(of: Metric(.wape)))
    }

    @Test("a season, a level or an interval that was not asked for is undefined, not 0")
    func unknownVariants() {
        for metric in [
            Metric(.mase, season: 9), Metric(.mase), Metric(.pinball, level: p50), Metric(.pinball),
            Metric(.coverage),
            Metric(.coverage, interval: .init(lower: p10, upper: p50)),
        ] {
            #expect(table.value(of: metric) == MetricValue(value: nil, points: 0, excluded: 5))
        }
    }
}
