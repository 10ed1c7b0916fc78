internal import Files
internal import ForecastCore
internal import Scratch

/// Turns the rows of a table into the dense panel: finds the grid, sorts the series, puts every number in
/// its cell, and reports whatever does not fit.
struct PanelAssembler {
    /// Bounds that keep a wrong date or a wrong column from filling the memory.
    struct Limits {
        var rows = RowStore.maximumCount
        var series = 2_000_000
        var periods = 200_000
        /// Numbers in all columns together: 8 GB.
        var cells = 1_000_000_000
    }

    var table: SeriesTable
    let gaps: DataSetDeclaration.GapPolicy
    let limits: Limits
    var placement: GridResolution.Placement
    var periodCount = 0
    /// For each row of the panel, the number of the series in the table.
    let order: [Int]
    /// **Shape** `[series, time]`: 1 where a row is.
    var occupied: [UInt8] = []
    let problems: DataProblems
    private let scratch: Scratch
    /// What becomes of the hour that the clock shows twice; nil where two rows are an error.
    let clockChange: DataSetDeclaration.ClockChange?
    /// Cells of such hours.
    var doubled: Set<Int> = []

    init(
        _ table: SeriesTable, gaps: DataSetDeclaration.GapPolicy,
        clockChange: DataSetDeclaration.ClockChange? = nil, problems: DataProblems, limits: Limits = Limits(),
        scratch: Scratch = .standard
    ) {
        self.table = table
        self.gaps = gaps
        self.clockChange = clockChange
        self.problems = problems
        self.limits = limits
        self.scratch = scratch
        placement = GridResolution(table.periods).grid()
        order = table.ids.sortedIndices()
    }

    /// The panel; nil when `problems` says why there is none.
    /// - Throws: where the disk has no room for what memory has none for.
    mutating func assemble() throws(FileError) -> Panel? {
        if let failure = table.rows.failure { throw failure }
        guard !isEmpty, resolveGrid() else { return nil }
        reportSameText()
        // A row that could not be read, or lies beside the grid, leaves a hole that is not the data's fault.
        let isComplete = !problems.hasErrors
        placeRows()
        if clockChange != nil { doubled = doubledCells() }
        reportDuplicates()
        if clockChange != nil { skipMissingHours() }
        if isComplete, gaps == .error { reportGaps() }
        guard !problems.hasErrors else { return nil }
        var columns: [NumberSpace] = []
        for column in table.columns.indices { columns.append(try scatter(column)) }
        let life = observedLife(columns)
        reportUnobserved(life.firstStep)
        guard !problems.hasErrors else { return nil }
        if gaps == .zero { fillGaps(columns, life) }
        return Panel(
            grid: placement.timeGrid(count: periodCount), seriesIDs: order.map(table.ids.string),
            firstStep: life.firstStep,
            columns: zip(table.columns, columns).map {
                PanelColumn(
                    name: $0.name, knowledge: $0.knowledge, values: Numbers($1),
                    categories: $0.categories)
            },
            attributes: table.statics.map { $0.attribute(order: order) })
    }

    /// Whether there is nothing to assemble, which is reported unless other problems explain it.
    private var isEmpty: Bool {
        guard table.rows.count == 0 else { return false }
        if !problems.hasErrors, let file = table.files.first { problems.reportEmpty(file) }
        return true
    }

    // MARK: - Grid

    private mutating func resolveGrid() -> Bool {
        var resolution = GridResolution(table.periods)
        for chunk in table.rows.chunks {
            for ordinal in chunk.period { resolution.take(ordinal) }
        }
        placement = resolution.grid()
        if let coarser = resolution.coarserFrequency {
            reportCoarser(coarser)
            return false
        }
        if gaps == .zero, let longer = resolution.emptySteps {
            reportEmptySteps(longer)
            return false
        }
        reportOffGrid(resolution)
        if placement.isAmbiguous { reportAmbiguous() }
        periodCount = placement.lastStep(notAfter: resolution.last) + 1
        return isWithinLimits(resolution)
    }

    private mutating func isWithinLimits(_ resolution: GridResolution) -> Bool {
        let cells = order.count.multipliedReportingOverflow(by: periodCount * max(1, table.columns.count))
        let number = NumberText.count(_:)
        let excess: String? =
            if table.rows.count > limits.rows {
                "\(number(table.rows.count)) rows; the limit is \(number(limits.rows))"
            } else if order.count > limits.series {
                "\(number(order.count)) series; the limit is \(number(limits.series))"
            } else if periodCount > limits.periods {
                "\(table.periods.frequency.count(periodCount)); the limit is \(number(limits.periods))"
            } else if cells.overflow || cells.partialValue > limits.cells {
                "\(number(order.count)) series x \(number(periodCount)) periods x \(number(table.columns.count)) columns; the limit is \(number(limits.cells)) numbers"
            } else { nil }
        guard let excess else { return true }
        let first = findRow { $0 == resolution.first }
        let last = findRow { $0 == resolution.last }
        problems.report(.tooLarge) {
            Problem(
                "the data set has \(excess)", at: last.map(location),
                notes: [first, last].compactMap(\.self).map {
                    "\(table.period($0.period)) is in \(sentence($0))"
                },
                fix: "check the first and the last period for a typing error")
        }
        return false
    }

    // MARK: - Cells

    /// Replaces series and period of every row by its row and step in the panel; rows beside the grid get
    /// series -1.
    private mutating func placeRows() {
        var rank = [Int32](repeating: 0, count: order.count)
        for (row, series) in order.enumerated() { rank[series] = Int32(row) }
        let placement = placement
        table.rows.place { series, period in
            let step = placement.step(of: period)
            return (step == nil ? -1 : rank[Int(series)], Int32(step ?? 0))
        }
    }

    /// **Shape** `[series, time]`, NaN where no row is. The rows give their numbers away: a column is never in memory twice.
    private mutating func scatter(_ column: Int) throws(FileError) -> NumberSpace {
        let count = periodCount
        let cells = try scratch.space(count: order.count * count)
        cells.fill(.nan)
        for (index, chunk) in table.rows.chunks(with: column).enumerated() {
            let values = chunk.values[column]
            for row in chunk.series.indices where chunk.series[row] >= 0 {
                cells.numbers[Int(chunk.series[row]) * count + Int(chunk.period[row])] = values[row]
            }
            // Where series lie together in the files, these cells are done; elsewhere they come back.
            if index % 64 == 63 { cells.letGo() }
        }
        mergeDoubledHours(column, into: cells)
        cells.letGo()
        table.rows.release(column: column)
        return cells
    }

    /// Where demand was observed: the first step of each series (the panel's end when never), and the last
    /// step of all.
    struct Life {
        let firstStep: [Int]
        let lastStep: Int
    }

    private func observedLife(_ columns: [NumberSpace]) -> Life {
        let targets = table.columns.indices.filter { table.columns[$0].knowledge == .target }
        var firstStep = [Int](repeating: periodCount, count: order.count)
        var lastStep = -1
        for target in targets {
            for series in order.indices {
                let cells = series * periodCount..<(series + 1) * periodCount
                if let first = columns[target].numbers[cells].firstIndex(where: { !$0.isNaN }) {
                    firstStep[series] = min(firstStep[series], first - cells.lowerBound)
                }
                if let last = columns[target].numbers[cells].lastIndex(where: { !$0.isNaN }) {
                    lastStep = max(lastStep, last - cells.lowerBound)
                }
            }
            columns[target].letGo()
        }
        return Life(firstStep: firstStep, lastStep: lastStep)
    }

    /// Writes the zeros of `gaps: zero`: no row, no demand. Rows of future periods (planned prices) reach
    /// beyond the last observation of all; there, nothing is known about demand.
    private func fillGaps(_ columns: [NumberSpace], _ life: Life) {
        for target in table.columns.indices where table.columns[target].knowledge == .target {
            for series in order.indices where life.firstStep[series] <= life.lastStep {
                for step in life.firstStep[series]...life.lastStep
                where occupied[series * periodCount + step] == 0 {
                    columns[target].numbers[series * periodCount + step] = 0
                }
            }
            columns[target].letGo()
        }
    }
}
