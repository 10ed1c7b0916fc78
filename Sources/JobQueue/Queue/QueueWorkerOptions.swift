/// How a worker works.
package struct QueueWorkerOptions: Sendable {
    /// Jobs at a time.
    package var parallel = 1
    /// For how long a job is ours without a renewal.
    package var lockMilliseconds = 30_000
    /// How often it is looked for jobs whose workers are gone.
    package var stalledMilliseconds = 30_000
    /// How often a job may lose its worker before it has failed.
    package var mostStalls = 1
    /// A channel to which progress is published besides; nil for none.
    package var progressChannel: String?
    /// How long a stop waits for what runs before it gives it back.
    package var drainSeconds = 30.0

    package init() {}
}
