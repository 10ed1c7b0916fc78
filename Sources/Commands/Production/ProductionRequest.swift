/// What `forecast pipeline` is asked for.
package struct ProductionRequest: Sendable {
    package enum Mode: String, Sendable {
        /// Train, score, forecast.
        case full
        /// Train and score: the monthly run.
        case train
        /// Forecast with what was trained: the weekly run.
        case forecast
    }

    package var mode: Mode
    /// Who, for champions.yaml.
    package var user: String
    /// When, UTC.
    package var now: String

    package init(mode: Mode, user: String, now: String) {
        self.mode = mode
        self.user = user
        self.now = now
    }
}
