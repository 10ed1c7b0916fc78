internal import ForecastCore

/// What the periods of a table leave open.
extension TableGuess {
    struct Axis {
        let frequency: Frequency
        /// Whether weeks and months begin on one day each.
        let keepsItsDay: Bool
        /// Periods without a row between two rows of a series.
        let holes: Int
        let gaps: (policy: String, reason: String)
    }

    /// How far apart periods are, and what one without a row means.
    /// - Parameter codes: the series of every row.
    /// - Throws: where dates keep to no frequency, and none was said.
    func axis(_ period: PeriodColumns, _ steps: TableSteps, codes: [Int], hasZeros: Bool) throws
        -> Axis
    {
        if let times = steps.changingTimes { throw changingTimes(period, steps, times) }
        let found = steps.frequency(codes: codes)
        let frequency = wish.frequency ?? found.frequency
        let coverage = steps.coverage(found.frequency)
        if wish.frequency == nil, found.keepsItsDay, coverage.isMostlyEmpty {
            throw noFrequency(period, steps, found.frequency, coverage)
        }
        let holes = steps.holes(codes: codes, frequency)
        return Axis(
            frequency: frequency, keepsItsDay: found.keepsItsDay || frequency != found.frequency,
            holes: holes,
            gaps: betweenLongSteps(frequency, found.frequency, holes: holes, steps)
                ?? longSteps(frequency, holes: holes, steps, codes: codes)
                ?? closedPlaces(
                    frequency, steps.coverage(frequency), holes: holes,
                    holidays: steps.holidayHoles(codes: codes, frequency))
                ?? gaps(holes: holes, hasZeros: hasZeros))
    }

    /// Of a frequency that was said, where dates keep to a longer one: quarters among months.
    private func betweenLongSteps(
        _ said: Frequency, _ found: Frequency, holes: Int, _ steps: TableSteps
    ) -> (policy: String, reason: String)? {
        guard holes > 0, said != found, !steps.coverage(found).isMostlyEmpty, steps.coverage(said).isSparse
        else { return nil }
        return ("missing", "all rows keep to \(found.stepNoun(2)): what is between is not known, it seems")
    }

    /// Of a series that keeps to weeks among others of days: what holds for one is no zero of the others.
    private func longSteps(_ frequency: Frequency, holes: Int, _ steps: TableSteps, codes: [Int]) -> (
        policy: String, reason: String
    )? {
        // Where no series has a row for every period, all of them may just rarely sell.
        guard holes > 0, steps.coverage(frequency).isFull, let long = steps.longStep(codes: codes, frequency),
            let row = codes.firstIndex(of: long.code)
        else { return nil }
        return (
            "missing",
            "line \(sample.lines[row]) begins a series with a row every \(long.periods) \(frequency.stepNoun(2)): what is "
                + "between is not known, it seems"
        )
    }

    /// Midnights of local time that are written in UTC, mostly.
    private func changingTimes(_ period: PeriodColumns, _ steps: TableSteps, _ times: (Int, Int))
        -> DiagnosticsError
    {
        let rows = [times.0, times.1].compactMap { steps.ordinals.firstIndex(of: $0) }
        let cells = rows.map { "\(quoted(trimmed(period.cells[$0]))) in line \(sample.lines[$0])" }
        return sample.refusal(
            .badDate,
            "rows are a day apart or more, at changing times of day: \(cells.joined(separator: ", "))",
            fix:
                "write each day as YYYY-MM-DD; where these are midnights in UTC, the day of the place where things are sold"
        )
    }

    private func gaps(holes: Int, hasZeros: Bool) -> (policy: String, reason: String) {
        guard holes > 0 else { return ("error", "no period is missing inside a series") }
        return hasZeros
            ? ("missing", "periods are missing, and zeros are written out where there are some")
            : ("zero", "periods are missing, and no zero is written out: no row, no sale")
    }

    /// Periods without a row in any series are no zeros as long as nobody knows what a period is.
    private func noFrequency(
        _ period: PeriodColumns, _ steps: TableSteps, _ guess: Frequency, _ guessed: TableSteps.Coverage
    ) -> DiagnosticsError {
        // Months that begin on any day are none: what happens on any day is daily.
        let isAnyDay = guess.unit == .month && !guessed.isRegular
        let frequency = isAnyDay ? .daily : guess
        let coverage = isAnyDay ? steps.coverage(.daily) : guessed
        let name = period.columns.map { quoted(sample.names[$0]) }.joined(separator: " and ")
        let count = NumberText.count(coverage.periods)
        let empty = NumberText.count(coverage.periods - coverage.used)
        guard period.format != nil else {
            return sample.refusal(
                .badDate,
                "the numbers in \(name) are no periods in a row: of \(count) from the first to the last, \(empty) have no "
                    + "row in any series",
                fix:
                    "write periods as dates (YYYY-MM-DD; weeks 2024-W05, quarters 2024-Q1), or number them 1, 2, 3"
            )
        }
        return sample.refusal(
            .coarserData,
            "the dates in \(name) keep to no frequency: of \(count) \(frequency.stepNoun(coverage.periods)) from the first "
                + "to the last, \(empty) have no row in any series",
            fix:
                "where these are \(frequency.stepNoun(2)) in which nothing happened, say so: --frequency "
                + "\(ShellText.word(frequency.rawValue)); otherwise add rows up to periods of one length"
        )
    }

    /// Where no series ever has a row on a Sunday or at night, nobody looks there.
    private func closedPlaces(
        _ frequency: Frequency, _ coverage: TableSteps.Coverage, holes: Int, holidays: Int
    ) -> (
        policy: String, reason: String
    )? {
        guard holes > 0 else { return nil }
        if holes == holidays {
            return (
                "missing",
                "no series has a row on the days that are missing: holidays, it seems, which are not 0"
            )
        }
        guard coverage.hasClosedPlaces else { return nil }
        let places =
            switch frequency.unit {
            case .month: "in some months of the year"
            case .day: "on some days of the week"
            default: "at some times of the day"
            }
        return ("missing", "no series ever has a row \(places): closed, it seems, which is not 0")
    }
}
