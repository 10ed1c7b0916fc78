internal import ForecastCore

/// The numbers of a row, and the targets that are made of them.
extension LongTableReader {
    /// Fills `cells`; false when one of them is unreadable, which is reported.
    mutating func readNumbers(_ csv: borrowing CSVReader, _ header: Header, _ place: Place) -> Bool {
        var isClean = true
        for (index, column) in header.numbers.enumerated() {
            let cell = csv.field(column)
            guard !cell.isEmpty else {
                cells[index] = .nan
                continue
            }
            if let words = words[index] {
                cells[index] = code(of: cell, words, index)
                continue
            }
            if isCounted[index] {
                cells[index] = numberReader.isMissing(cell) ? .nan : 1
                continue
            }
            switch numberReader.parse(cell) {
            case .value(let value): cells[index] = value
            case let failure:
                cells[index] = .nan
                if numberReader.isMissing(cell) { continue }
                if mayBeFlag[index], let flag = numberReader.flag(cell) {
                    cells[index] = flag
                    continue
                }
                isClean = false
                let location = csv.location(ofField: column, in: place.file.displayPath)
                reportNumber(failure, numbers[index], cell, place, location)
            }
        }
        return isClean
    }

    /// The number of a word; NaN for one that is not listed, which is counted.
    private mutating func code(of cell: Bytes, _ words: CategoryWords, _ index: Int) -> Double {
        if let code = words.code(of: cell) { return code }
        if cell.trimmed.isEmpty || numberReader.isMissing(cell) { return .nan }
        let first = unlisted[numbers[index]]
        unlisted[numbers[index]] = (
            (first?.count ?? 0) + 1, first?.first ?? String(decoding: cell.trimmed.prefix(100), as: UTF8.self)
        )
        return .nan
    }

    /// Words that no list has, a sentence per column.
    var categoryRemarks: [String] {
        unlisted.keys.sorted().compactMap { name in
            unlisted[name].map { found in
                "\(NumberText.count(found.count)) cells of \(name) hold words that columns.categories does not list, such as "
                    + "\(quoted(found.first)): models are told nothing there. Add new words at the end of the list."
            }
        }
    }

    private mutating func reportNumber(
        _ failure: DecimalParser.Result, _ name: String, _ cell: Bytes, _ place: Place,
        _ location: SourceLocation
    ) {
        let (code, fault): (DataErrorCode, String) =
            switch failure {
            case .tooSmall: (.notFinite, "is too near to 0 for a 64-bit number")
            case .notFinite: (.notFinite, "is not a finite number")
            case .malformed, .value: (.notANumber, "is not a number")
            }
        problems.report(code, alike: "\(name) \(quoted(cell))") {
            Problem(
                "\(name) \(describe(place)) \(fault): \(quoted(cell))", at: location,
                fix: NumberHint.advice(for: cell, dialect))
        }
    }

    /// Fills `values` from `cells`.
    mutating func evaluate(
        _ csv: borrowing CSVReader, _ header: Header, _ place: Place, isObserved: Bool
    ) {
        for (index, recipe) in recipes.enumerated() {
            switch recipe {
            case .copy(let cell): values[index] = cells[cell]
            case .counted(let cell): values[index] = isObserved && !cells[cell].isNaN ? 1 : .nan
            case .target(let cell):
                values[index] = isObserved ? target(cells[cell], [cell], index, csv, header, place) : .nan
            case .product(let left, let right):
                let hasZero = cells[left] == 0 || cells[right] == 0
                let value = hasZero ? 0 : cells[left] * cells[right]
                values[index] = isObserved ? target(value, [left, right], index, csv, header, place) : .nan
            }
        }
    }

    /// A target under the policies for empty cells and negative numbers.
    private mutating func target(
        _ value: Double, _ factors: [Int], _ index: Int, _ csv: borrowing CSVReader, _ header: Header,
        _ place: Place
    ) -> Double {
        if value >= 0, value.isFinite { return value }
        let isProduct = factors.count > 1
        if value.isNaN {
            guard empty == .error else { return empty == .zero ? 0 : .nan }
            let blank = factors.first { cells[$0].isNaN } ?? factors[0]
            guard !isProduct || !isTarget[blank] else { return value }
            let location = csv.location(ofField: header.numbers[blank], in: place.file.displayPath)
            problems.report(.emptyCell) {
                Problem(
                    "\(numbers[blank]) \(describe(place)) is empty", at: location,
                    fix: "fill it, or set 'empty: missing' or 'empty: zero'")
            }
        } else if value.isInfinite {
            let location = csv.location(ofField: header.numbers[factors[0]], in: place.file.displayPath)
            problems.report(.notFinite) {
                Problem(
                    "\(table.columns[index].name) \(describe(place)) is too large a product", at: location,
                    fix: "correct one of its factors")
            }
        } else if let pooling {
            // What the rows of a period come to is looked at once they are added up.
            guard pooling.returns == .error else { return value }
            if !isProduct || !factors.contains(where: { isTarget[$0] && cells[$0] < 0 }) {
                reportNegative(value, factors, index, csv, header, place)
            }
        } else if negative == .zero {
            return 0
        } else if negative == .error,
            !isProduct || !factors.contains(where: { isTarget[$0] && cells[$0] < 0 })
        {
            reportNegative(value, factors, index, csv, header, place)
        }
        return value
    }

    /// A product is told at the factor that makes it negative: a price below 0 is no fault of the quantity.
    private func reportNegative(
        _ value: Double, _ factors: [Int], _ index: Int, _ csv: borrowing CSVReader, _ header: Header,
        _ place: Place
    ) {
        let target = table.columns[index].name
        let cause = factors.first { cells[$0] < 0 } ?? factors[0]
        let location = csv.location(ofField: header.numbers[cause], in: place.file.displayPath)
        let isProduct = factors.count > 1
        let (name, number) = isProduct ? (numbers[cause], cells[cause]) : (target, value)
        problems.report(.negativeTarget) {
            Problem(
                "\(name) \(describe(place)) is negative: \(plain(number))", at: location,
                notes: isProduct ? ["\(quoted(target)) is made of it and would be \(plain(value))"] : [],
                fix: pooling != nil
                    ? "correct it, or say what such rows are: 'aggregate: {returns: subtract}' (they count) or 'returns: "
                        + "drop' (they are left out)"
                    : isProduct
                        ? "correct it, or take \(quoted(target)) out of the targets; 'negative: keep' keeps values below 0"
                        : "correct it, or set 'negative: keep' when returns are meant")
        }
    }
}

/// `-5` rather than `-5.0`.
func plain(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
