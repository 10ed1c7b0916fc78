internal import DataSnapshots
internal import ForecastCore
internal import Reports

/// What the columns of a table were taken for, as people read it: also where the rows are then found to be wrong.
struct GuessedTable {
    struct Column: Encodable {
        let name, part, reason: String
    }

    private let inspection: TableInspection

    init(_ inspection: TableInspection) { self.inspection = inspection }

    /// - Parameter seriesCount: of the whole file, where it could be read.
    func columns(seriesCount: Int?) -> [Column] {
        inspection.columns.map { column in
            let count = column.part == .series ? seriesCount.map { "\(NumberText.count($0)) series" } : nil
            return Column(name: column.name, part: column.part.rawValue, reason: count ?? column.reason)
        }
    }

    /// - Parameter remarks: on the gaps, where the rows could be read.
    func lines(seriesCount: Int?, remarks: [String] = []) -> [String] {
        let rows = columns(seriesCount: seriesCount).map { [$0.name, $0.part, $0.reason] }
        return PlainColumns.render([["column", "read as", "because"]] + rows) + [""] + choices + remarks
            + returns + warnings
    }

    /// What concerns the table as a whole.
    private var choices: [String] {
        let keys = inspection.dialect.entries.map { "\($0.key): \($0.value)" }
        var lines = keys.isEmpty ? [] : ["cells are written with \(keys.joined(separator: ", "))"]
        let ahead = inspection.names(.knownAhead)
        if !ahead.isEmpty {
            lines.append(
                "known_ahead: \(ahead.joined(separator: ", ")) (used for every forecast; wrong for what is known only afterwards)"
            )
        }
        if let (pooling, reason) = inspection.pooling {
            let step = inspection.frequency.stepNoun(1)
            let rules = pooling.rules.map { "\($0.name) by \($0.rule.name)" }.joined(separator: ", ")
            lines += [
                "aggregate: the rows of a series and \(step) become one: \(rules)",
                "           because \(reason)",
            ]
        }
        return lines + ["gaps: \(inspection.gaps.policy) (\(inspection.gaps.reason))"]
    }

    private var returns: [String] {
        inspection.hasNegativeTargets && inspection.pooling == nil
            ? ["negative: keep (there are values below 0: returns? forecasts may then be below 0, too)"] : []
    }

    private var warnings: [String] {
        inspection.warnings.isEmpty ? [] : [""] + inspection.warnings.map { "warning: \($0)" }
    }
}
