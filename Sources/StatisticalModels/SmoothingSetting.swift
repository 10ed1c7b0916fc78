internal import ForecastCore

/// A smoothing parameter as a spec gives it: a number, or the word `optimised`.
enum SmoothingSetting: Equatable, Sendable {
    case fixed(Double)
    case optimised

    static let word = "optimised"

    init(_ name: String, in parameters: ModelParameters) {
        self = parameters.optionalNumber(name).map(SmoothingSetting.fixed) ?? .optimised
    }

    var fixedValue: Double? {
        if case .fixed(let value) = self { value } else { nil }
    }

    static func declaration(
        _ name: String, default defaultValue: ParameterValue, bounds: ClosedRange<Double> = 0...1,
        _ summary: String
    ) -> ParameterDeclaration {
        ParameterDeclaration(name, .numberOrWord(bounds, words: [word]), default: defaultValue, summary)
    }
}
