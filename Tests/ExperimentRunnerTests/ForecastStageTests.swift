import ExperimentSpec
import ForecastCore
import ForecastTasks
import Scratch
import Testing
import Workers

@Suite("The forecasts of local models") struct ForecastStageTests {
    private static let spec = """
        experiment: small
        seed: 7
        data: {dataset: shop, targets: [volume]}
        models: {ses: {kind: ses, paths: 50}, mean: {kind: mean}}
        backtest: {horizon: 2, windows: 3, step: 2}
        quantiles: [0.1, 0.5, 0.9]

        """
    /// The last training week of the three windows, counted from 0.
    private static let cutoffs = [17, 19, 21]

    /// Two whole chunks and a part of one.
    private static let seriesCount = 2 * ForecastStage.chunkSize + 30
    /// Of one model in all windows.
    private static let count = 3 * seriesCount

    private func inputs(_ spec: String = spec) throws -> StageInputs {
        try StageInputs(spec, .lively(series: Self.seriesCount, weeks: 24))
    }

    /// Every block, after a first run of `inputs()` that filled the cache.
    private func again(_ inputs: StageInputs, _ temporary: TemporaryStore) throws -> (
        blocks: [[ForecastBlock]], work: CountedWork
    ) {
        let work = CountedWork()
        return (try inputs.forecasts(temporary, progress: work), work)
    }

    private func filled() throws -> (TemporaryStore, [[ForecastBlock]]) {
        let temporary = TemporaryStore()
        return (temporary, try inputs().forecasts(temporary))
    }

    @Test("are the same bits on one thread and on three, computed and read back")
    func threads() throws {
        let (temporary, cold) = try filled()
        let side = CountedWork()
        let parallel = try inputs().forecasts(TemporaryStore(), jobs: 3, progress: side)
        #expect(side.computed == 2 * Self.count)
        #expect(parallel.map(\.bits) == cold.map(\.bits))
        let warm = try again(inputs(), temporary)
        #expect(warm.work.done == 2 * Self.count && warm.work.computed == 0)
        #expect(warm.blocks.map(\.bits) == cold.map(\.bits))
        // Computed once more over a full cache: a store keeps one result per key, and refuses another.
        let anew = CountedWork()
        let forced = try inputs().forecasts(temporary, ignoresCache: true, progress: anew)
        #expect(anew.computed == 2 * Self.count && forced.map(\.bits) == cold.map(\.bits))
    }

    @Test("are the same bits where they are too many for memory")
    func files() throws {
        let (_, held) = try filled()
        let scratch = Scratch(folder: "/var/tmp", leastBytes: 1)
        let filed = try inputs().forecasts(TemporaryStore(), jobs: 3, scratch: scratch)
        for block in filed.joined() { block.values.letGo() }
        #expect(filed.map(\.bits) == held.map(\.bits))
    }

    @Test("hold every series of the panel in every window")
    func shape() throws {
        let (_, blocks) = try filled()
        #expect(blocks.map { $0.map(\.seriesCount) } == [[Int]](repeating: [286, 286, 286], count: 2))
        #expect(blocks.allSatisfy { $0.allSatisfy { $0.horizon == 2 && $0.levelCount == 3 } })
        // The mean of series 0 up to the first cutoff, by hand: 10.5 + (3t mod 11).
        var sum = 0.0
        for week in 0...Self.cutoffs[0] { sum += 10.5 + Double(3 * week % 11) }
        #expect(abs(blocks[1][0].mean(0, 0) - sum / 18) < 1e-12)
    }

    @Test("of one model only are computed anew when its parameter changes")
    func parameter() throws {
        let (temporary, before) = try filled()
        let changed = Self.spec.replacing("paths: 50", with: "alpha: 0.3, paths: 50")
        let (blocks, work) = try again(inputs(changed), temporary)
        #expect(work.computed == Self.count && work.cached == Self.count)
        #expect(blocks[1].bits == before[1].bits)
        #expect(blocks[0].bits != before[0].bits)
    }

    @Test("are read from the cache under another name of the model, beside other models, in another order")
    func names() throws {
        let (temporary, before) = try filled()
        let renamed = Self.spec.replacing(
            "{ses: {kind: ses, paths: 50}, mean: {kind: mean}}",
            with: "{average: {kind: mean}, other: {kind: ses, paths: 50}}")
        let (blocks, work) = try again(inputs(renamed), temporary)
        #expect(work.computed == 0 && blocks.map(\.bits) == before.reversed().map(\.bits))
    }

    @Test("follow the seed, the horizon and the quantile levels")
    func request() throws {
        for (old, new) in [
            ("seed: 7", "seed: 8"), ("horizon: 2,", "horizon: 1,"), ("[0.1, 0.5, 0.9]", "[0.2, 0.5, 0.8]"),
        ] {
            // The cutoffs stay where they are: counted from the end, another horizon would move them.
            let spec = Self.spec.replacing("windows: 3, step: 2", with: "windows: [18, 20, 22]")
            let temporary = TemporaryStore()
            _ = try inputs(spec).forecasts(temporary)
            let changed = try inputs(spec.replacing(old, with: new))
            let (blocks, work) = try again(changed, temporary)
            #expect(work.computed == work.done && work.done == 2 * Self.count, "\(new)")
            #expect(try changed.forecasts(TemporaryStore()).map(\.bits) == blocks.map(\.bits))
        }
    }

    @Test("of one series only are computed anew when its past changes, in the windows that know the change")
    func series() throws {
        for (week, windows) in [(5, 3), (18, 2), (21, 1), (22, 0)] {
            let (temporary, before) = try filled()
            var changed = try inputs()
            changed.panel = changed.panel.changing { $0 == 140 && $1 == week ? 99.5 : nil }
            let (blocks, work) = try again(changed, temporary)
            #expect(work.computed == 2 * windows, "week \(week)")
            for model in 0..<2 {
                for window in 0..<3 {
                    let (old, new) = (before[model][window], blocks[model][window])
                    let moved = (0..<Self.seriesCount).filter {
                        old.forecast(ofSeries: $0) != new.forecast(ofSeries: $0)
                    }
                    #expect(moved == (window >= 3 - windows ? [140] : []), "week \(week), window \(window)")
                }
            }
        }
    }

    @Test("of known series stay when a new one comes in front of them, though every chunk is another one")
    func newSeries() throws {
        let (temporary, before) = try filled()
        var grown = try inputs()
        let (old, weeks) = (grown.panel, grown.panel.grid.count)
        let rows = old.seriesIDs.enumerated().map { index, id in
            (id, Array(old.columns[0].values[index * weeks..<(index + 1) * weeks]))
        }
        grown.panel = .weekly([("a", (0..<weeks).map { 3.5 + Double($0 % 4) })] + rows)
        let (blocks, work) = try again(grown, temporary)
        #expect(work.computed == 2 * 3)
        let known = blocks.map { $0.map { $0.selecting(Array(1...Self.seriesCount)) } }
        #expect(known.map(\.bits) == before.map(\.bits))
    }

    @Test("see nothing after the cutoff: with every later value changed they are the same bits")
    func future() throws {
        let truth = try inputs().forecasts(TemporaryStore())
        for (window, cutoff) in Self.cutoffs.enumerated() {
            var other = try inputs()
            other.panel = other.panel.changing { $1 > cutoff ? 1000.5 + Double($0 + $1) : nil }
            let blocks = try other.forecasts(TemporaryStore())
            for model in 0..<2 {
                #expect(Array(blocks[model][...window]).bits == Array(truth[model][...window]).bits)
                // The test can fail: what the next window sees is another past.
                if window < 2 { #expect([blocks[model][window + 1]].bits != [truth[model][window + 1]].bits) }
            }
        }
    }

    @Test("with parameters of an earlier window hang on both pasts")
    func refit() throws {
        let temporary = TemporaryStore()
        let spec = Self.spec.replacing("step: 2}", with: "step: 2, refit: 3}")
        let before = try inputs(spec).forecasts(temporary)
        #expect(before[0][2].outcomes.map(\.parameters) == before[0][0].outcomes.map(\.parameters))
        var changed = try inputs(spec)
        changed.panel = changed.panel.changing { $0 == 3 && $1 == 20 ? 99.5 : nil }
        let (blocks, work) = try again(changed, temporary)
        // Known in the last window alone; its parameters still come from the first one.
        #expect(work.computed == 2)
        #expect(blocks[0][2].outcomes[3].parameters == before[0][0].outcomes[3].parameters)
        #expect(blocks[0][2].mean(3, 0) != before[0][2].mean(3, 0))
    }

    @Test("of a run that was stopped are kept, and the next one goes on to the same bits")
    func interruption() throws {
        let (_, whole) = try filled()
        for jobs in [1, 3] {
            let temporary = TemporaryStore()
            let interruption = Interruption()
            let until = CountedWork { interruption.request() }
            #expect(throws: Interrupted.self) {
                try inputs().forecasts(
                    temporary, jobs: jobs, interruption: interruption, progress: until)
            }
            #expect(until.done >= ForecastStage.chunkSize && until.done < 2 * Self.count)
            let (blocks, work) = try again(inputs(), temporary)
            #expect(work.cached == until.done && work.done == 2 * Self.count, "\(jobs) jobs")
            #expect(blocks.map(\.bits) == whole.map(\.bits))
        }
    }
}

@Suite("What stands in for a forecast") struct FallbackStageTests {
    private static func spec(_ backtest: String) -> String {
        """
        experiment: small
        data: {dataset: shop, targets: [volume]}
        models: {mean: {kind: mean}}
        backtest: {horizon: 2, windows: 2, step: 2, \(backtest)}
        quantiles: []

        """
    }

    /// Ten weeks, cutoffs after 6 and 8 of them: always sold, new in week 6, new in week 8, and one with returns in week 9.
    private static let panel = Panel.weekly([
        ("always", [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
        ("late", [.nan, .nan, .nan, .nan, .nan, 4, 6, 8, 8, 8]),
        ("new", [.nan, .nan, .nan, .nan, .nan, .nan, .nan, 3, 3, 3]),
        ("returns", [2, 3, 2, 3, 2, 3, -9, 2, 2, 2]),
    ])

    private func blocks(_ backtest: String) throws -> [ForecastBlock] {
        try StageInputs(Self.spec(backtest), Self.panel).forecasts(TemporaryStore())[0]
    }

    @Test("is the last value of a short series, and says why; a series that is not launched is absent")
    func short() throws {
        let blocks = try blocks("min_history: 3")
        let reasons = blocks.map { $0.outcomes.map(\.fallback?.reason) }
        #expect(reasons == [[nil, .tooShort, nil, nil], [nil, nil, .tooShort, nil]])
        #expect(
            blocks.map { $0.outcomes.map(\.isAbsent) } == [
                [false, false, true, false], [false, false, false, false],
            ])
        #expect(blocks[0].mean(1, 0) == 4 && blocks[0].mean(1, 1) == 4)
        #expect(blocks[1].mean(1, 0) == 6 && blocks[1].mean(2, 0) == 3)
    }

    @Test("is nothing where the spec skips short series, and they are not scored")
    func skipped() throws {
        let inputs = try StageInputs(Self.spec("min_history: 3, short_series: skip"), Self.panel)
        let block = try inputs.forecasts(TemporaryStore())[0][0]
        #expect(block.outcomes.map(\.isAbsent) == [false, true, true, false])
        let history = try inputs.history()
        #expect(history.participation[0] == [.full, .skipped, .notLaunched, .full])
        #expect(history.forecastCount == 2 + 3)
        let actuals = history.actuals(in: history.windows[0])
        #expect(actuals.prefix(2) == [11, 12] && actuals[2..<6].allSatisfy(\.isNaN))
        #expect(actuals.suffix(2) == [-9, 2])
    }

    @Test("is an error of the data where the spec says so, and names the series")
    func refused() throws {
        let inputs = try StageInputs(Self.spec("min_history: 3, short_series: error"), Self.panel)
        let error = try #require(throws: DiagnosticsError.self) {
            try inputs.history().refuseShortSeries(under: inputs.spec.backtest)
        }
        #expect(error.diagnostics[0].code == "D302" && error.diagnostics[0].notes[0].contains("'late'"))
        let lenient = try StageInputs(Self.spec("min_history: 3"), Self.panel)
        try lenient.history().refuseShortSeries(under: lenient.spec.backtest)
    }

    @Test("may be below 0 only for the series that was, and from then on")
    func negative() throws {
        let history = try StageInputs(Self.spec("min_history: 1"), Self.panel).history()
        let known = history.windows.map { window in (0..<4).map { history.mayBeNegative($0, in: window) } }
        #expect(known == [[false, false, false, false], [false, false, false, true]])
    }
}
