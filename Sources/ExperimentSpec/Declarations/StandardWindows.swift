extension BacktestDeclaration {
    /// Windows that decide well; see docs/windows.md, which measures it.
    static let mostStandardWindows = 8
    /// Fewer that share no period decide nothing.
    static let fewestStandardWindows = 3

    /// How many windows a backtest has where nobody says: eight where the history before the first cutoff stays at
    /// least two seasons or half of the data, else as many as keep it so, never fewer than three.
    ///
    /// Three may leave less than that, or not fit at all: a backtest that cannot be made is told as such by who knows its
    /// windows.
    ///
    /// - Parameters:
    ///   - periods: of the data.
    ///   - season: a length of 1 is none, and nil is one that is not known: half of the data is what counts then.
    package static func standardWindows(
        periods: Int, season: Int?, horizon: Int, step: Int, gap: Int
    ) -> Int {
        let twoSeasons = season.flatMap { $0 > 1 ? 2 * $0 : nil } ?? periods
        let leastHistory = min(twoSeasons, (periods + 1) / 2)
        let room = periods - gap - horizon - leastHistory
        let fitting = room < 0 ? 0 : room / step + 1
        return min(mostStandardWindows, max(fewestStandardWindows, fitting))
    }
}
