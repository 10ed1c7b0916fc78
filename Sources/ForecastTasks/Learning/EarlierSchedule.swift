package import ExperimentSpec
package import ForecastCore

/// The windows of a backtest and those before them whose forecasts a combination learns from.
///
/// The k-th earlier window of one with cutoff c has the cutoff c - gap - k * horizon: its test periods end at c or before,
/// so that all that came of it is known at c, and no two earlier windows share a period. Where one has the cutoff of a
/// window of the backtest it is that window.
///
/// What is fitted once for several windows (`refit`) learns once for them: from the windows before the one that it is fitted
/// in, as a version that is trained once and forecasts every week. Every earlier window has a fit of its own, so that it
/// follows from its window alone, not from what else the backtest has.
///
/// Where a combination's own forecasts of earlier windows are asked for (`reconciled` learns from their errors), it learned
/// for each of those from windows before it, which are there as well.
package struct EarlierSchedule: Equatable, Sendable {
    /// Those of a fit together, with their cutoffs in order.
    package let windows: [BacktestWindow]
    /// The place of each window of the backtest among `windows`.
    package let own: [Int]
    /// The places of those that each window of the backtest learns from, the latest first; fewer than asked for where the
    /// data begin too late, and those of the window that it is fitted in.
    package let earlier: [[Int]]

    /// What tells two windows apart: the cutoffs of their forecasts and of their fits.
    private struct Round: Hashable {
        let fit: Int
        let cutoff: Int

        static func isBefore(_ left: Round, _ right: Round) -> Bool {
            (left.fit, left.cutoff) < (right.fit, right.cutoff)
        }
    }

    /// - Parameters:
    ///   - backtested: windows of a horizon and gap, each fitted in one of them that is fitted in itself.
    ///   - depth: earlier windows of each.
    package init(before backtested: [BacktestWindow], _ depth: EarlierDepth, _ backtest: BacktestDeclaration)
    {
        let own = backtested.map { Round(fit: backtested[$0.fittedIn].cutoff, cutoff: $0.cutoff) }
        let earlier = backtested.map { window in
            Self.cutoffs(before: backtested[window.fittedIn].cutoff, count: depth.windows, backtest)
                .map { Round(fit: $0, cutoff: $0) }
        }
        let behind = Set(earlier.joined()).flatMap { round in
            Self.cutoffs(before: round.cutoff, count: depth.behind, backtest)
                .map { Round(fit: $0, cutoff: $0) }
        }
        let rounds = Set(own + earlier.joined() + behind).sorted(by: Round.isBefore)
        let places = Dictionary(uniqueKeysWithValues: rounds.enumerated().map { ($1, $0) })
        windows = rounds.enumerated().map { index, round in
            guard let fit = places[Round(fit: round.fit, cutoff: round.fit)] else {
                preconditionFailure("a window is fitted in one that is not its own fit")
            }
            return BacktestSchedule.window(index, cutoff: round.cutoff, fittedIn: fit, of: backtest)
        }
        self.own = own.compactMap { places[$0] }
        self.earlier = earlier.map { $0.compactMap { places[$0] } }
    }

    /// The latest first.
    private static func cutoffs(
        before cutoff: Int, count: Int, _ backtest: BacktestDeclaration
    ) -> [Int] {
        (0..<count).map { cutoff - backtest.gap - ($0 + 1) * backtest.horizon }.filter { $0 >= 0 }
    }

    /// The places of those that an earlier window learned from in its turn, the latest first.
    /// - Parameters:
    ///   - place: of one that windows of the backtest learn from.
    ///   - count: at most the depth behind it.
    package func places(behind place: Int, count: Int, _ backtest: BacktestDeclaration) -> [Int] {
        Self.cutoffs(before: windows[place].cutoff, count: count, backtest).compactMap { cutoff in
            windows.firstIndex { $0.cutoff == cutoff && $0.fittedIn == $0.index }
        }
    }

    /// How many windows there are at most, before the data are read.
    static func windowCount(of backtest: BacktestDeclaration, earlier depth: EarlierDepth) -> Int {
        let windows = backtest.windowCount
        // Listed cutoffs lie anywhere.
        guard case .count = backtest.schedule else {
            return windows * (1 + depth.windows * (1 + depth.behind))
        }
        let before = (depth.windows + depth.behind) * (backtest.gap + backtest.horizon)
        let backtested = (0..<windows).map { index in
            BacktestSchedule.window(
                index, cutoff: before + index * backtest.step, fittedIn: index - index % backtest.refit,
                of: backtest)
        }
        return EarlierSchedule(before: backtested, depth, backtest).windows.count
    }

    /// The places of the windows that no backtest has.
    package var added: [Int] { windows.indices.filter { !own.contains($0) } }
}
