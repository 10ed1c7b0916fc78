internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads for what blocks: files, SQLite, the reading of specs. Nothing of it runs on the threads that serve connections.
final class BlockingWork: Sendable {
    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let signal = DispatchSemaphore(value: 0)
    private let capacity: Int

    /// - Parameter capacity: pieces of work that wait at most.
    init(threads: Int, capacity: Int) {
        self.capacity = capacity
        for _ in 0..<threads {
            let thread = Thread { [weak self, signal] in
                while true {
                    signal.wait()
                    guard let self else { return }
                    let work = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                    work?()
                }
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// What `body` returns, on one of the threads.
    /// - Throws: `Problem` of 429 where too much waits; what `body` throws.
    func run<Output: Sendable>(_ body: @escaping @Sendable () throws -> Output) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = waiting.withLock { waiting in
                guard waiting.count < capacity else { return false }
                waiting.append { continuation.resume(with: Result(catching: body)) }
                return true
            }
            if isTaken {
                signal.signal()
            } else {
                continuation.resume(
                    throwing: Problem(.busy, "too many requests are being looked at", retryAfter: 1))
            }
        }
    }
}
