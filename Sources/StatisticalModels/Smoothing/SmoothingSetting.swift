internal import ForecastCore

/// A smoothing parameter as a spec gives it: a number, or the word `optimised` or `averaged`.
enum SmoothingSetting: Equatable, Sendable {
    case fixed(Double)
    case optimised
    /// No single one: forecasts are averaged over it by likelihood (`LevelAverage`).
    case averaged

    static let word = "optimised"
    static let averagedWord = "averaged"

    init(_ name: String, in parameters: ModelParameters) {
        if let number = parameters.optionalNumber(name) {
            self = .fixed(number)
        } else {
            self = parameters.word(name) == Self.averagedWord ? .averaged : .optimised
        }
    }

    var fixedValue: Double? {
        if case .fixed(let value) = self { value } else { nil }
    }

    static func declaration(
        _ name: String, default defaultValue: ParameterValue, bounds: ClosedRange<Double> = 0...1,
        words: [String] = [word], _ summary: String
    ) -> ParameterDeclaration {
        ParameterDeclaration(name, .numberOrWord(bounds, words: words), default: defaultValue, summary)
    }
}
