/// The three letters of an exponential-smoothing model: its error, its trend and its season.
///
/// **Source** Hyndman, Koehler, Ord & Snyder 2008, section 2.2. A season that multiplies with an error that adds is not
/// admissible: its variance is infinite where the level comes near 0 (section 15.1).
package struct ETSForm: Hashable, Sendable {
    package enum Trend: Int, CaseIterable, Sendable { case none, additive, damped }
    package enum Season: Int, CaseIterable, Sendable { case none, additive, multiplicative }

    let hasRelativeError: Bool
    let trend: Trend
    let season: Season

    /// As the literature writes it: `MAdM`.
    package var name: String {
        (hasRelativeError ? "M" : "A") + ["N", "A", "Ad"][trend.rawValue] + ["N", "A", "M"][season.rawValue]
    }

    /// One digit for each letter: error 1 or 2, trend and season 0 to 2. `code` of AAdN is 120.
    var code: Double {
        Double((hasRelativeError ? 200 : 100) + trend.rawValue * 10 + season.rawValue)
    }

    init(hasRelativeError: Bool, trend: Trend, season: Season) {
        (self.hasRelativeError, self.trend, self.season) = (hasRelativeError, trend, season)
    }

    /// Nil for a number that is no code.
    init?(code: Double) {
        guard let form = Self.admissible.first(where: { $0.code == code }) else { return nil }
        self = form
    }

    /// Every admissible form, simple ones first.
    package static let admissible: [ETSForm] = Season.allCases.flatMap { season in
        Trend.allCases.flatMap { trend in
            [false, true].compactMap { error in
                season == .multiplicative && !error
                    ? nil : ETSForm(hasRelativeError: error, trend: trend, season: season)
            }
        }
    }

    /// Smoothing parameters: alpha, and beta, phi and gamma where there is something to smooth.
    var parameterCount: Int {
        1 + [0, 1, 2][trend.rawValue] + (season == .none ? 0 : 1)
    }

    /// Initial states that can be told apart: of m seasonal ones m - 1.
    func stateCount(season m: Int) -> Int {
        1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : m - 1)
    }
}
