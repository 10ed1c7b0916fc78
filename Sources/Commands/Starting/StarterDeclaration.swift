internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore
internal import LocatedYAML

/// `dataset.yaml` as guessed.
struct StarterDeclaration {
    let name: String
    let fileName: String
    let inspection: TableInspection

    var text: String { inspection.layout == .long ? long : wide }

    private var head: String {
        """
        # Made by `forecast init`; docs/data-sets.md explains every key. After a change:
        #   forecast data snapshot \(name) --accept
        #   forecast init spec \(name) --replace     (makes the spec anew, with the features of these columns)

        """
    }

    /// A column per series, or per period.
    private var wide: String {
        let negative =
            inspection.hasNegativeTargets
            ? "# Some values are negative: returns, it seems.\nnegative: keep\n" : ""
        if inspection.layout == .valuesInARow {
            return head + """
                # A row per series: its id, then its values. end: YYYY-MM-DD says when the last one is; a file with the values behind them
                # is test: FILE.
                format: m4
                train: \(YAMLWriter.scalar(fileName))
                frequency: \(inspection.frequency.rawValue)
                # What the values are called.
                target: \(target)
                \(negative)
                """
        }
        let isPerSeries = inspection.layout == .columnPerSeries
        let exceptions = inspection.exceptions.map(YAMLWriter.scalar)
        let except =
            exceptions.isEmpty
            ? ""
            : "  # no \(isPerSeries ? "series" : "periods"): left out\n  except: [\(exceptions.joined(separator: ", "))]\n"
        let fixed = inspection.names(.fixed).map(YAMLWriter.scalar)
        return head + """
            # \(isPerSeries ? "A row per period and a column per series." : "A row per series and a column per period.")
            format: wide
            files: [\(YAMLWriter.scalar(fileName))]
            \(dialect)frequency: \(inspection.frequency.rawValue)\(notation)
            # What the cells are called.
            target: \(target)
            columns:
            \(isPerSeries ? "  time: \(time)\n" : series)\(except)\
            \(fixed.isEmpty ? "" : "  # one value per series\n  static: [\(fixed.joined(separator: ", "))]\n")\
            # A period without a \(isPerSeries ? "row" : "column"): zero (nothing sold) | missing (not known) | error.
            # Here: \(inspection.gaps.reason).
            gaps: \(inspection.gaps.policy)
            # An empty cell: missing (not known) | zero (nothing sold) | error.
            empty: missing
            \(negative)
            """
    }

    private var long: String {
        """
        # Made by `forecast init`; docs/data-sets.md explains every key. After a change:
        #   forecast data snapshot \(name) --accept
        #   forecast init spec \(name) --replace     (makes the spec anew, with the features of these columns)
        format: \(inspection.isParquet ? "parquet" : "csv")
        files: [\(YAMLWriter.scalar(fileName))]
        \(dialect)frequency: \(inspection.frequency.rawValue)\(notation)
        columns:
        \(series)  time: \(time)
          targets:
        \(targets)
        \(lists)# A period without a row: zero (nothing sold) | missing (not known) | error.
        # Here: \(inspection.gaps.reason).
        gaps: \(inspection.gaps.policy)
        \(clockChange)\(aggregate)\
        \(inspection.hasNegativeTargets && inspection.pooling == nil ? "# Some targets are negative: returns, it seems.\nnegative: keep\n" : "")\
        \(StarterQuery(fileName: fileName, inspection: inspection, target: target, hasRevenue: hasRevenue).comment ?? "")
        """
    }

    /// How the file writes its cells, where that is not the default.
    private var dialect: String {
        inspection.dialect.entries.map { "\($0.key): \($0.value)\n" }.joined()
    }

    private var notation: String { inspection.notation == .number ? "\ntime: number" : "" }

    /// Left out where all rows are of one series.
    private var series: String {
        let names = inspection.names(.series).map(YAMLWriter.scalar)
        return names.isEmpty
            ? "" : "  series: \(names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]")\n"
    }

    /// How rows of a series and period become one, where there are several.
    private var aggregate: String {
        guard let (pooling, reason) = inspection.pooling else { return "" }
        let column = inspection.names(.target).first
        let targets = [(target, Aggregation.Rule.sum)] + (hasRevenue ? [("revenue", .sum)] : [])
        let rules = targets + pooling.rules.filter { $0.name != column }
        let lines = rules.map { "    \(YAMLWriter.scalar($0.0)): \(Self.rule($0.1))" }.joined(separator: "\n")
        let step = inspection.frequency.stepNoun(1)
        let negative =
            inspection.hasNegativeTargets
            ? "# A \(step) that comes to less than 0, returns subtracted: zero | keep | error.\nnegative: zero\n"
            : ""
        return """
            # \(reason).
            # So the rows of a series and \(step) become one, by these rules: sum, mean, {mean_by: COLUMN}, count, min, max,
            # first, last, any. frequency: daily, monthly, ... makes other periods.
            aggregate:
              columns:
            \(lines)
              # Rows with a target below 0: error | subtract | drop.
              returns: \(pooling.returns.rawValue)
              # The first and the last \(step), where rows do not cover them: drop | keep.
              incomplete: \(pooling.incomplete.rawValue)
            \(inspection.frequency.unit == .week && inspection.notation == .date ? "  week_starts: \(pooling.weekStart.name)\n" : "")\
            \(negative)
            """
    }

    private static func rule(_ rule: Aggregation.Rule) -> String {
        if case .meanBy(let weight) = rule { return "{mean_by: \(YAMLWriter.scalar(weight))}" }
        return rule.name
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
        guard inspection.layout == .long else { return "value" }
        let column = inspection.names(.target).first ?? ""
        let name = String(
            column.unicodeScalars.map { scalar -> Character in
                let isPlain =
                    scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                return isPlain ? Character(scalar) : "_"
            }.prefix(40))
        return name.first?.isLetter == true ? name : "y\(name)"
    }

    private var hasRevenue: Bool { inspection.price != nil && target != "revenue" }

    private var targets: String {
        let line = "    \(target): \(scalar(.target))"
        guard hasRevenue, let price = inspection.price else { return line }
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
        }.joined() + categories + observed
    }

    private var observed: String {
        inspection.names(.observed).first.map {
            "  # 0: nobody looked, and what was sold is not known\n  observed: \(YAMLWriter.scalar($0))\n"
        } ?? ""
    }

    /// The columns of words, and their words.
    private var categories: String {
        guard !inspection.categories.isEmpty else { return "" }
        let lines = inspection.categories.map { category in
            let words = category.words.map { YAMLWriter.scalar($0) }.joined(separator: ", ")
            return "    \(YAMLWriter.scalar(category.column)): [\(words)]\n"
        }
        return
            "  # columns of words, and the words; add new ones at the end: one that is not listed is read as missing\n"
            + "  categories:\n" + lines.joined()
    }
}
