internal import ForecastCore

/// Amounts of work as pages show them.
enum WorkText {
    static let unit = "million cell visits"

    /// `1,204 million cell visits`.
    static func visits(_ work: Double) -> String { "\(number(work)) \(unit)" }

    /// Three digits at least, and no more than tell models apart.
    static func number(_ work: Double) -> String { NumberText.fixed(work, decimals: work < 10 ? 2 : 0) }
}
