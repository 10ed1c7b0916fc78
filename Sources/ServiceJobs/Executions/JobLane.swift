internal import Dispatch
internal import Synchronization

/// Jobs of one sort that wait, and the threads that do them.
final class JobLane: Sendable {
    /// Ids, in the order in which they will be done.
    let waiting = Mutex<[String]>([])
    /// Counts what waits.
    let signal = DispatchSemaphore(value: 0)
    let threads: Int
    /// So many wait at most.
    let capacity: Int
    let niceness: Int32

    init(threads: Int, capacity: Int, niceness: Int32) {
        self.threads = threads
        self.capacity = capacity
        self.niceness = niceness
    }
}
