internal import ForecastCore

/// What a person should know of a table that can be read.
extension TableGuess {
    /// Why a column whose name promises plans is known only afterwards.
    func leak(_ column: Int, _ roles: Roles) -> String? {
        roles.traces.reason(numbers(column), target: sample.names[roles.target])
    }

    func leaks(_ roles: Roles) -> [String] {
        sample.names.indices.compactMap { index in
            let name = sample.names[index]
            guard ![roles.time, roles.series, roles.target].contains(index), !roles.fixed[index],
                types[index].isNumeric, TableWords.isKnownAhead(name), !TableWords.isKnownAfterwards(name),
                let reason = leak(index, roles)
            else { return nil }
            return
                "\(name) is read as past_only: \(reason). It was written down at the sale, it seems; known ahead, it would "
                + "tell models what was sold."
        }
    }

    /// The first row of a column of amounts such as `$4,123.10`; nil where few of its cells are.
    func amount(in column: Int) -> Int? {
        guard types[column] == .text else { return nil }
        let cells = sample.cells[column]
        let rows = cells.indices.filter { row in
            let plain = cells[row].filter { !NumberHint.currencies.contains($0) && !$0.isWhitespace }
            return plain.contains(where: \.isNumber)
                && plain.allSatisfy { $0.isNumber || ".,'-+".contains($0) }
                && cells[row].contains(where: NumberHint.currencies.contains)
        }
        return 5 * rows.count >= 4 * filledCount(column) ? rows.first : nil
    }

    func amounts(_ roles: Roles) -> [String] {
        sample.names.indices.compactMap { column in
            guard column != roles.series, let row = amount(in: column) else { return nil }
            return
                "\(sample.names[column]) is ignored: \(quoted(trimmed(sample.cells[column][row]))) in line "
                + "\(sample.lines[row]) is an amount with a currency sign. Write plain numbers to use it."
        }
    }

    /// Columns known ahead that are empty wherever the target is, where that may mean two things.
    func openBlanks(_ columns: [TableInspection.Column], _ roles: Roles) -> String? {
        let names = sample.names.indices.filter { index in
            columns[index].part == .knownAhead && roles.traces.isMissingWithTarget(numbers(index))
        }.map { sample.names[$0] }
        guard !names.isEmpty else { return nil }
        let (target, columns) = (sample.names[roles.target], names.joined(separator: ", "))
        return
            "where \(target) is empty, so \(names.count > 1 ? "are" : "is") \(columns). If nothing was sold there, set "
            + "empty: zero and move \(names.count > 1 ? "them" : "it") to past_only; if nobody looked, all is well."
    }

    /// Two columns that together name a series, with the command that joins them. The rows themselves are told by the
    /// data set's check.
    func repeatedRows(_ roles: Roles, _ codes: [Int], _ steps: TableSteps) -> String? {
        // A few rows twice are mistakes.
        guard 10 * repeats(codes: codes, steps) >= sample.rowCount else { return nil }
        let partner = sample.names.indices.first { column in
            ![roles.series, roles.time, roles.target].contains(column)
                && (types[column] == .text || types[column] == .integer)
                && isUnique(
                    codes: zip(codes, Self.codes(sample.cells[column])).map { $0 * 1_000_003 + $1 }, steps)
        }
        guard let partner else { return nil }
        return
            "\(quoted(sample.names[roles.series])) and \(quoted(sample.names[partner])) together name a series, not one "
            + "of them; a column with both makes them one: " + joining(roles.series, partner)
    }

    /// By a program that knows what a quoted cell is.
    func joining(_ series: Int, _ partner: Int) -> String {
        let separator = sample.separator == .tab ? "\\t" : sample.separator.rawValue
        let option = sample.separator == .comma ? "" : ",delimiter=\"\(separator)\""
        let open = display.hasSuffix(".gz") ? "gzip.open(sys.argv[1],\"rt\")" : "open(sys.argv[1])"
        let script =
            "import csv,gzip,sys; w=csv.writer(sys.stdout\(option)); [w.writerow([r[\(series)]+\"|\"+r[\(partner)] if i else "
            + "\"unique_id\"]+r) for i,r in enumerate(csv.reader(\(open)\(option)))]"
        return "python3 -c '\(script)' \(ShellText.word(display)) > joined.csv"
    }

    /// Ids that a person reads as one.
    func blankIDs(_ series: Int) -> String? {
        let ids = Set(sample.cells[series])
        guard let id = ids.filter({ trimmed($0) != $0 && ids.contains(trimmed($0)) }).min() else {
            return nil
        }
        return
            "\(quoted(trimmed(id))) and \(quoted(id)) are two series: ids are taken as they are, blanks included"
    }

    func changingDays(_ frequency: Frequency) -> String {
        frequency == .weekly
            ? "rows are 6 to 8 days apart on changing weekdays: weekly, it seems. Move every row to one day of its week, "
                + "such as Monday, or add the days up to weeks."
            : "rows are about a month apart on changing days: monthly, it seems. Write the months as YYYY-MM."
    }
}
