import ForecastCore
import ForecastEvaluation
import Glibc
import Testing

/// A model whose actual values are all 100 and whose errors are given: `[window][series]`, one step each.
/// MAPE, WAPE and MAE are then the mean of |error|.
func table(
    _ model: String, errors: [[Double]], actual: Double = 100, metrics: [Metric]? = nil,
    fallbacks: [Int: Fallback.Reason] = [:]
) throws -> ScoreTable {
    let settings = EvaluationSettings(
        metrics: metrics ?? [Metric(.mape), Metric(.wape), Metric(.mae), Metric(.rmse), Metric(.bias)],
        levels: [])
    let windows = try errors.map { errors in
        try Scenario.Window(
            training: errors.map { _ in [1] }, actuals: errors.map { _ in [actual] },
            forecasts: errors.map { [[actual + $0]] }
        ).scores(settings: settings, fallbacks: fallbacks)
    }
    return ScoreTable(model: model, target: "volume", settings: settings, windows: windows)
}

func randomErrors(_ windows: Int, _ series: Int, from low: Double, to high: Double, _ path: RandomPath)
    -> [[Double]]
{
    var random = path.stream
    return (0..<windows).map { _ in (0..<series).map { _ in low + (high - low) * random.nextUniform() } }
}

@Suite("Comparison") struct ComparisonTests {
    @Test("percent metrics differ by points, the others by percent of the champion's value")
    func units() throws {
        let champion = try table("old", errors: [[10, 30]])
        let challenger = try table("new", errors: [[5, -25]])
        let mape = try Comparison.between(
            champion: champion, challenger: challenger, on: Metric(.mape))
        #expect(mape.championValue == 20)
        #expect(mape.challengerValue == 15)
        #expect(mape.improvementPP == 5)
        let mae = try Comparison.between(
            champion: champion, challenger: challenger, on: Metric(.mae))
        #expect(mae.improvementPP == 25)
        // Bias: +20 % against -10 %; what counts is the distance from 0.
        let bias = try Comparison.between(
            champion: champion, challenger: challenger, on: Metric(.bias))
        #expect(bias.improvementPP == 10)
    }

    @Test("coverage is better the nearer it is to its nominal value")
    func coverage() throws {
        let metric = Metric(.coverage, interval: .init(lower: p10, upper: p90))
        func covering(_ count: Int, _ model: String) throws -> ScoreTable {
            var scenario = Scenario(series: 10, windows: 1, horizon: 1, seed: 1)
            scenario.windows[0].actuals = (0..<10).map { _ in [5] }
            scenario.windows[0].forecasts = (0..<10).map { [[5, $0 < count ? 4 : 6, 6, 7]] }
            return try scenario.table(model: model)
        }
        let comparison = try Comparison.between(
            champion: covering(10, "wide"), challenger: covering(7, "narrow"), on: metric)
        #expect((comparison.improvementPP - 10).magnitude < 1e-9)
    }

    @Test("identical models: improvement 0, interval [0, 0]", arguments: MetricName.allCases)
    func identical(name: MetricName) throws {
        let scenario = Scenario(series: 40, windows: 4, horizon: 3, seed: 8)
        let table = try scenario.table()
        for metric in Metric.variants(of: name, seasons: scenario.seasons, levels: scenario.levels) {
            let comparison = try Comparison.between(
                champion: table, challenger: table, on: metric)
            #expect(comparison.improvementPP == 0)
            #expect(comparison.intervalPP == .init(lower: 0, upper: 0))
            #expect(comparison.uncertainty?.pValue(of: 0) == 1)
        }
    }

    /// A thousandth of one cell, added to both sums that it enters, moves the improvement by a thousandth of z.
    @Test("z is the derivative of the improvement by each cell", arguments: MetricName.allCases)
    func influence(name: MetricName) throws {
        let scenario = Scenario(series: 9, windows: 3, horizon: 4, seed: 12)
        let other = Scenario(series: 9, windows: 3, horizon: 4, seed: 12, noise: 0.9)
        let champion = try scenario.table()
        let challenger = try other.table(model: "new")
        for metric in Metric.variants(of: name, seasons: scenario.seasons, levels: scenario.levels) {
            let influence = try #require(PairedInfluence(champion, challenger, metric))
            var total = 0.0
            var largest = 0.0
            for (index, window) in influence.windows.enumerated() {
                let values = influence.values(inWindow: index)
                for (position, series) in influence.measuredSeries.enumerated() {
                    let step = 1e-5
                    let moved = try #require(
                        PairedInfluence(
                            champion.weighing(series, in: window, by: 1 + step),
                            challenger.weighing(series, in: window, by: 1 + step), metric))
                    let slope = (moved.value - influence.value) / step
                    // A second-order rest of step times the size of the slopes, and what subtraction loses.
                    #expect(
                        (slope - values[position]).magnitude < 1e-3 * (1 + slope.magnitude), "\(metric.id)")
                    total += values[position]
                    largest = max(largest, values[position].magnitude)
                }
            }
            #expect(largest > 0.01, "\(metric.id)")
            #expect(total.magnitude < 1e-9 * (1 + largest), "\(metric.id)")
        }
    }

    @Test("the variance by hand: two series of equal size, two windows")
    func byHand() throws {
        // Gains of MAPE in points, by window: 4 and 0, 2 and 6. Of four points each: z = (gain - 3) / 4.
        let comparison = try Comparison.between(
            champion: table("old", errors: [[10, 10], [10, 10]]),
            challenger: table("new", errors: [[6, 10], [8, 4]]), on: Metric(.mape))
        // Z = (-2/4, 2/4): A = (1/4 + 1/4) / (1/2) = 1. Series: z = 0, 0: B = 0.
        // Within series: z = 1/4, -1/4 and -3/4, 3/4, so C = 2 (1/16 + 1/16 + 9/16 + 9/16) = 5/2.
        // V = max(max(1 - 5/2, 0) + 0, 5/2); df = V^2 / (A^2 / 1) = 6.25.
        let uncertainty = try #require(comparison.uncertainty)
        #expect((uncertainty.standardError * uncertainty.standardError - 2.5).magnitude < 1e-12)
        #expect((uncertainty.degreesOfFreedom - 6.25).magnitude < 1e-12)
        #expect(comparison.windowsPP.map { $0 ?? .nan } == [2, 4])
        #expect(comparison.effectiveSeries == 2)
        #expect(comparison.disjointWindows == 2)
        #expect(!comparison.hasEnoughWindows)
    }

    @Test("one window, however many series, has no interval")
    func oneWindow() throws {
        let comparison = try Comparison.between(
            champion: table("old", errors: [[10, 30, 20]]), challenger: table("new", errors: [[5, 20, 11]]),
            on: Metric(.mape))
        #expect(comparison.uncertainty == nil)
        #expect(comparison.intervalPP == nil)
        #expect(comparison.detectablePP == nil)
    }

    @Test("one series in several windows: the t interval of its windows")
    func oneSeries() throws {
        let comparison = try Comparison.between(
            champion: table("old", errors: [[10], [10], [10]]),
            challenger: table("new", errors: [[8], [6], [1]]), on: Metric(.mape))
        // Gains 2, 4, 9: mean 5, sd sqrt(13), standard error sqrt(13/3); t(2) at 97.5 % is 4.302653.
        let margin = try #require(comparison.detectablePP)
        #expect((margin - 4.302652729911275 * (13.0 / 3).squareRoot()).magnitude < 1e-9)
    }

    @Test("windows that overlap count once: twice the same windows add nothing")
    func overlap() throws {
        let old = randomErrors(4, 30, from: 0, to: 40, RandomPath(seed: 4, ["old"]))
        let new = randomErrors(4, 30, from: 0, to: 30, RandomPath(seed: 4, ["new"]))
        func compare(_ times: Int, _ overlap: WindowOverlap) throws -> Comparison {
            func repeated(_ model: String, _ errors: [[Double]]) throws -> ScoreTable {
                let once = try table(model, errors: errors)
                return ScoreTable(
                    model: model, target: once.target, settings: once.settings,
                    windows: once.windows.flatMap { [WindowScores](repeating: $0, count: times) },
                    overlap: overlap)
            }
            return try Comparison.between(
                champion: repeated("old", old), challenger: repeated("new", new), on: Metric(.mape))
        }
        let once = try compare(1, .disjoint(4))
        let twice = try compare(2, WindowOverlap(testRanges: (0..<8).map { $0 / 2..<$0 / 2 + 1 }))
        #expect(twice.disjointWindows == 4)
        #expect(twice.windowCount == 8)
        #expect(
            (try #require(once.uncertainty).standardError - (try #require(twice.uncertainty)).standardError)
                .magnitude < 1e-12)
        let naive = try compare(2, .disjoint(8))
        #expect(try #require(naive.detectablePP) < (try #require(once.detectablePP)))
    }

    @Test("phases: windows that share periods are told apart")
    func phases() {
        #expect(WindowOverlap.disjoint(3).phases == [[0, 1, 2]])
        #expect(
            WindowOverlap(testRanges: (0..<7).map { 4 * $0..<4 * $0 + 13 }).phases
                == [[0, 4], [1, 5], [2, 6], [3]])
        #expect(WindowOverlap(testRanges: (0..<3).map { 13 * $0..<13 * $0 + 13 }).phases == [[0, 1, 2]])
    }

    @Test("one product of nearly all the volume: as good as one series, and not as sure as eighty-nine")
    func oneProductDecides() throws {
        func model(_ name: String, _ share: Double) throws -> ScoreTable {
            let settings = EvaluationSettings(metrics: [Metric(.wape)], levels: [])
            let windows = try (0..<4).map { window in
                try Scenario.Window(
                    training: (0..<89).map { _ in [1] }, actuals: (0..<89).map { [$0 == 0 ? 1e6 : 1] },
                    forecasts: (0..<89).map { [[$0 == 0 ? 1e6 * (1 + share * Double(1 + window % 3)) : 2]] }
                ).scores(settings: settings)
            }
            return ScoreTable(model: name, target: "volume", settings: settings, windows: windows)
        }
        let comparison = try Comparison.between(
            champion: model("old", 0.1), challenger: model("new", 0.08), on: Metric(.wape))
        #expect(comparison.seriesCount == 89)
        #expect((comparison.effectiveSeries - 1).magnitude < 0.001)
        // Gains of 2, 4, 6, 2 points: the t interval of the windows at least.
        #expect(try #require(comparison.detectablePP) > 3)
    }

    @Test("two runs of one comparison are the same bits; more confidence, a wider interval")
    func determinism() throws {
        let scenario = Scenario(series: 60, windows: 4, horizon: 3, seed: 31)
        let old = try scenario.table()
        let new = try Scenario(series: 60, windows: 4, horizon: 3, seed: 31, noise: 0.9).table(model: "new")
        func compare(_ confidence: Double = 0.95) throws -> Comparison {
            try Comparison.between(
                champion: old, challenger: new, on: Metric(.wape), confidence: confidence)
        }
        let first = try compare()
        #expect(try compare() == first)
        #expect(try compare(0.95).at(confidence: 0.99) == compare(0.99))
        #expect(try #require(compare(0.99).detectablePP) > (try #require(first.detectablePP)))
        // Recorded from this implementation: a change here changes users' verdicts.
        let interval = try #require(first.intervalPP)
        #expect(interval.lower == Self.recorded.lower)
        #expect(interval.upper == Self.recorded.upper)
    }

    static let recorded = (lower: 0.11613914734362374, upper: 2.244949619686288)

    @Test("no comparison without common ground and a defined metric")
    func impossible() throws {
        let champion = try table("old", errors: [[10, 30]])
        func reason(
            _ challenger: ScoreTable, _ metric: Metric = Metric(.mape), champion other: ScoreTable? = nil
        ) throws -> String {
            let error = #expect(throws: ComparisonImpossible.self) {
                try Comparison.between(
                    champion: other ?? champion, challenger: challenger, on: metric)
            }
            return try #require(error).reason
        }
        #expect(
            try reason(table("new", errors: [[1, missing]])).contains(
                "did not forecast the same points: in window 1, series 2, 1 and 0"))
        #expect(try reason(table("new", errors: [[1, 2, 3]])).contains("different panels"))
        #expect(try reason(table("new", errors: [[1, 2], [1, 2]])).contains("different panels"))
        #expect(
            try reason(table("new", errors: [[1, 2]], metrics: [Metric(.mape)])).contains(
                "different settings"))
        #expect(
            try reason(table("new", errors: [[1, 2]]), Metric(.mase, season: 52)).contains(
                "mase@m=52 of old is undefined"))
        let idle = try table("old", errors: [[1, 2]], actual: 0)
        #expect(
            try reason(table("new", errors: [[1, 2]], actual: 0), champion: idle).contains(
                "0 points to measure it on, 2 excluded"))
        let perfect = try table("old", errors: [[0, 0]])
        #expect(try reason(table("new", errors: [[1, 2]]), Metric(.mae), champion: perfect).contains("is 0"))
    }

    @Test("30,000 series, 8 windows, 12 models: under a second")
    func large() throws {
        let path = RandomPath(seed: 20_261_122, ["large"])
        let tables = try (0..<12).map { model in
            try table(
                "model\(model)",
                errors: randomErrors(
                    8, 30_000, from: 0, to: 40 - Double(model), path.appending(String(model))))
        }
        var comparisons: [Comparison] = []
        let duration = try seconds {
            comparisons = try tables.dropFirst().map {
                try Comparison.between(champion: tables[0], challenger: $0, on: Metric(.mape))
            }
        }
        print("11 comparisons of 30,000 series x 8 windows in \(duration) s")
        #expect(comparisons.count == 11)
        #expect(duration < 1)
        let interval = try #require(comparisons[3].intervalPP)
        #expect(interval.lower > 1.5 && interval.upper < 2.5)
    }
}

extension ScoreTable {
    /// As if a series counted `weight` times in a window.
    func weighing(_ series: Int, in window: Int, by weight: Double) -> ScoreTable {
        let width = windows[window].statistics.count / seriesCount
        var changed = windows
        var statistics = windows[window].statistics
        for slot in series * width..<(series + 1) * width { statistics[slot] *= weight }
        changed[window] = WindowScores(
            settings: settings, horizon: horizon, statistics: statistics,
            stepStatistics: windows[window].stepStatistics,
            fallbackReasons: windows[window].fallbackReasons, repairs: windows[window].repairs)
        return ScoreTable(
            model: model, target: target, settings: settings, windows: changed, overlap: overlap)
    }
}

/// Of the processor on this thread: what others do on the machine does not count.
private func seconds(of work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try work()
    return now() - start
}
