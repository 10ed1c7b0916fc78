internal import ForecastCore

/// A smoothing parameter as a spec gives it: a number, or the word `optimised`, `averaged` or `held`.
enum SmoothingSetting: Equatable, Sendable {
    case fixed(Double)
    case optimised
    /// No single one: forecasts are averaged over it by likelihood (`LevelAverage`).
    case averaged
    /// Optimised within `heldBounds`.
    case held

    static let word = "optimised"
    static let averagedWord = "averaged"
    static let heldWord = "held"

    /// Errors one step ahead choose weights that are wrong many steps ahead; these are the bounds of statsforecast's optimised
    /// Croston, ADIDA and IMAPA.
    static let heldBounds = 0.1...0.3
    /// Where the search within the bounds begins.
    static let heldGrid = [0.1, 0.15, 0.2, 0.25, 0.3]

    init(_ name: String, in parameters: ModelParameters) {
        if let number = parameters.optionalNumber(name) {
            self = .fixed(number)
        } else {
            self =
                switch parameters.word(name) {
                case Self.averagedWord: .averaged
                case Self.heldWord: .held
                default: .optimised
                }
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
