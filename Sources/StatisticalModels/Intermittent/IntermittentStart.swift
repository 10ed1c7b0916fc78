/// Where the smoothed interval, or the smoothed probability, of an intermittent model starts.
enum IntermittentStart: String, Sendable, CaseIterable {
    /// From the first interval, or from whether the first step has demand.
    case firstValues = "first_values"
    /// From the mean of all intervals, or from the share of steps with demand.
    case mean
}
