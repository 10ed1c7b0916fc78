import ArtefactStore
import Files
import ForecastCore
import Foundation
import Testing

@Suite("the state of a fit under way") struct CheckpointTests {
    private static let key = Digest.sha256("a fit")

    @Test("is what was written last, also for another process, until it is removed")
    func kept() throws {
        let scratch = try Scratch()
        let place = try scratch.open().checkpoint(of: Self.key)
        #expect(place.read() == nil)
        place.write([1, 2, 3])
        place.write([4])
        #expect(try scratch.open().checkpoint(of: Self.key).read() == [4])
        #expect(try scratch.open().checkpoint(of: Digest.sha256("another")).read() == nil)
        place.remove()
        #expect(place.read() == nil)
        place.remove()
    }

    @Test(
        "is the old one or the new one when a write fails, which is told once",
        arguments: [Failpoint.checkpointWrite, .checkpointSync, .checkpointRename, .checkpointSyncFolder])
    func failed(step: Failpoint) throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let place = store.checkpoint(of: Self.key)
        place.write([1])
        let fails: @Sendable (Failpoint) throws(FileError) -> Void = { reached throws(FileError) in
            if reached == step { throw FileError(operation: "write", path: "x", message: "no") }
        }
        try Failpoint.observed(by: fails) {
            place.write([2])
            place.write([2])
        }
        #expect(place.read() == (step == .checkpointSyncFolder ? [2] : [1]))
        #expect(store.takeEvents().count == 1)
        #expect(store.isWriting)
    }

    @Test("is removed by a collection once its fit is stored, or when nobody took it up for so long")
    func collected() throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let (stored, left) = (store.checkpoint(of: Self.key), store.checkpoint(of: Digest.sha256("left")))
        stored.write([1, 2])
        left.write([3])
        let alive = store.collect(minimumAgeSeconds: 3600, isDryRun: false) { _ in true }
        #expect(alive.checkpoints.count == 0 && stored.read() != nil && left.read() != nil)
        try store.put(Self.key, stage: "global fit", parts: [], payload: [9])
        let dry = store.collect(minimumAgeSeconds: 3600, isDryRun: true) { _ in true }
        #expect(dry.checkpoints.count == 1 && dry.checkpoints.bytes == 2 && stored.read() != nil)
        let wet = store.collect(minimumAgeSeconds: 3600, isDryRun: false) { _ in true }
        #expect(wet.checkpoints == dry.checkpoints && stored.read() == nil && left.read() != nil)
        let old = store.collect(minimumAgeSeconds: 0, isDryRun: false) { _ in true }
        #expect(old.checkpoints.count == 1 && left.read() == nil)
    }
}
