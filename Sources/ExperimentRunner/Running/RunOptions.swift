package import TaskEngines
package import Workers

/// How a run is done; never what comes out.
package struct RunOptions: Sendable {
    package var jobs: Int
    package var engine = RunEngine.threads
    /// By way of which store the engine's machines are told and heard; nil for processes that share the cache.
    package var shared: SharedRunOptions?
    /// Compute everything anew, whatever the cache holds.
    package var force: Bool
    /// A run that would need more is refused before it reads anything.
    package var memoryLimit: MemoryLimit
    package var progress: any RunProgress
    package var interruption: Interruption
    /// Seconds since some moment; for timings.json alone.
    package var clock: @Sendable () -> Double
    /// UTC; for timings.json alone.
    package var startedAt: String
    /// What the run is to be called in lists; for timings.json alone.
    package var tag: String?

    package init(
        jobs: Int, force: Bool, memoryLimit: MemoryLimit = .none, progress: any RunProgress,
        interruption: Interruption,
        clock: @escaping @Sendable () -> Double, startedAt: String, tag: String? = nil
    ) {
        self.jobs = jobs
        self.force = force
        self.memoryLimit = memoryLimit
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
        self.startedAt = startedAt
        self.tag = tag
    }
}
