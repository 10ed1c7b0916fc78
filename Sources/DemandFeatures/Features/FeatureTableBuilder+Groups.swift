internal import ForecastCore

/// Blocks in which a series sees others in the same period: what is visible of a column is visible of all of them.
extension FeatureTableBuilder {
    func writeOfAllSeries(_ block: FeatureBlock, to output: UnsafeMutablePointer<Float>) {
        let column = column(block.column)
        switch block {
        case .relativeToGroup(_, let name):
            let group = attribute(name).codes
            write(column, means(column, group: group), at: group, to: output) {
                $1 > 0 ? column.values[$0] / $1 : .nan
            }
        case .groupMean(_, let name):
            let group = attribute(name).codes
            write(column, means(column, group: group), at: group, to: output) { $1 }
        case .rival(_, let within, let of, let category):
            let group = attribute(within).codes
            let of = attribute(of).codes
            let rivals = group.indices.map { Int(of[$0]) == category ? group[$0] : -1 }
            write(column, means(column, group: rivals), at: group, to: output) { $1 }
        default: preconditionFailure("a block of single series")
        }
    }

    private func attribute(_ name: String) -> StaticAttribute {
        guard let attribute = panel.attribute(name) else {
            preconditionFailure("the feature set was checked against another panel: no attribute \(name)")
        }
        return attribute
    }

    /// The mean of a column over the series of each group, itself included; NaN where none is observed. Sums run in
    /// the order of the series.
    /// **Shape** `[group, visible time]`.
    private func means(_ column: PanelColumn, group: [Int32]) -> [Double] {
        let count = visibleCount(column)
        var sums = [Double](repeating: 0, count: (Int(group.max() ?? -1) + 1) * count)
        var observed = sums
        for series in 0..<panel.seriesCount where group[series] >= 0 {
            let row = series * panel.grid.count + training.lowerBound
            let place = Int(group[series]) * count
            for time in 0..<count where !column.values[row + time].isNaN {
                sums[place + time] += column.values[row + time]
                observed[place + time] += 1
            }
        }
        return sums.indices.map { sums[$0] / observed[$0] }
    }

    /// Writes `value(place in the column, mean of the group)` for every series and period; NaN where the group is
    /// unknown or has no member.
    private func write(
        _ column: PanelColumn, _ means: [Double], at group: [Int32], to output: UnsafeMutablePointer<Float>,
        value: (Int, Double) -> Double
    ) {
        let visible = visibleCount(column)
        for series in 0..<panel.seriesCount {
            let row = series * panel.grid.count + training.lowerBound
            let place = Int(group[series]) * visible
            for time in 0..<length {
                let isKnown = group[series] >= 0 && time < visible && place + time < means.count
                let found = isKnown ? value(row + time, means[place + time]) : .nan
                output[series * length + time] = found.isNaN ? .nan : Float(found)
            }
        }
    }
}
