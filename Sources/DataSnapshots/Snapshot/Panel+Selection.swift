package import ForecastCore

extension Panel {
    /// The panel of some of the series, on the same grid.
    /// - Parameter series: rows of this panel, ascending, without repetition.
    package func selecting(series: [Int]) -> Panel {
        precondition(zip(series, series.dropFirst()).allSatisfy { $0 < $1 }, "series in ascending order")
        return Panel(
            grid: grid, seriesIDs: series.map { seriesIDs[$0] }, firstStep: series.map { firstStep[$0] },
            columns: columns.map { selecting(series, from: $0) },
            attributes: attributes.map { selecting(series, from: $0) },
            holidays: holidays, notes: notes)
    }

    private func selecting(_ series: [Int], from column: PanelColumn) -> PanelColumn {
        var values: [Double] = []
        values.reserveCapacity(series.count * grid.count)
        for row in series {
            values.append(contentsOf: column.values[row * grid.count..<(row + 1) * grid.count])
        }
        return column.with(values: values)
    }

    /// Categories that none of the series has are dropped, so that a selection equals a data set of these
    /// series alone.
    private func selecting(_ series: [Int], from attribute: StaticAttribute) -> StaticAttribute {
        let codes = series.map { attribute.codes[$0] }
        let used = Set(codes.filter { $0 >= 0 }).sorted()
        var renamed = [Int32](repeating: -1, count: attribute.categories.count)
        for (position, code) in used.enumerated() { renamed[Int(code)] = Int32(position) }
        return StaticAttribute(
            name: attribute.name, categories: used.map { attribute.categories[Int($0)] },
            codes: codes.map { $0 < 0 ? -1 : renamed[Int($0)] })
    }
}
