/// One column of a global model's matrix: what it is called, means, and when it becomes known.
package struct Feature: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Known at the end of the origin, the period from which one forecasts.
        case origin
        /// Known ahead for the period that is forecast.
        case target
        /// The same for every period of a series.
        case fixed = "static"
    }

    package let name: String
    package let kind: Kind
    /// One sentence: the formula in words.
    package let description: String
    /// When its value for a forecast becomes known.
    package let known: String
    package let isCategorical: Bool
    /// Whether it carries the unit of the target, so that per-series scaling divides it.
    package let isScaled: Bool
    let formula: FeatureFormula
}

extension Feature {
    /// The column that tells one model for all steps how far ahead it forecasts.
    static let step = "step"

    /// When values of each kind become known, in the words of reports.
    enum Known {
        static let origin = "at the end of the origin"
        static let ahead = "ahead, for every period"
        static let both = "ahead; its reference at the end of the origin"
        static let always = "always"
        static let cutoff = "at the cutoff, from the training data"
    }
}
