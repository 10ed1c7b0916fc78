package import ForecastCore

extension ForecastFile {
    /// Forecasts may reach so many periods beyond the data.
    private static let mostAhead = 800

    /// What does not fit the data that the forecasts are scored on.
    func problems(on data: LearnedData, levels: [QuantileLevel]) -> [Diagnostic] {
        let shape = shapeProblems(data, levels)
        return shape.isEmpty ? Array(timeProblems(on: data.panel.grid).prefix(20)) : shape
    }

    private func shapeProblems(_ data: LearnedData, _ asked: [QuantileLevel]) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        if !tellsTargets, data.targets.count > 1 {
            problems.append(
                Diagnostic(
                    code: "D321",
                    "\(name) does not say which target it forecasts, and the spec has \(data.targets.count)",
                    fix: "add a column target: \(data.targets.joined(separator: ", "))"))
        }
        let lacking = asked.filter { level in !self.levels.contains { Self.isSame($0, level) } }
        if !self.levels.isEmpty, !lacking.isEmpty {
            let known = self.levels.map { "p\(NumberText.plain($0, decimals: 4))" }.joined(separator: ", ")
            problems.append(
                Diagnostic(
                    code: "D321",
                    "\(name) has the quantiles \(known), and the spec asks for "
                        + lacking.map(\.label).joined(separator: ", "),
                    fix: "ask for those of the file under quantiles, or leave all of them out of the file"))
        }
        return problems
    }

    static func isSame(_ percent: Double, _ level: QuantileLevel) -> Bool {
        (percent - 100 * level.value).magnitude < 1e-6
    }

    /// A forecast of what was known, or that was made when more was known, is none.
    private func timeProblems(on grid: TimeGrid) -> [Diagnostic] {
        var steps: [String: Int] = [:]
        for step in 0..<grid.count + Self.mostAhead { steps[grid.label(of: step)] = step }
        return rows.lazy.compactMap { row -> Diagnostic? in
            guard let cutoff = steps[row.key.cutoff] else { return unknown(row.key.cutoff, row, grid) }
            guard let period = steps[row.key.period] else { return unknown(row.key.period, row, grid) }
            if period <= cutoff {
                return Diagnostic(
                    code: "D322",
                    "the forecast of \(row.key.period) is not after its cutoff \(row.key.cutoff)",
                    at: SourceLocation(file: name, line: row.line, column: 1),
                    fix: "the cutoff is the last period that was known when it was made")
            }
            // A day within the last known period is before the next one.
            if !row.made.isEmpty, row.made >= grid.label(of: cutoff + 1) {
                return Diagnostic(
                    code: "D323",
                    "the forecast from \(row.key.cutoff) was made on \(row.made), when more was known",
                    at: SourceLocation(file: name, line: row.line, column: 1),
                    fix: "leave it out: it cannot be held against forecasts that were made in time")
            }
            return nil
        }
    }

    private func unknown(_ label: String, _ row: Row, _ grid: TimeGrid) -> Diagnostic {
        Diagnostic(
            code: "D324", "'\(label)' is no period of the data",
            at: SourceLocation(file: name, line: row.line, column: 1),
            notes: ["periods run from \(grid.label(of: 0)) to \(grid.label(of: max(0, grid.count - 1)))"],
            fix: "write periods as the data set does")
    }
}
