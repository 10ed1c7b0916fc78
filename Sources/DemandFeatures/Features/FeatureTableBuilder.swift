internal import ForecastCore

/// Computes what a `FeatureTable` holds.
struct FeatureTableBuilder {
    let panel: Panel
    let classes: SeriesClasses?
    let plan: FeaturePlan
    let training: Range<Int>
    /// Periods per row, from the first training period on.
    let length: Int

    func isAhead(_ block: FeatureBlock) -> Bool { column(block.column).knowledge == .knownAhead }

    func column(_ name: String) -> PanelColumn {
        guard let column = panel.column(name) else {
            preconditionFailure("the feature set was checked against another panel: no column \(name)")
        }
        return column
    }

    /// How many values of a column may be looked at.
    func visibleCount(_ column: PanelColumn) -> Int {
        column.knowledge == .knownAhead ? min(length, panel.grid.count - training.lowerBound) : training.count
    }

    /// `[block, series, time]`.
    func blocks() -> [Float] {
        let size = panel.seriesCount * length
        return [Float](unsafeUninitializedCapacity: plan.blocks.count * size) { buffer, count in
            count = plan.blocks.count * size
            guard let output = buffer.baseAddress, size > 0 else { return }
            for name in columnNames() { write(name, to: output) }
            for (index, block) in plan.blocks.enumerated() {
                guard block.isOfAllSeries else { continue }
                writeOfAllSeries(block, to: output + index * size)
            }
        }
    }

    /// In the order of their first block.
    private func columnNames() -> [String] {
        var names: [String] = []
        for block in plan.blocks where !names.contains(block.column) { names.append(block.column) }
        return names
    }

    /// Every block of one column that needs one series at a time: a row is read once, while it is in the
    /// nearest cache.
    private func write(_ name: String, to output: UnsafeMutablePointer<Float>) {
        let column = column(name)
        let count = visibleCount(column)
        let size = panel.seriesCount * length
        let own = plan.blocks.indices.filter { index in
            !plan.blocks[index].isOfAllSeries && plan.blocks[index].column == name
        }
        let numbers = changedNumbers(of: column)
        let bench = RollingBench(capacity: count, longest: plan.longestWindow)
        column.values.withUnsafeBufferPointer { values in
            for series in 0..<panel.seriesCount {
                let start = series * panel.grid.count + training.lowerBound
                bench.load(UnsafeBufferPointer(rebasing: values[start..<start + count]))
                for index in own {
                    let row = output + index * size + series * length
                    Self.write(plan.blocks[index], count: count, bench, to: row)
                    if let numbers {
                        for time in 0..<count where !row[time].isNaN { row[time] = numbers[Int(row[time])] }
                    }
                    (row + count).initialize(repeating: .nan, count: length - count)
                }
            }
        }
    }

    /// What each number of a column of words is to a model that was fitted with other words; nil where nothing changes.
    private func changedNumbers(of column: PanelColumn) -> [Float]? {
        guard let words = column.categories, let fitted = plan.codes[column.name], fitted != words else {
            return nil
        }
        return plan.codes.numbers(of: column.name, words)
    }

    private static func write(
        _ block: FeatureBlock, count: Int, _ bench: borrowing RollingBench,
        to row: UnsafeMutablePointer<Float>
    ) {
        switch block {
        case .value: bench.writeValues(count: count, to: row)
        case .lastKnown: bench.writeLastKnown(count: count, to: row)
        case .change: bench.writeChange(count: count, to: row)
        case .runningMean: bench.writeRunningMean(count: count, to: row)
        case .timeSinceDemand: bench.writeTimeSinceDemand(count: count, to: row)
        case .rolling(let statistic, let window, _):
            bench.write(statistic, window: window, positions: 0..<count, to: row)
        case .relativeToGroup, .groupMean, .rival: break
        }
    }
}

// MARK: - Calendar, constants, tail

extension FeatureTableBuilder {
    /// `[fact, time]`.
    func calendar() -> [Float] {
        let facts = CalendarFacts(grid: panel.grid, holidays: panel.holidays)
        return plan.calendar.flatMap { fact, form in
            (0..<length).map { Float(facts.value(fact, form, of: training.lowerBound + $0)) }
        }
    }

    /// `[constant, series]`, and for each constant what its categories are called.
    func constants() -> (values: [Float], labels: [[String]]) {
        var values: [Float] = []
        var labels: [[String]] = []
        for formula in plan.constants {
            let (column, names) = constant(formula)
            values += column
            labels.append(names)
        }
        return (values, labels)
    }

    private func constant(_ formula: FeatureFormula) -> (values: [Float], labels: [String]) {
        switch formula {
        case .attribute(let name):
            guard let attribute = panel.attribute(name) else { break }
            let numbers = plan.codes.numbers(of: name, attribute.categories)
            return (
                attribute.codes.map { $0 < 0 ? .nan : numbers[Int($0)] },
                plan.codes[name] ?? attribute.categories
            )
        case .number(let name):
            guard let attribute = panel.attribute(name) else { break }
            let numbers = attribute.categories.map { Float($0) ?? .nan }
            return (attribute.codes.map { $0 < 0 ? .nan : numbers[Int($0)] }, [])
        case .classification(let classification):
            guard let classes else {
                preconditionFailure("\(classification.rawValue) needs the classes of series")
            }
            let values: [Float] =
                switch classification {
                case .abc: classes.abc.map { Float($0.rawValue) }
                case .xyz: classes.xyz.map { Float($0.rawValue) }
                case .pattern: classes.pattern.map { Float($0.rawValue) }
                }
            return (values, classification.labels)
        default: break
        }
        preconditionFailure("the feature set was checked against another panel")
    }

    /// `[series, reach]`: the target's last periods, NaN before training.
    func tail() -> [Double] {
        let values = column(plan.target).values
        let reach = plan.reach
        let known = min(reach, training.count)
        var tail = [Double](repeating: .nan, count: panel.seriesCount * reach)
        for series in 0..<panel.seriesCount {
            let end = series * panel.grid.count + training.upperBound
            for age in 1...known { tail[(series + 1) * reach - age] = values[end - age] }
        }
        return tail
    }
}
