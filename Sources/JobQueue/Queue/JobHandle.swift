internal import Synchronization
package import Workers

/// What a job's work holds of its worker.
package final class JobHandle: Sendable {
    package let job: QueuedJob
    /// Requested when the job is no longer ours, or the worker has to end: what runs for it must stop, and write nothing.
    package let interruption = Interruption()
    private let lost = Atomic(false)
    /// Whether its end is being noted.
    let isEnding = Atomic(false)
    private let tell: @Sendable (String) -> Void

    init(_ job: QueuedJob, tell: @escaping @Sendable (String) -> Void) {
        self.job = job
        self.tell = tell
    }

    /// Tells the queue's listeners how far the job has come, at once. Where Redis does not answer, nobody is told: the job goes on.
    /// - Parameter json: such as `{"step":3,"percent":41}`.
    package func report(_ json: String) { tell(json) }

    var isLost: Bool { lost.load(ordering: .relaxed) }

    func lose() {
        lost.store(true, ordering: .relaxed)
        interruption.request()
    }
}
