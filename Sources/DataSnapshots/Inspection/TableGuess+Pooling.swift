internal import ForecastCore

/// Tables in which a series has several rows per period: receipts, orders, rows of several shops.
extension TableGuess {
    /// What such a table is to become.
    struct Pool {
        let frequency: Frequency
        let weekStart: Weekday
        /// Why, as a sentence.
        let reason: String
        /// Rows with a target below 0, and all.
        var rows = 0
    }

    // MARK: - What names a series

    /// The column of ids, and one more where only both together name a series.
    func seriesColumns(_ series: Int?, _ period: PeriodColumns, _ steps: TableSteps) -> [Int] {
        guard let series else { return [] }
        let codes = Self.codes(sample.cells[series])
        guard wish.series == nil, isPooled(codes, steps) else { return [series] }
        let others = sample.names.indices.filter {
            $0 != series && !period.columns.contains($0) && sample.names[$0] != wish.target
                && mayNameSeries($0)
        }
        let places = others.filter { TableWords.isPlace(sample.names[$0]) && distinct($0) > 1 }
        let partner =
            places.first
            ?? others.first { partner in
                // Few rows of each: then it tells rows apart, not series.
                let codes = self.codes(of: [series, partner])
                return isUnique(codes: codes, steps) && 4 * Set(codes).count <= sample.rowCount
            }
        return [series] + [partner].compactMap(\.self)
    }

    /// A number per row for what some columns hold together.
    func codes(of columns: [Int]) -> [Int] {
        guard let first = columns.first else { return Array(repeating: 0, count: sample.rowCount) }
        return columns.dropFirst().reduce(Self.codes(sample.cells[first])) { codes, column in
            var known: [SIMD2<Int>: Int] = [:]
            return zip(codes, Self.codes(sample.cells[column])).map { left, right in
                let pair = SIMD2(left, right)
                if let code = known[pair] { return code }
                known[pair] = known.count
                return known.count - 1
            }
        }
    }

    /// A few rows twice are mistakes, and so is a file that was appended to itself; many others are rows that belong together.
    private func isPooled(_ codes: [Int], _ steps: TableSteps) -> Bool {
        10 * repeats(codes: codes, steps) >= sample.rowCount
            && 10 * steps.repeats(codes: codes, among: firstOfTheirKind) >= sample.rowCount
    }

    /// The rows that are no copy, cell by cell, of an earlier one.
    private var firstOfTheirKind: [Int] {
        var seen: Set<Int> = []
        let whole = codes(of: Array(sample.names.indices))
        return whole.indices.filter { seen.insert(whole[$0]).inserted }
    }

    // MARK: - Whether rows are to be put together

    /// Nil where a series has a row per period.
    func pool(_ period: PeriodColumns, _ steps: TableSteps, series: [Int], codes: [Int]) -> Pool? {
        let who = series.isEmpty ? "a period" : "a series and \(steps.isWithinDays ? "moment" : "period")"
        let repeats = repeats(codes: codes, steps)
        let found = steps.frequency(codes: codes)
        if isPooled(codes, steps), wish.series != nil || !series.isEmpty {
            let pair = firstPair(codes, steps).map { " (lines \($0) and \($1) are the first)" } ?? ""
            return pool(
                period, steps, found.keepsItsDay ? found.frequency : nil,
                "\(NumberText.count(repeats)) of \(NumberText.count(sample.rowCount)) rows are further ones of \(who)\(pair)"
            )
        }
        guard period.format != nil else { return nil }
        let isScattered =
            steps.isWithinDays && steps.changingTimes == nil && steps.coverage(found.frequency).isMostlyEmpty
        if isScattered, wish.frequency?.isWithinDays != true {
            return pool(
                period, steps, nil,
                "rows are at any time of the day (\(quoted(trimmed(period.cells[0]))) in line \(sample.lines[0])): moments, not periods"
            )
        }
        guard let frequency = wish.frequency, frequency != found.frequency,
            10 * steps.repeats(codes: codes, frequency) >= sample.rowCount
        else { return nil }
        return pool(
            period, steps, nil,
            "rows are closer together than \(frequency.stepNoun(2)), which --frequency asks for")
    }

    private func pool(
        _ period: PeriodColumns, _ steps: TableSteps, _ found: Frequency?, _ reason: String
    ) -> Pool {
        let isLong = found.map { $0.unit == .week || $0.unit == .month } ?? false
        let frequency =
            wish.frequency ?? (isLong || period.format == nil ? found : nil)
            ?? (period.format == nil || steps.dayCount >= 140 ? .weekly : .daily)
        return Pool(
            frequency: frequency, weekStart: isLong ? steps.weekday ?? .monday : .monday, reason: reason)
    }

    /// The lines of two rows of one series and moment.
    private func firstPair(_ codes: [Int], _ steps: TableSteps) -> (Int, Int)? {
        var seen: [SIMD2<Int>: Int] = [:]
        for row in codes.indices {
            let key = SIMD2(codes[row], steps.ordinals[row])
            if let first = seen[key] { return (sample.lines[first], sample.lines[row]) }
            seen[key] = row
        }
        return nil
    }

    // MARK: - What becomes of the columns

    func inspection(of pool: Pool, _ period: PeriodColumns, _ roles: Roles) -> TableInspection {
        var dialect = dialect
        dialect.dateFormat = period.declaredFormat
        let parts = sample.names.indices.map { pooledPart($0, roles) }
        let columns = zip(sample.names, parts).map {
            TableInspection.Column(name: $0, part: $1.part, reason: $1.reason)
        }
        addFlags(to: &dialect, columns)
        let returns = numbers(roles.target).count { $0 < 0 }
        var aggregation = Aggregation(
            sample.names.indices.compactMap { index in parts[index].rule.map { (sample.names[index], $0) } })
        aggregation.weekStart = pool.frequency.unit == .week ? pool.weekStart : .monday
        aggregation.returns = returns > 0 ? .subtract : .error
        return TableInspection(
            columns: columns, frequency: pool.frequency, notation: period.format == nil ? .number : .date,
            gaps: ("zero", "a \(pool.frequency.stepNoun(1)) without a row is one in which nothing was sold"),
            hasNegativeTargets: returns > 0, negativePrices: negativePrices(columns),
            rowCount: sample.isPartial ? nil : sample.rowCount, dialect: dialect,
            time: period.columns.map { sample.names[$0] }, clockChange: nil,
            warnings: period.remarks + amounts(roles)
                + [
                    returnsRemark(returns, roles), placesRemark(roles),
                    roles.series.count == 1 ? blankIDs(roles.series[0]) : nil,
                ].compactMap(\.self),
            pooling: (aggregation, pool.reason), categories: categories(columns))
    }

    private func returnsRemark(_ count: Int, _ roles: Roles) -> String? {
        guard count > 0 else { return nil }
        return
            "\(NumberText.count(count)) of \(NumberText.count(sample.rowCount)) rows have a \(sample.names[roles.target]) below 0: returns or "
            + "cancellations, it seems. They are subtracted (returns: subtract; drop leaves them out), and a period that comes to less "
            + "than 0 counts as 0 (negative: zero)."
    }

    private func placesRemark(_ roles: Roles) -> String? {
        guard roles.series.count > 1 else { return nil }
        let names = roles.series.map { sample.names[$0] }
        return
            "\(names[0]) and \(names[1]) name a series together; series: \(names[0]) adds the rows of every \(names[1]) up."
    }

    private func pooledPart(_ index: Int, _ roles: Roles) -> (
        part: TableInspection.Part, reason: String, rule: Aggregation.Rule?
    ) {
        let name = sample.names[index]
        if [roles.time, roles.timePart].contains(index) || roles.series.contains(index) {
            let (part, reason) = part(of: index, roles)
            return (part, reason, nil)
        }
        if index == roles.target { return (.target, "added up: sum", .sum) }
        if types[index] == .empty { return (.ignored, "empty", nil) }
        if roles.fixed[index], !roles.series.isEmpty { return (.fixed, "one value per series", nil) }
        if types[index].isNumeric || types[index] == .flag { return pooledNumber(index, name, roles) }
        if isCategory(index) {
            return (.pastOnly, "the last word of the period; known ahead? then from a plan", .last)
        }
        if types[index] == .text, !TableWords.isDocument(name), !roles.series.isEmpty,
            amount(in: index) == nil, isNearlyFixed(index, codes(of: roles.series))
        {
            return (.fixed, "nearly one value per series: the last one", .last)
        }
        return (.ignored, "text that changes within a series", nil)
    }

    private func pooledNumber(_ index: Int, _ name: String, _ roles: Roles) -> (
        part: TableInspection.Part, reason: String, rule: Aggregation.Rule?
    ) {
        let target = sample.names[roles.target]
        if TableWords.isDocument(name) { return (.ignored, "its name: a document or a person", nil) }
        if TableWords.isPrice(name) { return (.pastOnly, "mean, weighted by \(target)", .meanBy(target)) }
        if TableWords.isAmount(name) { return (.pastOnly, "added up: sum", .sum) }
        if TableWords.isKnownAhead(name) {
            return (
                .pastOnly, "the largest of the period; known ahead? then from a plan, not from receipts", .max
            )
        }
        return (.ignored, "a number of the row; to use it, say how rows become one", nil)
    }

    /// Whether few series have a second value: descriptions that somebody corrected.
    private func isNearlyFixed(_ column: Int, _ codes: [Int]) -> Bool {
        let pairs = Set(zip(codes, Self.codes(sample.cells[column])).map { SIMD2($0, $1) })
        return 2 * pairs.count <= 3 * Set(codes).count
    }
}

extension TableSteps {
    /// How many of some rows have the series and moment of an earlier one of them.
    func repeats(codes: [Int], among rows: [Int]) -> Int {
        var seen: Set<SIMD2<Int>> = []
        return rows.count { !seen.insert(SIMD2(codes[$0], ordinals[$0])).inserted }
    }

    /// Rows of a series and period of some frequency that an earlier row has.
    func repeats(codes: [Int], _ frequency: Frequency) -> Int {
        var seen: Set<SIMD2<Int>> = []
        return zip(codes, steps(frequency)).count { !seen.insert(SIMD2($0, $1)).inserted }
    }
}
