import ExperimentSpec
import ForecastCore
import ForecastTasks
import Testing

@Suite("The windows that a combination learns from") struct EarlierScheduleTests {
    private static func backtest(
        windows: Int, horizon: Int, step: Int, gap: Int = 0, refit: Int = 1,
        train: BacktestDeclaration.TrainingSpan = .expanding
    ) throws -> BacktestDeclaration {
        let span = if case .sliding(let periods) = train { "{sliding: \(periods)}" } else { "expanding" }
        let inputs = try StageInputs(
            """
            experiment: small
            data: {dataset: shop, targets: [volume]}
            models: {ses: {kind: ses}}
            backtest: {horizon: \(horizon), windows: \(windows), step: \(step), gap: \(gap), refit: \(refit), train: \(span)}

            """, .lively(series: 1, weeks: 40))
        return inputs.spec.backtest
    }

    private static func schedule(
        _ backtest: BacktestDeclaration, periods: Int = 40, count: Int, behind: Int = 0
    ) throws -> (windows: [BacktestWindow], schedule: EarlierSchedule) {
        let grid = TimeGrid(frequency: .weekly, origin: .number(1), count: periods)
        let windows = try BacktestSchedule.windows(of: backtest, on: grid)
        return (
            windows, EarlierSchedule(before: windows, EarlierDepth(windows: count, behind: behind), backtest)
        )
    }

    @Test("are windows of the backtest where those have the cutoff, and one more before the first")
    func shared() throws {
        let backtest = try Self.backtest(windows: 3, horizon: 4, step: 4)
        let (windows, schedule) = try Self.schedule(backtest, count: 1)
        #expect(schedule.windows.map(\.cutoff) == [23, 27, 31, 35])
        #expect(schedule.own == [1, 2, 3] && schedule.earlier == [[0], [1], [2]] && schedule.added == [0])
        #expect(schedule.own.map { schedule.windows[$0].test } == windows.map(\.test))
        #expect(schedule.windows.allSatisfy { $0.fittedIn == $0.index })
    }

    @Test("end by the cutoff, a gap included, the latest first")
    func gap() throws {
        let backtest = try Self.backtest(windows: 2, horizon: 3, step: 2, gap: 1)
        let (windows, schedule) = try Self.schedule(backtest, count: 2)
        #expect(windows.map(\.cutoff) == [33, 35])
        #expect(schedule.earlier.map { $0.map { schedule.windows[$0].cutoff } } == [[29, 26], [31, 28]])
        #expect(
            schedule.earlier.map { $0.map { schedule.windows[$0].test } } == [
                [31..<34, 28..<31], [33..<36, 30..<33],
            ])
    }

    @Test("are as many as the data have, and none before the first period")
    func short() throws {
        let backtest = try Self.backtest(windows: 2, horizon: 4, step: 4)
        let (_, schedule) = try Self.schedule(backtest, periods: 13, count: 3)
        // Cutoffs 4 and 8: one before the first, two before the second.
        #expect(schedule.earlier.map { $0.map { schedule.windows[$0].cutoff } } == [[0], [4, 0]])
        let (_, none) = try Self.schedule(backtest, periods: 12, count: 3)
        #expect(none.earlier.map { $0.map { none.windows[$0].cutoff } } == [[], [3]])
    }

    @Test("are those before the window that is fitted, for all that share its fit")
    func refit() throws {
        let backtest = try Self.backtest(windows: 4, horizon: 4, step: 4, refit: 3)
        let (windows, schedule) = try Self.schedule(backtest, count: 1)
        #expect(windows.map(\.cutoff) == [23, 27, 31, 35] && windows.map(\.fittedIn) == [0, 0, 0, 3])
        // The last window is fitted anew at 35: what the fit at 23 said at 31 is not what it learns from.
        #expect(
            schedule.earlier.map { Self.facts(schedule, $0).map { [$0[1], $0[4]] } }
                == [[[19, 19]], [[19, 19]], [[19, 19]], [[31, 31]]])
        #expect(schedule.added.count == 2)
    }

    @Test("of a window are the same whatever else the backtest has")
    func alone() throws {
        for (step, gap, refit) in [(4, 0, 1), (4, 0, 2), (3, 1, 3), (1, 2, 4)] {
            let backtest = try Self.backtest(windows: 4, horizon: 4, step: step, gap: gap, refit: refit)
            let (windows, schedule) = try Self.schedule(backtest, count: 2)
            for window in windows {
                let fit = windows[window.fittedIn]
                let pair = (fit.index == window.index ? [window] : [fit, window]).enumerated().map {
                    BacktestWindow(index: $0, training: $1.training, test: $1.test, fittedIn: 0)
                }
                let own = EarlierSchedule(before: pair, EarlierDepth(windows: 2), backtest)
                #expect(
                    Self.facts(own, own.earlier[pair.count - 1])
                        == Self.facts(schedule, schedule.earlier[window.index]))
            }
        }
    }

    @Test("reach behind the earlier ones for what is itself looked at there, in steps of horizon and gap")
    func behind() throws {
        let backtest = try Self.backtest(windows: 2, horizon: 3, step: 2, gap: 1)
        let (_, schedule) = try Self.schedule(backtest, count: 2, behind: 2)
        #expect(schedule.earlier.map { $0.map { schedule.windows[$0].cutoff } } == [[29, 26], [31, 28]])
        let behind = schedule.earlier.map { places in
            places.map { place in
                schedule.places(behind: place, count: 2, backtest).map { schedule.windows[$0].cutoff }
            }
        }
        #expect(behind == [[[25, 22], [22, 19]], [[27, 24], [24, 21]]])
        #expect(schedule.places(behind: schedule.earlier[0][0], count: 1, backtest).count == 1)
        #expect(schedule.windows.allSatisfy { schedule.windows[$0.fittedIn].fittedIn == $0.fittedIn })
    }

    /// Cutoff, test periods and the cutoff of the fit.
    private static func facts(_ schedule: EarlierSchedule, _ places: [Int]) -> [[Int]] {
        places.map { place in
            let window = schedule.windows[place]
            return [
                window.training.lowerBound, window.cutoff, window.test.lowerBound, window.test.upperBound,
                schedule.windows[window.fittedIn].cutoff,
            ]
        }
    }
}
