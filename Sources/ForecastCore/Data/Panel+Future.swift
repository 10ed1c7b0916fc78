extension Panel {
    /// The same panel on a grid of at least so many periods: nothing is known of those that are added.
    package func extended(toPeriods count: Int) -> Panel {
        guard count > grid.count else { return self }
        let unknown = [Double](repeating: .nan, count: count - grid.count)
        return Panel(
            grid: TimeGrid(frequency: grid.frequency, origin: grid.origin, count: count),
            seriesIDs: seriesIDs, firstStep: firstStep,
            columns: columns.map { column in
                var values: [Double] = []
                values.reserveCapacity(seriesCount * count)
                for series in 0..<seriesCount {
                    values += column.values[series * grid.count..<(series + 1) * grid.count]
                    values += unknown
                }
                return column.with(values: values)
            },
            attributes: attributes, holidays: holidays)
    }

    /// The last period in which `target` of any series was observed; nil where none was. What is known ahead may reach
    /// further.
    package func lastObserved(of target: String) -> Int? {
        guard let values = column(target)?.values, grid.count > 0 else { return nil }
        return (0..<grid.count).last { step in
            (0..<seriesCount).contains { !values[$0 * grid.count + step].isNaN }
        }
    }
}
