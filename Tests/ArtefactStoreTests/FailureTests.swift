import ArtefactStore
import Files
import ForecastCore
import Foundation
import Synchronization
import Testing

@Suite("A store in trouble") struct FailureTests {
    let scratch = try? Scratch()

    @Test("a full disk stops writing, says so once, and reads go on")
    func diskFull() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open { $0.maximumPageCount = 100 }
        try store.put(key("first"), stage: "s", parts: someParts, payload: payload(10_000))
        for index in 0..<20 {
            try store.put(key("more \(index)"), stage: "s", parts: [], payload: payload(50_000, seed: index))
        }
        let events = store.takeEvents()
        #expect(events.map(\.kind) == [.notWriting])
        #expect(events.first?.message.contains("the disk is full") == true)
        #expect(!store.isWriting)
        #expect(store.get(key("first")) == payload(10_000))
        #expect(store.get(key("more 0")) == payload(50_000, seed: 0))
        #expect(store.get(key("more 19")) == nil)
        try store.put([chunk([key("x")])])
        try store.record(
            RunRecord(
                key: key("r"), experiment: "e", run: "r", resultDigest: key("1"), specDigest: key("2"),
                snapshotDigest: key("3"), outputs: []), parts: [])
        #expect(store.takeEvents().isEmpty)
        let next = try scratch.open()
        try next.put(key("more 19"), stage: "s", parts: [], payload: payload(50_000, seed: 19))
        #expect(next.get(key("more 19")) != nil)
    }

    @Test("a batch of series that does not fit leaves nothing behind")
    func diskFullInBatch() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open { $0.maximumPageCount = 40 }
        let keys = (0..<1000).map { key("\($0)") }
        try store.put([chunk(keys, length: 400), chunk(keys.map { key($0.hex) }, length: 400)])
        #expect(store.takeEvents().map(\.kind) == [.notWriting])
        #expect(store.locateSeries(keys).allSatisfy { $0 == nil })
        #expect(try scratch.open().statistics().series == 0)
    }

    @Test("a disk that is full when the store is made is a warning")
    func diskFullAtOpen() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open { $0.maximumPageCount = 2 }
        try store.put(key("a"), stage: "s", parts: [], payload: [1])
        #expect(store.get(key("a")) == nil)
        #expect(store.takeEvents().map(\.kind) == [.notWriting])
    }

    /// The steps by which a large result becomes durable, in their order.
    static let steps: [Failpoint] = [
        .blobWrite, .blobSync, .blobRename, .blobSyncFolder, .storeInsert, .storeCommit,
    ]

    @Test(
        "a failure at any step leaves nothing that a reader could find, and no temporary file",
        arguments: steps)
    func failureAtStep(step: Failpoint) throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        let bytes = payload(300_000)
        let fails: @Sendable (Failpoint) throws(FileError) -> Void = { reached throws(FileError) in
            if reached == step { throw FileError(operation: "test", path: "", message: "on purpose") }
        }
        try Failpoint.observed(by: fails) {
            try store.put(key("a"), stage: "s", parts: someParts, payload: bytes)
        }
        #expect(store.get(key("a")) == nil && !store.isWriting)
        #expect(store.takeEvents().map(\.kind) == [.notWriting])
        #expect(try scratch.blobFiles().allSatisfy { !$0.contains(".tmp") })
        let next = try scratch.open()
        #expect(next.get(key("a")) == nil)
        try next.put(key("a"), stage: "s", parts: someParts, payload: bytes)
        #expect(next.get(key("a")) == bytes && next.takeEvents().isEmpty)
    }

    @Test("the steps of publishing come in their order")
    func stepOrder() throws {
        let scratch = try #require(scratch)
        let log = StepLog()
        let store = try scratch.open()
        let listen: @Sendable (Failpoint) throws(FileError) -> Void = { log.append($0) }
        try Failpoint.observed(by: listen) {
            try store.put(key("a"), stage: "s", parts: [], payload: payload(300_000))
        }
        #expect(log.steps == Self.steps + [.storeCommitted])
    }

    final class StepLog: Sendable {
        private let storage = Mutex<[Failpoint]>([])
        var steps: [Failpoint] { storage.withLock { $0 } }
        func append(_ step: Failpoint) { storage.withLock { $0.append(step) } }
    }

    @Test("a lock that another process does not give back is a warning")
    func lockHeld() throws {
        let scratch = try #require(scratch)
        let holder = try scratch.open()
        let other = try scratch.open { $0.busyTimeoutSeconds = 0.05 }
        let log = StepLog()
        let blocking = try scratch.open()
        try holder.put(key("z"), stage: "s", parts: [], payload: [0])
        let blocks: @Sendable (Failpoint) throws(FileError) -> Void = { step throws(FileError) in
            guard step == .storeCommit, log.steps.isEmpty else { return }
            log.append(step)
            // Inside this transaction the other store cannot write.
            try? other.put(key("b"), stage: "s", parts: [], payload: [2])
        }
        try Failpoint.observed(by: blocks) {
            try blocking.put(key("a"), stage: "s", parts: [], payload: [1])
        }
        #expect(log.steps == [.storeCommit])
        #expect(other.takeEvents().first?.message.contains("another process") == true)
        #expect(other.get(key("a")) == [1] && other.get(key("b")) == nil)
    }

    private static func counts(_ check: StoreCheck) -> [Int] { [check.blobs, check.damaged] }

    @Test("check finds every damaged payload and removes it")
    func check() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        for index in 0..<10 {
            try store.put(
                key("\(index)"), stage: "s", parts: [],
                payload: payload(index < 5 ? 100 : 200_000, seed: index))
        }
        #expect(Self.counts(store.check()) == [10, 0])
        try scratch.execute("UPDATE blob SET content = zeroblob(100) WHERE id = 2")
        try FileManager.default.removeItem(atPath: scratch.blobFile(Digest.sha256(payload(200_000, seed: 7))))
        #expect(Self.counts(store.check()) == [10, 2])
        #expect(Self.counts(store.check()) == [8, 0])
        #expect(store.check().isSound)
        #expect(store.takeEvents().count == 2)
    }

    /// Whatever the disk does to the database, an answer is right or none, and the program lives.
    @Test(
        "a payload that is stored again heals what was damaged under its digest, in the database and in a file"
    )
    func healing() throws {
        for length in [100, 200_000] {
            let scratch = try Scratch()
            let whole = payload(length, seed: 9)
            let pieces = chunk([key("a")], length: length, seed: 4)
            let store = try scratch.open()
            try store.put(key("whole"), stage: "forecast", parts: someParts, payload: whole)
            try store.put([pieces])
            for digest in [Digest.sha256(whole), pieces.digest] {
                if length > 100_000 {
                    try Scratch.flipByte(of: scratch.blobFile(digest), at: 7)
                } else {
                    try scratch.execute(
                        "UPDATE blob SET content = zeroblob(\(length)) WHERE hex(digest) = upper('\(digest.hex)')"
                    )
                }
            }
            try store.put(key("whole"), stage: "forecast", parts: someParts, payload: whole)
            try store.put([pieces])
            let damaged = store.takeEvents()
            #expect(damaged.map(\.kind) == [.corruptArtefact, .corruptArtefact], "\(damaged)")
            #expect(store.get(key("whole")) == whole)
            #expect(store.series([key("a")])[0].map(Array.init) == pieces.payload)
            #expect(store.takeEvents().isEmpty)
        }
    }

    @Test("a run that stores again what is there already still keeps it from collection")
    func references() throws {
        let scratch = try Scratch()
        let bytes = payload(100)
        try scratch.open().put(key("whole"), stage: "forecast", parts: someParts, payload: bytes)
        let store = try scratch.open()
        try store.put(key("whole"), stage: "forecast", parts: someParts, payload: bytes)
        let digest = Digest.sha256("result")
        try store.record(
            RunRecord(
                key: key("run"), experiment: "shop", run: "r", resultDigest: digest, specDigest: digest,
                snapshotDigest: digest, outputs: []), parts: [])
        try scratch.execute("UPDATE blob SET used = 0")
        #expect(store.collect(minimumAgeSeconds: 1, isDryRun: false) { _ in true }.keys == 0)
        #expect(store.get(key("whole")) == bytes)
    }

    @Test("no flipped byte of the database ever gives a wrong answer", arguments: 0..<8)
    func flippedBytes(part: Int) throws {
        let scratch = try #require(scratch)
        let keys = (0..<200).map { key("\($0)") }
        let chunk = chunk(keys, length: 60)
        let run = RunRecord(
            key: key("r"), experiment: "e", run: "r", resultDigest: key("1"), specDigest: key("2"),
            snapshotDigest: key("3"), outputs: [.init(path: "a", digest: key("4"))])
        do {
            let store = try scratch.open()
            try store.put([chunk])
            for index in 0..<10 {
                try store.put(
                    key("e\(index)"), stage: "s", parts: someParts, payload: payload(300, seed: index))
            }
            try store.record(run, parts: someParts)
        }
        let sound = try Scratch.bytes(of: scratch.database)
        var random = RandomPath(seed: UInt64(part), ["flips"]).stream
        for _ in 0..<40 {
            var bytes = sound
            for _ in 0..<1 + random.nextIndex(below: 3) {
                bytes[random.nextIndex(below: bytes.count)] ^= 1 << UInt8(random.nextIndex(below: 8))
            }
            try Scratch.write(bytes, to: scratch.database)
            guard let store = try? scratch.open({ $0.busyTimeoutSeconds = 0.05 }) else { continue }
            for (slice, found) in zip(chunk.slices, store.series(keys)) {
                #expect(found == nil || found == chunk.payload[slice.range])
            }
            for index in 0..<10 {
                let found = store.get(key("e\(index)"))
                #expect(found == nil || found == payload(300, seed: index))
            }
            let found = store.run(key("r"))
            #expect(found == nil || found == run)
            _ = (
                store.statistics(), store.parts(of: key("r")), store.nearestKey(stage: "s", to: someParts),
                store.check()
            )
            try? store.put([chunk])
            try? store.put(key("new"), stage: "s", parts: someParts, payload: [1])
            try? store.record(run, parts: someParts)
        }
    }
}
