internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore
internal import LocatedYAML

/// `dataset.yaml` as guessed.
struct StarterDeclaration {
    let name: String
    let fileName: String
    let inspection: TableInspection

    var text: String {
        """
        # Made by `forecast init`; docs/data-sets.md explains every key. After a change:
        #   forecast data snapshot \(name) --accept
        #   forecast init spec \(name) --replace     (makes the spec anew, with the features of these columns)
        format: csv
        files: [\(YAMLWriter.scalar(fileName))]
        \(dialect)frequency: \(inspection.frequency.rawValue)\(notation)
        columns:
        \(series)  time: \(time)
          targets:
        \(targets)
        \(lists)# A period without a row: zero (nothing sold) | missing (not known) | error.
        # Here: \(inspection.gaps.reason).
        gaps: \(inspection.gaps.policy)
        \(clockChange)\
        \(inspection.hasNegativeTargets ? "# Some targets are negative: returns, it seems.\nnegative: keep\n" : "")
        """
    }

    /// How the file writes its cells, where that is not the default.
    private var dialect: String {
        inspection.dialect.entries.map { "\($0.key): \($0.value)\n" }.joined()
    }

    private var notation: String { inspection.notation == .number ? "\ntime: number" : "" }

    /// Left out where all rows are of one series.
    private var series: String {
        inspection.names(.series).isEmpty ? "" : "  series: \(scalar(.series))\n"
    }

    private var time: String {
        let names = inspection.time.map(YAMLWriter.scalar)
        return names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"
    }

    /// How rows of local time are read.
    private var clockChange: String {
        guard let rule = inspection.clockChange else { return "" }
        return """
            # The hour that clocks show twice in autumn is one period: mean or sum of its two rows. The hour that they skip
            # in spring is missing.
            clock_change: \(rule.rawValue)

            """
    }

    private func scalar(_ part: TableInspection.Part) -> String {
        inspection.names(part).first.map(YAMLWriter.scalar) ?? ""
    }

    /// What specs call the target: the column's name without what names may not hold.
    var target: String {
        let column = inspection.names(.target).first ?? ""
        let name = String(
            column.unicodeScalars.map { scalar -> Character in
                let isPlain =
                    scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                return isPlain ? Character(scalar) : "_"
            }.prefix(40))
        return name.first?.isLetter == true ? name : "y\(name)"
    }

    private var targets: String {
        let line = "    \(target): \(scalar(.target))"
        guard let price = inspection.price, target != "revenue" else { return line }
        return "\(line)\n    revenue: {product: [\(scalar(.target)), \(YAMLWriter.scalar(price))]}"
    }

    private var lists: String {
        let remarks: [(TableInspection.Part, String)] = [
            (
                .knownAhead,
                "used for every forecast: planned prices, promotions; wrong for what is known only afterwards"
            ),
            (
                .pastOnly,
                "known up to today only; move up what is planned ahead, and name it in the spec: features, known_ahead"
            ),
            (.fixed, "one value per series"),
        ]
        return remarks.map { part, remark in
            let names = inspection.names(part).map(YAMLWriter.scalar)
            return names.isEmpty
                ? "" : "  # \(remark)\n  \(part.rawValue): [\(names.joined(separator: ", "))]\n"
        }.joined()
    }
}
