/// The time left, as it is shown: it falls, whatever becomes of the estimate.
///
/// Models take different times, so that an average over those that are done jumps up when a slow one comes. A time left
/// that rises is not believed; where the estimate is above what is shown, the shown time falls in proportion more slowly
/// than the clock, and meets the estimate at the end: d(shown)/dt = -shown / estimate.
package struct Countdown {
    private var last: (shown: Double, at: Double)?

    package init() {}

    /// - Parameter elapsed: seconds since the stage began.
    package mutating func shown(estimate: Double, at elapsed: Double) -> Double {
        var left = estimate
        if let last, estimate > last.shown {
            let passed = max(0, elapsed - last.at)
            left = max(0, last.shown - passed * last.shown / max(estimate, 1e-9))
        }
        last = (left, elapsed)
        return left
    }
}
