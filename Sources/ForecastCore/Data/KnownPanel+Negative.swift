extension KnownPanel {
    /// Whether forecasts of a series may be below 0: only where the series itself was before the cutoff. `[series]`.
    package var mayBeNegative: [Bool] {
        guard let column = panel.column(target) else {
            return Array(repeating: false, count: panel.seriesCount)
        }
        return column.firstNegative(periods: panel.grid.count).map { first in
            first.map { $0 < window.training.upperBound } ?? false
        }
    }
}

extension PanelColumn {
    /// The first of the `periods` in which each series is below 0, `[series]`.
    package func firstNegative(periods: Int) -> [Int?] {
        stride(from: 0, to: values.count, by: max(1, periods)).map { row in
            values[row..<row + periods].firstIndex { $0 < 0 }.map { $0 - row }
        }
    }
}
