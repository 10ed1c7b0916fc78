package import JobQueue

extension ServiceConfiguration {
    /// A queue of BullMQ: where it is, and how its jobs are taken.
    package struct BullMQ: Sendable {
        package var address = RedisAddress()
        package var queue = "forecast"
        package var prefix = "bull"
        /// The folder of the scripts: absolute.
        package var scripts = ""
        /// Where progress is published besides the queue's events; nil for nowhere.
        package var progressChannel: String?
        /// How long a job is ours without a renewal, and how often it is looked for those whose workers are gone.
        package var lockSeconds = 30
        package var stalledSeconds = 30
    }
}
