internal import ForecastCore

/// What a person should know of a table that can be read.
extension TableGuess {
    /// Why a column whose name promises plans is known only afterwards.
    func leak(_ column: Int, _ roles: Roles) -> String? {
        roles.traces.reason(traced(column), target: sample.names[roles.target])
    }

    func leaks(_ roles: Roles) -> [String] {
        sample.names.indices.compactMap { index in
            let name = sample.names[index]
            guard ![roles.time, roles.timePart, roles.target].contains(index), !roles.series.contains(index),
                !roles.fixed[index],
                types[index].isNumeric || types[index] == .flag || isCategory(index),
                TableWords.isKnownAhead(name),
                !TableWords.isKnownAfterwards(name),
                let reason = leak(index, roles)
            else { return nil }
            return
                "\(name) is read as past_only: \(reason). It was written down at the sale, it seems; known ahead, it would "
                + "tell models what was sold."
        }
    }

    /// The first row of a column of amounts that cannot be read, since they have several signs: `$5` and `4 EUR`. Nil
    /// where few of its cells have one.
    func amount(in column: Int) -> Int? {
        guard types[column] == .text else { return nil }
        let cells = sample.cells[column]
        let rows = cells.indices.filter { NumberSign.split(cells[$0]) != nil }
        return 5 * rows.count >= 4 * filledCount(column) ? rows.first : nil
    }

    func amounts(_ roles: Roles) -> [String] {
        sample.names.indices.compactMap { column in
            guard !roles.series.contains(column), let row = amount(in: column) else { return nil }
            let signs = Set(sample.cells[column].compactMap { NumberSign.split($0)?.sign }).sorted()
            return
                "\(sample.names[column]) is ignored: its amounts have several signs (\(signs.joined(separator: ", "))), such as "
                + "\(quoted(trimmed(sample.cells[column][row]))) in line \(sample.lines[row]). Write numbers in one unit to use it."
        }
    }

    /// Columns whose names promise plans and whose cells are words.
    func plannedTexts(_ columns: [TableInspection.Column]) -> [String] {
        columns.indices.compactMap { index in
            guard columns[index].part == .ignored, types[index] == .text,
                TableWords.isKnownAhead(sample.names[index]), amount(in: index) == nil,
                let row = sample.cells[index].firstIndex(where: { !trimmed($0).isEmpty })
            else { return nil }
            return
                "\(sample.names[index]) is ignored, though its name is one of something planned: "
                + "\(quoted(trimmed(sample.cells[index][row]))) in line \(sample.lines[row]) is one of \(NumberText.count(words(of: index).count)) "
                + "words. A few kinds can be used: columns.categories lists them."
        }
    }

    /// The words of flags that the data set uses, as the file writes them.
    func addFlags(to dialect: inout CSVDialect, _ columns: [TableInspection.Column]) {
        var words: Set<String> = []
        for index in columns.indices
        where types[index] == .flag && [.knownAhead, .pastOnly].contains(columns[index].part) {
            words.formUnion(sample.cells[index].map(trimmed))
        }
        dialect.trueValues = words.filter { FlagWords.meaning(of: $0) == true }.sorted()
        dialect.falseValues = words.filter { FlagWords.meaning(of: $0) == false }.sorted()
    }

    /// The first cell below 0 of each column that is a price.
    func negativePrices(_ columns: [TableInspection.Column]) -> [String: String] {
        var found: [String: String] = [:]
        for index in columns.indices
        where [.knownAhead, .pastOnly].contains(columns[index].part)
            && TableWords.isPrice(columns[index].name)
        {
            guard let row = numbers(index).firstIndex(where: { $0 < 0 }) else { continue }
            found[columns[index].name] =
                "\(quoted(trimmed(sample.cells[index][row]))) in line \(sample.lines[row])"
        }
        return found
    }

    /// Columns known ahead that are empty wherever the target is, where that may mean two things.
    func openBlanks(_ columns: [TableInspection.Column], _ roles: Roles) -> String? {
        let names = sample.names.indices.filter { index in
            columns[index].part == .knownAhead && roles.traces.isMissingWithTarget(traced(index))
        }.map { sample.names[$0] }
        // Where a column says which is meant, it is settled.
        guard !names.isEmpty, !columns.contains(where: { $0.part == .observed }) else { return nil }
        let (target, columns) = (sample.names[roles.target], names.joined(separator: ", "))
        return
            "where \(target) is empty, so \(names.count > 1 ? "are" : "is") \(columns). If nothing was sold there, set "
            + "empty: zero and move \(names.count > 1 ? "them" : "it") to past_only; if nobody looked, all is well."
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
