internal import Synchronization

/// Passes progress on and remembers how much came from the cache.
package final class CountingProgress: RunProgress {
    private let next: any RunProgress
    private let count = Mutex(0)

    package init(_ next: any RunProgress) { self.next = next }

    package var cached: Int { count.withLock { $0 } }

    package func begin(_ stage: String, total: Int) { next.begin(stage, total: total) }
    package func pulse() { next.pulse() }
    package func warn(_ message: String) { next.warn(message) }

    package func advance(by count: Int, cached: Int) {
        self.count.withLock { $0 += cached }
        next.advance(by: count, cached: cached)
    }
}
