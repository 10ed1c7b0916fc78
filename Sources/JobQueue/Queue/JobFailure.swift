/// Why a job is not done.
package struct JobFailure: Error, Sendable {
    package let reason: String
    /// Whether another attempt may succeed; what is wrong with the job itself is not tried again.
    package let isTransient: Bool

    package init(_ reason: String, isTransient: Bool) {
        self.reason = reason
        self.isTransient = isTransient
    }
}
