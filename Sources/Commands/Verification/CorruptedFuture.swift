package import ForecastCore

/// A panel in which everything that is unknown at a cutoff is something else, and everything known is as it was.
///
/// Values keep the scale of their series, so that no model can tell the corruption by its size; some of them
/// are missing, and missing ones are there. Some of the targets are 0 and some negative, so that whoever looks
/// ahead for returns or for zeros is seen. The same panel and cutoff give the same corruption.
package struct CorruptedFuture {
    package let panel: Panel
    /// Values that are not what they were.
    package let changed: Int

    /// Targets and past-only columns change after the cutoff of `window`, known-ahead ones after its last test period.
    package init(of panel: Panel, after window: BacktestWindow) {
        var changed = 0
        let cutoff = panel.grid.label(of: window.cutoff)
        let columns = panel.columns.map { column in
            let end = column.knowledge == .knownAhead ? window.test.upperBound : window.training.upperBound
            var corruption = ColumnCorruption(
                panel: panel, column: column, known: end,
                path: RandomPath(seed: 0, ["canary", column.name, cutoff]))
            corruption.run()
            changed += corruption.changed
            return column.with(values: corruption.values)
        }
        self.changed = changed
        self.panel = Panel(
            grid: panel.grid, seriesIDs: panel.seriesIDs, firstStep: panel.firstStep, columns: columns,
            attributes: panel.attributes, holidays: panel.holidays)
    }
}

/// One column, step by step.
private struct ColumnCorruption {
    let panel: Panel
    let column: PanelColumn
    /// The first step that is changed.
    let known: Int
    let path: RandomPath
    private(set) var values: [Double]
    private(set) var changed = 0

    init(panel: Panel, column: PanelColumn, known: Int, path: RandomPath) {
        self.panel = panel
        self.column = column
        self.known = known
        self.path = path
        values = Array(column.values)
    }

    /// A quarter to four times the usual; one step in sixteen is missing, and of a target two are 0 and two negative.
    private static let spread = 0.25...4.0
    private static let missing = 1.0 / 16
    private static let zero = missing + 2.0 / 16
    private static let negative = zero + 2.0 / 16

    mutating func run() {
        let steps = panel.grid.count
        guard known < steps else { return }
        let usual = magnitude(of: 0..<column.values.count)
        for series in 0..<panel.seriesCount {
            let row = series * steps
            let own = magnitude(of: row..<row + known)
            var stream = path.appending(panel.seriesIDs[series]).stream
            for step in max(known, panel.firstStep[series])..<max(steps, known, panel.firstStep[series]) {
                corrupt(row + step, scale: own > 0 ? own : usual > 0 ? usual : 1, &stream)
            }
        }
    }

    private mutating func corrupt(_ index: Int, scale: Double, _ stream: inout RandomStream) {
        let draw = stream.nextUniform()
        let factor =
            Self.spread.lowerBound + (Self.spread.upperBound - Self.spread.lowerBound) * stream.nextUniform()
        let old = values[index]
        if let categories = column.categories {
            values[index] = otherCategory(of: categories.count, than: old, factor)
            changed += 1
            return
        }
        if draw < Self.missing, !old.isNaN {
            values[index] = .nan
        } else {
            let new = substitute(draw, scale * factor)
            // What is 0 already becomes something.
            values[index] = new != old ? new : old == 0 ? scale * factor : new.nextUp
        }
        changed += 1
    }

    /// Another one of the words, or none where there is no other.
    private func otherCategory(of count: Int, than old: Double, _ factor: Double) -> Double {
        let share = (factor - Self.spread.lowerBound) / (Self.spread.upperBound - Self.spread.lowerBound)
        let drawn = Double(min(max(count - 1, 0), Int(share * Double(count))))
        guard drawn == old else { return count > 0 ? drawn : .nan }
        guard count > 1 else { return .nan }
        return drawn + 1 < Double(count) ? drawn + 1 : 0
    }

    private func substitute(_ draw: Double, _ usual: Double) -> Double {
        guard column.knowledge == .target, draw >= Self.missing else { return usual }
        return draw < Self.zero ? 0 : draw < Self.negative ? -usual : usual
    }

    /// The mean magnitude of what was observed there; 0 where nothing was.
    private func magnitude(of range: Range<Int>) -> Double {
        var sum = 0.0
        var count = 0
        for index in range where !column.values[index].isNaN {
            sum += column.values[index].magnitude
            count += 1
        }
        return count == 0 ? 0 : sum / Double(count)
    }
}
