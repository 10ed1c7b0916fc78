/// The clock that a service is handed: its readings go into times and never into a result.
package struct ServiceClock: Sendable {
    /// Since some moment.
    package let seconds: @Sendable () -> Double
    /// Since 1970, in UTC: what tokens are held against.
    package let unixSeconds: @Sendable () -> Double
    /// UTC, `2026-11-29T18:00:00Z`.
    package let timestamp: @Sendable () -> String

    package init(
        seconds: @escaping @Sendable () -> Double, unixSeconds: @escaping @Sendable () -> Double,
        timestamp: @escaping @Sendable () -> String
    ) {
        self.seconds = seconds
        self.unixSeconds = unixSeconds
        self.timestamp = timestamp
    }
}
