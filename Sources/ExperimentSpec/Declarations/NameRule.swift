internal import ForecastCore

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
