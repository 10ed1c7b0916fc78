internal import ForecastCore

/// The words and bounds of a spec that are not cases of a type.
package enum SpecVocabulary {
    /// Model kinds of the design that a version may lack; naming one is no typing error.
    static let plannedKinds = [
        "naive", "seasonal_naive", "moving_average", "drift", "ses", "holt", "holt_winters", "ets", "theta",
        "croston",
        "sba", "tsb", "adida", "imapa", "lightgbm", "tft", "ensemble", "routed",
    ]

    /// Facts of the calendar, known ahead.
    package static let temporalFeatures = [
        "hour_of_day", "day_of_week", "day_of_month", "day_of_year", "week_of_year", "month", "quarter",
        "year",
        "is_weekend", "is_holiday", "days_to_holiday", "days_since_holiday",
    ]
    /// Those that come round.
    package static let cyclicFeatures = [
        "hour_of_day", "day_of_week", "day_of_month", "week_of_year", "month", "quarter",
    ]
    package static let ageFeatures = ["time_since_launch", "time_since_last_demand"]
    package static let priceFeatures = [
        "current_price", "avg_price_3m", "price_change_pct", "price_vs_average",
    ]
    /// Begins a price feature that ends with an attribute of the data set.
    package static let priceVersus = "price_vs_"
    package static let classificationFeatures = ["abc_class", "xyz_class", "demand_pattern"]

    /// The word for the champion in results/champions.yaml, which no model may be called.
    static let registered = "registered"

    static let horizon = 1...730
    static let windows = 1...520
    static let periods = 1...100_000
    static let seasonLength = 1...10_000
    /// Up to 2^53 - 1, so that a JSON reader sees the same seed.
    static let seed = 0...9_007_199_254_740_991
    static let mostQuantiles = 99
    /// Of a search by halving.
    static let eta = 2...16
    static let rounds = 1...100_000
    static let keep = 1...1000
    static let mostTargets = 16
}

/// How the names in a spec are written. They become file names, columns and random streams.
enum NameRule {
    case experiment, model, dataset, target, featureSet

    static let longest = 64

    func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "0"..."9", "-": true
        case "A"..."Z", "_", ".": self != .experiment
        default: false
        }
    }

    private func allowsFirst(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z": true
        case "A"..."Z": self != .experiment
        case "0"..."9": self == .experiment || self == .dataset
        default: false
        }
    }

    /// Whether `name` keeps the rule.
    func accepts(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, name.unicodeScalars.count <= Self.longest else {
            return false
        }
        return allowsFirst(first) && name.unicodeScalars.allSatisfy(allows)
    }

    /// The rule as a regular expression.
    var pattern: String {
        switch self {
        case .experiment: "^[a-z0-9][a-z0-9-]{0,\(Self.longest - 1)}$"
        case .dataset: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,\(Self.longest - 1)}$"
        case .model, .target, .featureSet: "^[A-Za-z][A-Za-z0-9_.-]{0,\(Self.longest - 1)}$"
        }
    }

    /// The rule in words.
    var words: String {
        switch self {
        case .experiment: "lower-case letters, digits and '-', beginning with a letter or digit"
        case .dataset: "letters, digits and _ . -, beginning with a letter or digit"
        case .model, .target, .featureSet: "letters, digits and _ . -, beginning with a letter"
        }
    }

    var noun: String {
        switch self {
        case .experiment: "an experiment"
        case .model: "a model"
        case .dataset: "a data set"
        case .target: "a target"
        case .featureSet: "a feature set"
        }
    }

    /// E101 for a name that breaks the rule.
    func violation(_ name: String, shown: String, at location: SourceLocation) -> Diagnostic {
        let count = name.unicodeScalars.count
        let reason = count > Self.longest ? ": it has \(count) characters" : ""
        return Diagnostic(
            code: "E101", "\(shown) cannot name \(noun)\(reason)", at: location,
            fix: "use up to \(Self.longest) \(words)")
    }
}
