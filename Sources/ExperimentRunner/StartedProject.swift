internal import DataSnapshots
internal import ForecastCore

/// What `forecast init` found in a CSV file, and what it wrote.
package struct StartedProject: CommandAnswer {
    private struct Column: Encodable {
        let name, part, reason: String
    }

    private let dataset: String
    private let declaration: String
    private let spec: String
    private let frequency: String
    private let size: DataSetSize
    private let columns: [Column]
    private let gaps: String
    private let words: String

    package func text(width: Int?) -> String { words }

    enum CodingKeys: String, CodingKey {
        case dataset, declaration, spec, frequency, size, columns, gaps
    }

    /// - Parameters:
    ///   - source: the CSV file, as the user named it.
    ///   - folder: of the data set; `spec`: the experiment's file, both as the user would type them.
    ///   - periodsNeeded: how many periods the experiment takes.
    init(
        name: String, source: String, folder: String, spec: String, inspection: TableInspection,
        lock: SnapshotLock, periodsNeeded: Int
    ) {
        dataset = name
        declaration = "\(folder)/dataset.yaml"
        self.spec = spec
        frequency = inspection.frequency.rawValue
        size = DataSetSize(lock, inspection.frequency)
        columns = inspection.columns.map { Column(name: $0.name, part: $0.part.rawValue, reason: $0.reason) }
        gaps = inspection.gaps.policy
        let table = PlainColumns.render(
            [["column", "read as", "because"]] + columns.map { [$0.name, $0.part, $0.reason] })
        words =
            ([
                "\(source): \(lock.panel.series) series, \(lock.panel.periods) "
                    + "\(inspection.frequency.stepNoun(lock.panel.periods)) (\(lock.panel.firstPeriod) to \(lock.panel.lastPeriod))",
                "",
            ] + table + [
                "", "gaps: \(gaps) (\(inspection.gaps.reason))",
            ] + Self.notes(inspection, lock) + [
                "",
                "wrote  \(declaration)   correct it where a column was misread, then",
                "                                  forecast data snapshot \(name) --accept",
                "       \(spec)   and beside it the schema by which editors complete and check it",
            ] + Self.next(name, spec, inspection, lock, periodsNeeded)).joined(separator: "\n")
    }

    /// What to type; of a history too short for any backtest, what to wait for.
    private static func next(
        _ name: String, _ spec: String, _ inspection: TableInspection, _ lock: SnapshotLock, _ needed: Int
    ) -> [String] {
        let periods = lock.panel.periods
        guard periods < needed else { return ["next   forecast run \(spec)"] }
        let noun = inspection.frequency.stepNoun
        return [
            "note   the history is too short for a backtest: \(periods) \(noun(periods)), where \(needed) or more are needed",
            "next   with more data, forecast data snapshot \(name) --accept, then forecast run \(spec)",
        ]
    }

    /// What the guesses make of the data, where that may not be what was meant.
    private static func notes(_ inspection: TableInspection, _ lock: SnapshotLock) -> [String] {
        var notes: [String] = []
        let filled = inspection.rowCount.map { lock.panel.observations - $0 } ?? 0
        if inspection.gaps.policy == "zero", filled > 0 {
            let share = 100 * Double(filled) / Double(lock.panel.observations)
            notes.append(
                "      \(NumberText.count(filled)) periods without a row count as 0, "
                    + "\(NumberText.fixed(share, decimals: 1)) % of all; write gaps: missing if nobody looked"
            )
        }
        if inspection.hasNegativeTargets {
            notes.append(
                "negative: keep (there are values below 0: returns? forecasts may then be below 0, too)")
        }
        return notes
    }
}
