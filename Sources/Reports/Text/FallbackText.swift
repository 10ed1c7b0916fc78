internal import ForecastCore

/// What the reasons of fallbacks mean to somebody who reads a report.
enum FallbackText {
    /// Nil for a reason that this version does not know.
    static func meaning(of text: String) -> String? {
        Fallback.Reason.allCases.first { $0.text == text }.map { reason in
            switch reason {
            case .noObservations: "nothing was observed before the cutoff"
            case .tooShort: "fewer observations before the cutoff than the model needs, such as two seasons"
            case .constant: "all observations are equal: there is nothing to fit"
            case .allZero: "no demand at all before the cutoff"
            case .notPositive: "a logarithm or a multiplicative season needs values above 0"
            case .notConverged: "the search for parameters found none"
            case .exploded:
                "a forecast far beyond anything observed: ten times the largest value, a thousand where models learn across series"
            case .notFinite: "the arithmetic left the range of numbers"
            }
        }
    }
}
