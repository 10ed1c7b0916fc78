internal import Synchronization

/// Passes progress on and remembers how much was done, and how much of it came from the cache.
package final class CountingProgress: RunProgress {
    private let next: any RunProgress
    private let counts = Mutex((done: 0, cached: 0))

    package init(_ next: any RunProgress) { self.next = next }

    package var done: Int { counts.withLock(\.done) }
    package var cached: Int { counts.withLock(\.cached) }

    package func begin(_ stage: String, total: Int) { next.begin(stage, total: total) }
    package func pulse() { next.pulse() }
    package func fitting(_ step: Int, of steps: Int, _ words: String) {
        next.fitting(step, of: steps, words)
    }
    package func warn(_ message: String) { next.warn(message) }

    package func advance(by count: Int, cached: Int) {
        counts.withLock { counts in
            counts.done += count
            counts.cached += cached
        }
        next.advance(by: count, cached: cached)
    }
}
