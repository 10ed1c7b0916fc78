import ArtefactStore
import ForecastCore
import Foundation
import Testing

@Suite("Entries of the store") struct EntryTests {
    let scratch = try? Scratch()

    @Test(
        "a payload comes back from the store that took it and from the next one",
        arguments: [0, 1, 1000, 131_072, 131_073, 500_000])
    func roundTrip(count: Int) throws {
        let scratch = try #require(scratch)
        let bytes = payload(count)
        let store = try scratch.open()
        #expect(store.get(key("a")) == nil)
        try store.put(key("a"), stage: "forecast", parts: someParts, payload: bytes)
        #expect(store.get(key("a")) == bytes)
        let next = try scratch.open()
        #expect(next.get(key("a")) == bytes)
        #expect(next.payload(Digest.sha256(bytes)) == bytes)
        #expect(next.contains(key("a")) && !next.contains(key("b")))
        #expect(next.payloadDigest(of: key("a")) == Digest.sha256(bytes))
        #expect(store.takeEvents().isEmpty && next.takeEvents().isEmpty)
    }

    @Test("a payload up to the limit lives in the database, a larger one in a file named by its digest")
    func placement() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open { $0.inlineByteLimit = 1000 }
        try store.put(key("small"), stage: "s", parts: [], payload: payload(1000))
        #expect(try scratch.blobFiles().isEmpty)
        let large = payload(1001)
        try store.put(key("large"), stage: "s", parts: [], payload: large)
        let digest = Digest.sha256(large)
        #expect(try scratch.blobFiles() == ["\(digest.hex.prefix(2))/\(digest.hex)"])
        #expect(try Scratch.bytes(of: scratch.blobFile(digest)) == large)
    }

    @Test("two keys with the same payload share one blob")
    func sharedBlob() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put(key("a"), stage: "s", parts: [], payload: payload(100))
        try store.put(key("b"), stage: "s", parts: [], payload: payload(100))
        let statistics = store.statistics()
        #expect(statistics.entries == 2 && statistics.inlineBlobs == 1 && statistics.inlineBytes == 100)
    }

    @Test("a flipped bit of a blob in the database is a miss, one event, and healed by the next put")
    func corruptInline() throws {
        let scratch = try #require(scratch)
        let bytes = payload(5000)
        try scratch.open().put(key("a"), stage: "s", parts: someParts, payload: bytes)
        try scratch.execute("UPDATE blob SET content = CAST(x'00' || substr(content, 2) AS BLOB)")
        let store = try scratch.open()
        #expect(store.get(key("a")) == nil)
        #expect(store.get(key("a")) == nil)
        #expect(store.takeEvents().map(\.kind) == [.corruptArtefact])
        #expect(!store.contains(key("a")) && store.parts(of: key("a")).isEmpty)
        try store.put(key("a"), stage: "s", parts: someParts, payload: bytes)
        #expect(store.get(key("a")) == bytes)
        #expect(store.takeEvents().isEmpty)
    }

    enum FileDamage: CaseIterable { case flipped, truncated, emptied, extended, deleted, madeAFolder }

    @Test(
        "a damaged blob file is a miss, one event, and healed by the next put", arguments: FileDamage.allCases
    )
    func corruptFile(damage: FileDamage) throws {
        let scratch = try #require(scratch)
        let bytes = payload(200_000)
        let file = scratch.blobFile(Digest.sha256(bytes))
        try scratch.open().put(key("a"), stage: "s", parts: [], payload: bytes)
        switch damage {
        case .flipped: try Scratch.flipByte(of: file, at: 150_000)
        case .truncated: try Scratch.write(Array(bytes.dropLast()), to: file)
        case .emptied: try Scratch.write([], to: file)
        case .extended: try Scratch.write(bytes + [0], to: file)
        case .deleted: try FileManager.default.removeItem(atPath: file)
        case .madeAFolder:
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        }
        let store = try scratch.open()
        #expect(store.get(key("a")) == nil)
        let unreadable = damage == .deleted || damage == .madeAFolder
        let event = try #require(store.takeEvents().first)
        #expect(event.kind == (unreadable ? .missingArtefact : .corruptArtefact))
        #expect(event.message.contains(file))
        #expect(!store.contains(key("a")))
        if damage == .madeAFolder { return }
        try store.put(key("a"), stage: "s", parts: [], payload: bytes)
        #expect(store.get(key("a")) == bytes)
    }

    @Test("a row that leads to another key's payload is a miss and an event")
    func swappedRows() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put(key("a"), stage: "s", parts: [], payload: payload(100, seed: 1))
        try store.put(key("b"), stage: "s", parts: [], payload: payload(100, seed: 2))
        try scratch.execute("UPDATE entry SET blob = 3 - blob")
        #expect(store.get(key("a")) == nil && store.get(key("b")) == nil)
        #expect(store.takeEvents().map(\.kind) == [.corruptArtefact, .corruptArtefact])
        try store.put(key("a"), stage: "s", parts: [], payload: payload(100, seed: 1))
        #expect(store.get(key("a")) == payload(100, seed: 1))
    }

    @Test(
        "a damaged size beside a sound payload is put right, said once, and costs nothing",
        arguments: [100, 200_000], [-1, 0, 7, Int(Int32.max)])
    func damagedSize(count: Int, size: Int) throws {
        let scratch = try #require(scratch)
        let bytes = payload(count, seed: 1)
        try scratch.open().put(key("a"), stage: "s", parts: someParts, payload: bytes)
        try scratch.execute("UPDATE blob SET size = \(size)")
        let store = try scratch.open()
        #expect(store.get(key("a")) == bytes)
        let events = store.takeEvents()
        #expect(events.map(\.kind) == [.corruptArtefact])
        #expect(events.first?.message.hasSuffix("it was put right by the result that it leads to") == true)
        let again = try scratch.open()
        #expect(again.get(key("a")) == bytes && again.takeEvents().isEmpty && again.check().isSound)
    }

    @Test("a damaged size is healed by storing the same result again", arguments: [100, 200_000])
    func damagedSizeAndPut(count: Int) throws {
        let scratch = try #require(scratch)
        let bytes = payload(count, seed: 1)
        try scratch.open().put(key("a"), stage: "s", parts: [], payload: bytes)
        try scratch.execute("UPDATE blob SET size = 5")
        let store = try scratch.open()
        try store.put(key("b"), stage: "s", parts: [], payload: bytes)
        #expect(store.get(key("a")) == bytes && store.get(key("b")) == bytes)
        #expect(store.takeEvents().isEmpty && store.check().isSound)
    }

    @Test("a row that cannot be put right goes, so that it is told once and not by every run")
    func damagedSeal() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: someParts, payload: payload(100, seed: 1))
        try scratch.execute("UPDATE entry SET seal = seal + 1")
        let store = try scratch.open()
        #expect(store.get(key("a")) == nil && store.get(key("a")) == nil)
        let events = store.takeEvents()
        #expect(events.count == 1 && events[0].message.contains("found by other rows or computed again"))
        let again = try scratch.open()
        #expect(again.get(key("a")) == nil && again.takeEvents().isEmpty)
    }

    @Test("a store that only reads misses what is damaged and changes nothing")
    func damagedSizeReadOnly() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: [], payload: payload(100, seed: 1))
        try scratch.execute("UPDATE blob SET size = 5")
        let store = try scratch.open { $0.isReadOnly = true }
        #expect(store.get(key("a")) == nil && store.takeEvents().map(\.kind) == [.corruptArtefact])
        #expect(try scratch.open().get(key("a")) == payload(100, seed: 1))
    }

    @Test("a second result under one key raises the alarm with both digests and leaves the first")
    func determinism() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        let (first, second) = (payload(300, seed: 1), payload(200_000, seed: 2))
        try store.put(key("a"), stage: "forecast", parts: someParts, payload: first)
        let error = #expect(throws: StoreError.self) {
            try store.put(key("a"), stage: "forecast", parts: someParts, payload: second)
        }
        #expect(error?.code == .determinism)
        #expect(error?.message.contains(Digest.sha256(first).hex) == true)
        #expect(error?.message.contains(Digest.sha256(second).hex) == true)
        #expect(store.get(key("a")) == first)
        #expect(store.isWriting && store.takeEvents().isEmpty)
    }

    @Test("a different result replaces a damaged one without an alarm")
    func replacesDamaged() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put(key("a"), stage: "s", parts: [], payload: payload(300, seed: 1))
        try scratch.execute("UPDATE blob SET content = zeroblob(300)")
        try store.put(key("a"), stage: "s", parts: [], payload: payload(300, seed: 2))
        #expect(store.get(key("a")) == payload(300, seed: 2))
    }

    @Test("the same result may be put again")
    func idempotent() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        for _ in 0..<3 { try store.put(key("a"), stage: "s", parts: someParts, payload: payload(300)) }
        #expect(store.statistics().entries == 1)
        #expect(store.parts(of: key("a")) == someParts)
    }

    @Test("the parts of a key come back in order, with any text in them")
    func parts() throws {
        let scratch = try #require(scratch)
        var encoder = CanonicalEncoder(stage: "forecast", version: 3)
        encoder.add("model", "naïve; DROP TABLE entry; -- 'x' \u{1F600}\n")
        encoder.add("empty", "")
        encoder.add("levels", [0.1, 0.5])
        try scratch.open().put(encoder.digest, stage: "forecast", parts: encoder.parts, payload: [1])
        #expect(try scratch.open().parts(of: encoder.digest) == encoder.parts)
    }

    @Test("a miss is explained against the stored key with the fewest differing parts, the newest of equals")
    func nearestKey() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        func parts(_ season: Int, _ rounds: Int) -> [CanonicalEncoder.Part] {
            [
                .init(name: "kind", value: "ets"), .init(name: "season", value: "\(season)"),
                .init(name: "rounds", value: "\(rounds)"),
            ]
        }
        try store.put(key("far"), stage: "forecast", parts: parts(1, 1), payload: [1])
        try store.put(key("old"), stage: "forecast", parts: parts(52, 1), payload: [2])
        try store.put(key("new"), stage: "forecast", parts: parts(52, 2), payload: [3])
        try store.put(key("other"), stage: "score", parts: parts(52, 3), payload: [4])
        #expect(store.nearestKey(stage: "forecast", to: parts(52, 3))?.key == key("new"))
        #expect(store.nearestKey(stage: "forecast", to: parts(1, 2))?.key == key("new"))
        #expect(store.nearestKey(stage: "forecast", to: parts(1, 1))?.key == key("far"))
        #expect(store.nearestKey(stage: "forecast", to: parts(1, 1))?.parts == parts(1, 1))
        #expect(store.nearestKey(stage: "unheard of", to: parts(1, 1)) == nil)
    }
}
