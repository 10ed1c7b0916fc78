internal import ArtefactStore
internal import Synchronization

/// Gathers finished chunks of all threads and stores several in one transaction: a commit costs a disk
/// flush, however much it carries.
final class ChunkWriter: Sendable {
    private let store: ArtefactStore
    private let waiting = Mutex<[SeriesChunk]>([])

    /// About 1.4 MB a commit; what a killed process loses is a fraction of a second of work.
    private static let batch = 16

    init(_ store: ArtefactStore) { self.store = store }

    func add(_ chunk: SeriesChunk?) throws(StoreError) {
        guard let chunk else { return }
        let ready = waiting.withLock { waiting -> [SeriesChunk] in
            waiting.append(chunk)
            // What was learned is small beside what is forecast, and goes along.
            guard waiting.count(where: { !$0.slices.isEmpty }) >= Self.batch else { return [] }
            defer { waiting = [] }
            return waiting
        }
        if !ready.isEmpty { try store.put(ready) }
    }

    func flush() throws(StoreError) {
        let ready = waiting.withLock { waiting -> [SeriesChunk] in
            defer { waiting = [] }
            return waiting
        }
        if !ready.isEmpty { try store.put(ready) }
    }

    /// For the way out of a run that has already failed: its error, not this one's, is what matters.
    func flushQuietly() {
        try? flush()
    }
}
