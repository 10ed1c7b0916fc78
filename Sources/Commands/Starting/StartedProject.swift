internal import DataSnapshots
internal import ExperimentRunner
internal import ForecastCore

/// What `forecast init` found in a CSV file, and what it wrote.
package struct StartedProject: CommandAnswer {
    private let dataset: String
    private let declaration: String
    private let spec: String
    private let frequency: String
    private let size: DataSetSize
    private let columns: [GuessedTable.Column]
    private let gaps: String
    private let warnings: [String]
    private let words: String

    package func text(width: Int?) -> String { words }

    enum CodingKeys: String, CodingKey {
        case dataset, declaration, spec, frequency, size, columns, gaps, warnings
    }

    /// - Parameters:
    ///   - source: the CSV file, as the user named it.
    ///   - folder: of the data set; `spec`: the experiment's file, both as the user would type them.
    ///   - plan: the experiment.
    init(
        name: String, source: String, folder: String, spec: String, inspection: TableInspection,
        snapshot: Snapshot, plan: StarterSpec
    ) {
        let lock = snapshot.lock
        let panel = lock.panel
        let table = GuessedTable(inspection)
        dataset = name
        declaration = "\(folder)/dataset.yaml"
        self.spec = spec
        frequency = inspection.frequency.rawValue
        size = DataSetSize(lock, inspection.frequency)
        columns = table.columns(seriesCount: panel.series)
        gaps = inspection.gaps.policy
        warnings = inspection.warnings
        words =
            ([
                "\(source): \(NumberText.count(panel.series)) series, "
                    + "\(inspection.frequency.count(panel.periods)) (\(panel.firstPeriod) to \(panel.lastPeriod))",
                "",
            ] + table.lines(seriesCount: panel.series, remarks: Self.filled(inspection, lock))
            + Self.pooled(inspection, snapshot) + [
                "",
                "wrote  \(declaration)   correct it where a column was misread, then",
                "                                  forecast data snapshot \(name) --accept",
                "                                  forecast init spec \(name) --replace",
                "       \(spec)   and beside it the schema by which editors complete and check it",
            ] + Self.next(name, spec, inspection, panel.periods, plan)).joined(separator: "\n")
    }

    /// What to type; of a history too short for any backtest, what to wait for.
    private static func next(
        _ name: String, _ spec: String, _ inspection: TableInspection, _ periods: Int, _ plan: StarterSpec
    ) -> [String] {
        guard periods < plan.periodsNeeded else {
            return plan.seasonNote + ["next   forecast run \(spec)"]
        }
        return [
            "note   the history is too short for a backtest: \(inspection.frequency.count(periods)), where "
                + "\(NumberText.count(plan.periodsNeeded)) or more are needed",
            "next   with more data, forecast data snapshot \(name) --accept, then forecast run \(spec)",
        ]
    }

    /// What became of rows that were put together.
    private static func pooled(_ inspection: TableInspection, _ snapshot: Snapshot) -> [String] {
        inspection.pooling == nil ? [] : [""] + snapshot.remarks.map { "note: \($0)" }
    }

    /// The zeros that `gaps: zero` writes, where that may not be what was meant.
    private static func filled(_ inspection: TableInspection, _ lock: SnapshotLock) -> [String] {
        let filled = inspection.rowCount.map { lock.panel.observations - $0 } ?? 0
        guard inspection.gaps.policy == "zero", inspection.pooling == nil, filled > 0 else { return [] }
        let share = 100 * Double(filled) / Double(lock.panel.observations)
        return [
            "      \(NumberText.count(filled)) periods without a row count as 0, "
                + "\(NumberText.fixed(share, decimals: 1)) % of all; write gaps: missing if nobody looked"
        ]
    }
}
