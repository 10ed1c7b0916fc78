/// Whether a column gives away what was sold: then it was written down at the sale and is not known before, whatever
/// its name promises. A model that is handed such a column for the periods to come looks much better than it is.
struct SaleTraces {
    /// Fewer rows without a sale may coincide with anything.
    private static let fewestRows = 5
    /// So many rows without a sale must be expected to hold what none of them holds.
    private static let fewestExpected = 20

    private let isSold: [Bool]
    /// 0 is written in the target. Missing targets are neither: nobody trains on them or scores them.
    private let isUnsold: [Bool]
    private let isMissing: [Bool]
    /// The rows by series and period, whatever their order in the file.
    private let order: [Int]
    private let codes: [Int]
    /// Periods without a row that count as zeros: there, every column is empty.
    private let holes: Int

    /// - Parameters:
    ///   - target: by row, NaN where it is missing.
    ///   - codes: the series of every row; `periods`: what orders the rows of a series in time.
    ///   - holes: periods between rows that `gaps: zero` fills.
    init(target: [Double], codes: [Int], periods: [Int], holes: Int) {
        isMissing = target.map(\.isNaN)
        isUnsold = target.map { $0 == 0 }
        isSold = target.map { !$0.isNaN && $0 != 0 }
        self.codes = codes
        order = codes.indices.sorted {
            (codes[$0], periods[$0], $0) < (codes[$1], periods[$1], $1)
        }
        self.holes = holes
    }

    /// Why the column is known only afterwards, as the rest of a sentence; nil where nothing says so.
    func reason(_ values: [Double], target: String) -> String? {
        let isBlank = values.map { $0.isNaN || $0 == 0 }
        if let share = coincidence(isBlank, isUnsold, holes: holes) {
            return holes > 0
                ? "it has no value in \(share) % of the periods without a sale, and hardly a sale without one"
                : "it is 0 or empty in \(share) % of the periods in which \(target) is 0, and hardly in others"
        }
        if neverWithoutSale(isBlank.map { !$0 }) { return "it is always 0 or empty where \(target) is 0" }
        return neverWithoutSale(changes(values))
            ? "it changes only in periods in which \(target) is above 0" : nil
    }

    /// By row, whether the value is another than the last one of its series.
    private func changes(_ values: [Double]) -> [Bool] {
        var isChanged = [Bool](repeating: false, count: values.count)
        var last: (code: Int, value: Double)?
        for row in order where !values[row].isNaN {
            if let last, last.code == codes[row] { isChanged[row] = values[row] != last.value }
            last = (codes[row], values[row])
        }
        return isChanged
    }

    /// Whether the column is empty where the target is: sales that were not made, or weeks that nobody recorded?
    func isMissingWithTarget(_ values: [Double]) -> Bool {
        coincidence(values.map(\.isNaN), isMissing, holes: 0) != nil
    }

    /// How many of a hundred `rows` are blank in the column, where it is at least 90 both ways.
    private func coincidence(_ isBlank: [Bool], _ rows: [Bool], holes: Int) -> Int? {
        let wanted = rows.count { $0 } + holes
        let both = zip(isBlank, rows).count { $0 && $1 } + holes
        // A blank beside a missing target says nothing about sales.
        let elsewhere = isBlank.indices.count { isBlank[$0] && !rows[$0] && !isMissing[$0] }
        guard wanted >= max(Self.fewestRows, rows.count / 100), isSold.contains(true) else { return nil }
        return both * 10 >= 9 * wanted && both * 10 >= 9 * (both + elsewhere) ? 100 * both / wanted : nil
    }

    /// Whether something that is met with sales is not met without, a hundred times rarer at least.
    private func neverWithoutSale(_ isMet: [Bool]) -> Bool {
        let (sold, unsold) = (isSold.count { $0 }, isUnsold.count { $0 })
        guard sold > 0, unsold > 0 else { return false }
        let withSale = Double(zip(isMet, isSold).count { $0 && $1 }) / Double(sold)
        let without = Double(zip(isMet, isUnsold).count { $0 && $1 }) / Double(unsold)
        return withSale * Double(unsold) >= Double(Self.fewestExpected) && without <= 0.01 * withSale
    }
}
