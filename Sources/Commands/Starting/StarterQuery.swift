internal import DataSnapshots
internal import ForecastCore
internal import LocatedYAML

/// Receipts in Parquet, added up by a query instead of by `aggregate`: where a person begins who has to join or filter them
/// first. A comment of `dataset.yaml`.
struct StarterQuery {
    let fileName: String
    let inspection: TableInspection
    /// What specs call the target.
    let target: String
    let hasRevenue: Bool

    /// Nil where no one word of SQL makes the periods.
    var comment: String? {
        guard inspection.isParquet, let pooling = inspection.pooling?.aggregation,
            let period = truncation(pooling),
            let time = inspection.time.first, inspection.time.count == 1,
            let quantity = inspection.names(.target).first
        else { return nil }
        let series = inspection.names(.series)
        let id = series.map(Self.name).joined(separator: " || '|' || ")
        var columns = series.isEmpty ? [] : ["\(id) AS series"]
        columns.append("date_trunc('\(period)', CAST(\(Self.name(time)) AS TIMESTAMP)) AS \(period)")
        columns.append("sum(\(Self.name(quantity))) AS \(Self.name(target))")
        if hasRevenue, let price = inspection.price {
            columns.append("sum(\(Self.name(quantity)) * \(Self.name(price))) AS revenue")
        }
        let rules = pooling.rules.filter { $0.name != quantity }
        columns += rules.map {
            "\(expression($0.rule, of: $0.name, quantity, time)) AS \(Self.name($0.name))"
        }
        let targets = [target] + (hasRevenue ? ["revenue"] : [])
        let lists = [TableInspection.Part.knownAhead, .pastOnly, .fixed].compactMap { part -> String? in
            let names = inspection.names(part)
            return names.isEmpty ? nil : "\(part.rawValue): \(Self.list(names))"
        }
        let mapping =
            (series.isEmpty ? [] : ["series: series"]) + [
                "time: \(period)", "targets: \(Self.list(targets))",
            ] + lists
        let lines =
            [
                "Where rows have to be joined or filtered first, begin with this query instead (docs/sql-and-parquet.md); it keeps the first",
                "and the last \(period), whole or not.",
                "format: sql", "files: [\(YAMLWriter.scalar(fileName))]",
                "frequency: \(inspection.frequency.rawValue)", "query: |",
                "  SELECT " + columns.joined(separator: ",\n         "),
                "  FROM '\(fileName.replacing("'", with: "''"))'", "  GROUP BY ALL",
                "columns: {\(mapping.joined(separator: ", "))}", "gaps: \(inspection.gaps.policy)",
            ] + (inspection.hasNegativeTargets ? ["negative: zero"] : [])
        return lines.joined(separator: "\n").split(separator: "\n").map { "# \($0)\n" }.joined()
    }

    private func truncation(_ pooling: Aggregation) -> String? {
        guard inspection.frequency.multiple == 1 else { return nil }
        return switch inspection.frequency.unit {
        case .hour: "hour"
        case .day: "day"
        case .week where pooling.weekStart == .monday: "week"
        case .month: "month"
        default: nil
        }
    }

    private func expression(_ rule: Aggregation.Rule, of name: String, _ quantity: String, _ time: String)
        -> String
    {
        let column = Self.name(name)
        return switch rule {
        case .meanBy(let weight):
            "sum(\(column) * \(weighted(weight, quantity))) / nullif(sum(\(weighted(weight, quantity))), 0)"
        case .mean: "avg(\(column))"
        case .first, .any: "first(\(column) ORDER BY \(Self.name(time)))"
        case .last: "last(\(column) ORDER BY \(Self.name(time)))"
        default: "\(rule.name)(\(column))"
        }
    }

    /// A weight by the name that the table has for it.
    private func weighted(_ weight: String, _ quantity: String) -> String {
        Self.name(weight == target ? quantity : weight)
    }

    /// A column as SQL writes it.
    private static func name(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
    }

    private static func list(_ names: [String]) -> String {
        "[\(names.map(YAMLWriter.scalar).joined(separator: ", "))]"
    }
}
