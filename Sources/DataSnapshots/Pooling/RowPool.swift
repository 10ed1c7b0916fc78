internal import ForecastCore

/// Makes one row of all rows of a series and period, as they are read: memory grows with the periods, not with the rows.
///
/// **Complexity** O(columns) per row, expected.
struct RowPool {
    /// What of the pool a person should know: nothing is added up or left out in silence.
    struct Account: Equatable, Sendable {
        var rows = 0
        var pooled = 0
        /// Rows in which a target is below 0.
        var returns = 0
        /// Periods at the edges that rows do not cover.
        var incomplete: [String] = []
    }

    let aggregation: Aggregation
    private var columns: [PooledColumn]
    /// For each column the place of its weight in a row's weights.
    private let weightPlaces: [Int?]
    private var series: [Int32] = []
    private var periods: [Int32] = []
    private var files: [Int32] = []
    private var lines: [Int32] = []
    /// Open addressing with linear probing; -1 marks a free slot. At most half full.
    private var slots = [Int32](repeating: -1, count: 1 << 12)
    private var previous = -1
    private(set) var account = Account()

    init(_ aggregation: Aggregation, columns: [String]) {
        self.aggregation = aggregation
        let rules = columns.map { aggregation.rule(of: $0) ?? .any }
        self.columns = rules.map(PooledColumn.init)
        let weights = aggregation.weights
        weightPlaces = rules.map { rule in
            if case .meanBy(let weight) = rule { weights.firstIndex(of: weight) } else { nil }
        }
    }

    var cellCount: Int { series.count }

    /// A row of the files.
    /// - Parameters:
    ///   - period: the label of its period; `label`: its own.
    ///   - weights: in the order of `Aggregation.weights`.
    mutating func take(
        series: Int, period: Int32, label: Int32, values: [Double], weights: [Double], file: Int, line: Int,
        isReturn: Bool
    ) {
        account.rows += 1
        if isReturn { account.returns += 1 }
        if isReturn, aggregation.returns == .drop { return }
        let cell = cell(Int32(series), period, file, line)
        for index in columns.indices {
            columns[index].take(
                values[index], cell: cell, weight: weightPlaces[index].map { weights[$0] } ?? 1, label: label)
        }
    }

    private mutating func cell(_ series: Int32, _ period: Int32, _ file: Int, _ line: Int) -> Int {
        // Rows of one cell often stand together.
        if previous >= 0, self.series[previous] == series, periods[previous] == period { return previous }
        if 2 * (cellCount + 1) > slots.count { rehash() }
        let slot = slot(series, period)
        if slots[slot] < 0 {
            slots[slot] = Int32(cellCount)
            self.series.append(series)
            periods.append(period)
            files.append(Int32(file))
            lines.append(Int32(clamping: line))
            for index in columns.indices { columns[index].addCell() }
        }
        previous = Int(slots[slot])
        return previous
    }

    private func slot(_ series: Int32, _ period: Int32) -> Int {
        let mask = slots.count - 1
        var hash = UInt64(UInt32(bitPattern: series)) << 32 | UInt64(UInt32(bitPattern: period))
        // The finaliser of MurmurHash3 (Appleby): neighbours must not be neighbours.
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 33) & mask
        while slots[slot] >= 0,
            self.series[Int(slots[slot])] != series || periods[Int(slots[slot])] != period
        { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func rehash() {
        slots = [Int32](repeating: -1, count: 2 * slots.count)
        for cell in series.indices { slots[slot(series[cell], periods[cell])] = Int32(cell) }
    }

    // MARK: - What came out

    /// One row per series and period, in the order in which they first appeared, without those of `incomplete` periods.
    /// - Parameter targets: how many of the first columns are targets.
    mutating func pour(
        into rows: inout RowStore, without incomplete: Set<Int32>,
        _ body: (_ row: Pooled, _ values: inout [Double]) -> Void
    ) {
        account.pooled = cellCount
        var values = [Double](repeating: .nan, count: columns.count)
        for cell in series.indices where !incomplete.contains(periods[cell]) {
            for index in columns.indices { values[index] = columns[index].value(cell) }
            let row = Pooled(
                series: Int(series[cell]), period: periods[cell], file: Int(files[cell]),
                line: Int(lines[cell]))
            body(row, &values)
            rows.append(
                file: row.file, series: row.series, period: row.period, line: row.line, values: values)
        }
    }

    /// A row that stands for several: where the first of them is.
    struct Pooled {
        let series: Int
        let period: Int32
        let file: Int
        let line: Int
    }
}
