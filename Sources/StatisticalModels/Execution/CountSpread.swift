internal import ForecastCore

/// Counts that could have come in the place of those that did: v stands for v - sqrt(v) / 2, v and v + sqrt(v) / 2, a third each.
///
/// A short history has not shown all that demand may be. A product that sold 1 to 4 a week in 39 weeks by chance without a zero is
/// one that may sell none, and it is called smooth for what it has not shown: without the spread such groceries had no demand in 17 % of the
/// weeks to come where their forecasts said 12 (`docs/models.md`).
///
/// **Source** The jitter of Willemain, Smart & Schwarz 2004, half as wide, in the place of draws. Half a root was chosen on
/// 2,000 products of Complete Journey that are not those of the sample in `docs/models.md`.
enum CountSpread {
    static let width = 0.5
    static let parts = 3

    /// The values in `parts` parts, one after another; nil unless all are whole and none is negative, and where there is but one value:
    /// what always sells the same does not vary.
    /// - Parameter unit: what values of 1 were when they were counted.
    static func spread(_ values: [Double], unit: Double = 1) -> [Double]? {
        guard WholeNumbers.areAll(values.map { unit * $0 }), values.contains(where: { $0 != values[0] })
        else { return nil }
        let roots = values.map { width * (unit * $0).squareRoot() / unit }
        return zip(values, roots).map { $0 - $1 } + values + zip(values, roots).map { $0 + $1 }
    }
}
