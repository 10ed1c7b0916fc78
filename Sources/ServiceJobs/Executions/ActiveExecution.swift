internal import Workers

/// An execution that waits or runs in this process.
struct ActiveExecution {
    var execution: Execution
    /// Nil for one that an earlier process took.
    var job: PreparedJob?
    let interruption = Interruption()
    /// When it joined the queue.
    let since: Double
    /// When it left the queue.
    var begun: Double?
}
