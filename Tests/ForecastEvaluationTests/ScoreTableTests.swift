import ForecastCore
import ForecastEvaluation
import Testing

@Suite("ScoreTable") struct ScoreTableTests {
    /// Sums of a few hundred terms in another order agree to far better than this.
    static let tolerance = 1e-12

    private func expect(
        _ result: MetricValue, equals expected: (value: Double?, points: Int, excluded: Int), _ id: String
    ) {
        #expect(result.points == expected.points, "\(id)")
        #expect(result.excluded == expected.excluded, "\(id)")
        guard let value = result.value, let oracle = expected.value else {
            #expect(result.value == expected.value, "\(id)")
            return
        }
        #expect(
            (value - oracle).magnitude <= Self.tolerance * max(1, oracle.magnitude),
            "\(id): \(value), oracle \(oracle)")
    }

    @Test("agrees with the naive definitions, whole and in every part", arguments: [1, 2, 3] as [UInt64])
    func oracle(seed: UInt64) throws {
        let scenario = Scenario(series: 30, windows: 3, horizon: 5, seed: seed)
        let table = try scenario.table()
        let byStep = table.totalsByStep()
        let bySeries = table.totalsBySeries()
        for metric in scenario.settings.metrics {
            var naive = NaiveScorer(scenario: scenario)
            expect(table.value(of: metric), equals: naive.value(of: metric), metric.id)
            for window in 0..<3 {
                naive.isIncluded = { $0.window == window }
                expect(
                    table.totalsByWindow.value(of: metric, in: window), equals: naive.value(of: metric),
                    metric.id)
            }
            for step in 0..<5 {
                naive.isIncluded = { $0.step == step }
                expect(byStep.value(of: metric, in: step), equals: naive.value(of: metric), metric.id)
            }
            for series in 0..<30 {
                naive.isIncluded = { $0.series == series }
                expect(bySeries.value(of: metric, in: series), equals: naive.value(of: metric), metric.id)
            }
            naive.isIncluded = { ($0.series + $0.window) % 3 == 1 }
            expect(table.value(of: metric) { ($0 + $1) % 3 == 1 }, equals: naive.value(of: metric), metric.id)
        }
    }

    @Test("segments follow the classes of each window, and -1 is in none")
    func segments() throws {
        let scenario = Scenario(series: 12, windows: 2, horizon: 3, seed: 9)
        let table = try scenario.table()
        let indices = (0..<2).map { window in (0..<12).map { Int32(($0 + window) % 4) - 1 } }
        let segmentation = Segmentation(name: "thirds", labels: ["a", "b", "c"], indices: indices)
        let totals = table.totals(by: segmentation)
        #expect(totals.groupCount == 3)
        for segment in 0..<3 {
            var naive = NaiveScorer(scenario: scenario)
            naive.isIncluded = { indices[$0.window][$0.series] == Int32(segment) }
            for metric in scenario.settings.metrics {
                expect(totals.value(of: metric, in: segment), equals: naive.value(of: metric), metric.id)
            }
        }
    }

    @Test("segments by class and by attribute")
    func segmentations() throws {
        let classes = SeriesClasses(abc: [.c, .a], xyz: [.y, .z], pattern: [.lumpy, .noDemand])
        let made = try Segmentation.classNames.map {
            try #require(Segmentation(byClass: $0, classes: [classes, classes]))
        }
        #expect(made.map { $0.indices[1] } == [[2, 0], [1, 2], [3, 4]])
        #expect(made[2].labels == ["smooth", "erratic", "intermittent", "lumpy", "no demand"])
        #expect(Segmentation(byClass: "brand", classes: []) == nil)
        let brand = StaticAttribute(name: "brand", categories: ["x", "y"], codes: [1, -1])
        #expect(Segmentation(byAttribute: brand, windowCount: 1).indices == [[1, -1]])
    }

    @Test("the order of the series does not matter")
    func permutation() throws {
        let scenario = Scenario(series: 700, windows: 2, horizon: 4, seed: 11)
        var order = Array(0..<700)
        var random = RandomPath(seed: 1, ["order"]).stream
        random.shuffle(&order)
        let table = try scenario.table()
        let permuted = try scenario.permuted(order).table()
        for metric in scenario.settings.metrics {
            let value = table.value(of: metric)
            expect(permuted.value(of: metric), equals: (value.value, value.points, value.excluded), metric.id)
        }
    }

    @Test("the unit of demand scales what it must and nothing else")
    func units() throws {
        let scenario = Scenario(series: 25, windows: 2, horizon: 4, seed: 12)
        var thousands = scenario
        func scale(_ values: [[Double]]) -> [[Double]] { values.map { $0.map { $0 * 1024 } } }
        thousands.windows = scenario.windows.map {
            .init(
                training: scale($0.training), actuals: scale($0.actuals), forecasts: $0.forecasts.map(scale))
        }
        let table = try scenario.table()
        let scaled = try thousands.table()
        for metric in scenario.settings.metrics {
            let carriesUnit = metric.name == .mae || metric.name == .rmse || metric.name == .pinball
            // A power of two: not a bit may differ.
            #expect(
                scaled.value(of: metric).value
                    == table.value(of: metric).value.map { carriesUnit ? 1024 * $0 : $0 }, "\(metric.id)")
        }
    }

    @Test("a perfect forecast has no error and full coverage")
    func perfect() throws {
        var scenario = Scenario(series: 20, windows: 1, horizon: 3, seed: 5)
        scenario.windows[0].forecasts = scenario.windows[0].actuals.map {
            $0.map { y in [Double](repeating: y.isNaN ? 3 : y, count: 4) }
        }
        let table = try scenario.table()
        for metric in scenario.settings.metrics {
            #expect(table.value(of: metric).value == (metric.name == .coverage ? 100 : 0), "\(metric.id)")
        }
    }

    @Test("nothing to score: every metric is undefined, none is NaN")
    func empty() throws {
        var scenario = Scenario(series: 3, windows: 1, horizon: 2, seed: 5)
        scenario.windows[0].actuals = [[missing, missing], [missing, missing], [missing, missing]]
        let tables = [try scenario.table(), try Scenario(series: 0, windows: 1, horizon: 2, seed: 1).table()]
        for table in tables {
            for metric in scenario.settings.metrics {
                #expect(
                    table.value(of: metric) == MetricValue(value: nil, points: 0, excluded: 0), "\(metric.id)"
                )
            }
        }
        #expect(
            ScoreTable(model: "m", target: "t", settings: scenario.settings, windows: []).value(
                of: Metric(.mae)
            ).value == nil)
    }

    @Test("only zeros: what divides by volume is undefined, the rest is measured")
    func zeros() throws {
        var scenario = Scenario(series: 1, windows: 1, horizon: 2, seed: 5)
        scenario.windows = [
            .init(
                training: [[1, 2, 1, 2, 1, 3]], actuals: [[0, 0]],
                forecasts: [[[1, 0, 1, 2], [0, 0, 0, 0]]])
        ]
        let table = try scenario.table()
        for name in [MetricName.mape, .wape, .bias, .wql] {
            #expect(table.value(of: Metric(name)).value == nil)
        }
        #expect(table.value(of: Metric(.mape)).excluded == 2)
        #expect(table.value(of: Metric(.mae)).value == 0.5)
        #expect(table.value(of: Metric(.smape)).value == 100)
        #expect(table.value(of: Metric(.mase, season: 1)).value == 0.5 / 1.2)
    }

    @Test("numbers beyond range make a metric undefined, not infinite")
    func huge() throws {
        var scenario = Scenario(series: 1, windows: 1, horizon: 1, seed: 5)
        scenario.windows = [.init(training: [[1, 2]], actuals: [[1e300]], forecasts: [[[0, 0, 0, 0]]])]
        let table = try scenario.table()
        #expect(table.value(of: Metric(.rmse)).value == nil)
        #expect(table.value(of: Metric(.mae)).value == 1e300)
    }

    @Test("a forecast that is not finite is excluded and counted")
    func notFinite() throws {
        var scenario = Scenario(series: 1, windows: 1, horizon: 3, seed: 5)
        scenario.windows = [
            .init(
                training: [[1, 2]], actuals: [[5, 6, 7]],
                forecasts: [[[4, 4, 4, 4], [missing, 1, 1, 1], [7, 7, 7, .infinity]]])
        ]
        #expect(try scenario.table().value(of: Metric(.mae)) == MetricValue(value: 1, points: 1, excluded: 2))
    }

    @Test("only scored steps count")
    func scoredSteps() throws {
        let scenario = Scenario(series: 10, windows: 1, horizon: 4, seed: 6)
        let settings = EvaluationSettings(
            metrics: scenario.settings.metrics, levels: scenario.levels, scoredSteps: [1, 3])
        let table = ScoreTable(
            model: "m", target: "t", settings: settings,
            windows: [try scenario.windows[0].scores(settings: settings)])
        var naive = NaiveScorer(scenario: scenario)
        naive.isIncluded = { $0.step % 2 == 1 }
        for metric in settings.metrics {
            expect(table.value(of: metric), equals: naive.value(of: metric), metric.id)
        }
        #expect(
            table.totalsByStep().values(of: Metric(.mae)).map(\.value).map { $0 == nil } == [
                true, false, true, false,
            ])
    }

    @Test("zeros: error refuses zeros when MAPE is asked for, and says where the first is")
    func refusesZeros() throws {
        var scenario = Scenario(series: 2, windows: 1, horizon: 2, seed: 5)
        scenario.windows[0].actuals = [[1, 2], [3, 0]]
        let strict = EvaluationSettings(metrics: [Metric(.mape)], levels: scenario.levels, zeros: .error)
        #expect(throws: ScoringError.zeroActuals(count: 1, firstSeries: 1, firstStep: 1)) {
            try scenario.windows[0].scores(settings: strict)
        }
        let other = EvaluationSettings(metrics: [Metric(.mae)], levels: scenario.levels, zeros: .error)
        #expect(try scenario.windows[0].scores(settings: other).seriesCount == 2)
        let unscored = EvaluationSettings(
            metrics: [Metric(.mape)], levels: scenario.levels, zeros: .error, scoredSteps: [0])
        #expect(try scenario.windows[0].scores(settings: unscored).seriesCount == 2)
    }

    @Test("fallbacks are counted by reason and by their share of volume")
    func fallbacks() throws {
        var scenario = Scenario(series: 3, windows: 2, horizon: 1, seed: 5)
        // The third series is not on sale in the second window.
        scenario.windows[0].actuals = [[1], [2], [7]]
        scenario.windows[1].actuals = [[1], [9], [missing]]
        let settings = scenario.settings
        let table = ScoreTable(
            model: "m", target: "t", settings: settings,
            windows: [
                try scenario.windows[0].scores(settings: settings, fallbacks: [0: .tooShort, 2: .exploded]),
                try scenario.windows[1].scores(
                    settings: settings, fallbacks: [0: .tooShort, 2: .noObservations]),
            ])
        let summary = table.fallbacks()
        #expect(summary.count == 4)
        #expect(summary.forecasts == 6)
        #expect(summary.scoredCount == 3)
        #expect(summary.scoredForecasts == 5)
        #expect(summary.share == 0.6)
        #expect(summary.volumeShare == 9.0 / 20)
        #expect(summary.reasons.map(\.reason) == [.noObservations, .tooShort, .exploded])
        #expect(summary.reasons.map(\.count) == [1, 2, 1])
    }
}

@Suite("SeriesScales") struct SeriesScalesTests {
    @Test("a pair with a missing end is left out")
    func gaps() {
        // Pairs at distance 1: (1, 3) and (7, 4); at distance 2: (3, 7) only, over the gap.
        let values = [1, 3, missing, 7, 4]
        let scales = SeriesScales(values: values, timeCount: 5, training: 0..<5, seasons: [1, 2])
        #expect(scales.absolute == [2.5, 4])
        #expect(scales.squared == [6.5, 16])
    }

    @Test("undefined without a pair, and where nothing ever changes")
    func undefined() {
        let scales = SeriesScales(
            values: [5, 5, 5, 1, 2, missing], timeCount: 3, training: 0..<3, seasons: [1, 3])
        #expect(scales.absolute.map(\.isNaN) == [true, true, false, true])
        #expect(scales.squared.map(\.isNaN) == [true, true, false, true])
        #expect(SeriesScales(values: [], timeCount: 3, training: 0..<3, seasons: [1]).absolute.isEmpty)
    }

    @Test("nothing outside the training range is looked at")
    func trainingOnly() {
        let before: [Double] = [9, 1, 4, 2, 9]
        let after: [Double] = [-1e9, 1, 4, 2, missing]
        #expect(
            SeriesScales(values: before, timeCount: 5, training: 1..<4, seasons: [1])
                == SeriesScales(values: after, timeCount: 5, training: 1..<4, seasons: [1]))
    }
}
