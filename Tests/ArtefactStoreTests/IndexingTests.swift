import ArtefactStore
import Files
import ForecastCore
import Foundation
import Testing

/// Series of whole chunks, which nobody looks up one by one until something has changed.
@Suite("Series that are not indexed yet") struct IndexingTests {
    let scratch = try? Scratch()
    let keys = (0..<300).map { key("series \($0)") }
    let family = key("family")

    /// A chunk of `keys` that is found as a whole under `name`, 100 bytes for each of them.
    private func whole(
        _ name: String, _ keys: some Sequence<Digest>, seed: Int = 1, family: Digest? = nil
    ) -> SeriesChunk {
        let plain = chunk(Array(keys), seed: seed, stage: "forecast")
        return SeriesChunk(
            stage: "forecast", payload: plain.payload, slices: plain.slices,
            whole: .init(key: key(name), parts: someParts, family: family ?? self.family))
    }

    /// Two chunks of 100 series and one of 50.
    private var chunks: [SeriesChunk] {
        [
            whole("a", keys[0..<100], seed: 1), whole("b", keys[100..<200], seed: 2),
            whole("c", keys[200..<250], seed: 3),
        ]
    }

    /// What every key of `chunks` leads to, in the order of `keys`.
    private var results: [[UInt8]?] {
        chunks.flatMap { chunk in chunk.slices.map { Array(chunk.payload[$0.range]) } }
            + [[UInt8]?](repeating: nil, count: 50)
    }

    private func found(in store: ArtefactStore) -> [[UInt8]?] {
        store.series(keys).map { $0.map(Array.init) }
    }

    private func rows(_ scratch: Scratch, _ table: String) throws -> Int? {
        try scratch.integer("SELECT count(*) FROM \(table)")
    }

    @Test("a chunk is found as a whole at once, and its series once their family is indexed")
    func indexed() throws {
        let scratch = try #require(scratch)
        let first = try scratch.open()
        try first.put(chunks + [whole("other", keys[250...], seed: 4, family: key("another family"))])
        #expect(first.get(key("b")) == chunks[1].payload)
        let (counted, checked) = (first.statistics(), first.check())
        #expect(try rows(scratch, "series") == 0 && rows(scratch, "unindexed") == 4)
        #expect(counted.series == 300 && counted.stages[0].seriesBytes == 30_000)
        #expect(checked.rows == 304 && checked.isSound)

        let store = try scratch.open()
        #expect(found(in: store).allSatisfy { $0 == nil })
        try store.indexSeries(of: family)
        #expect(found(in: store) == results)
        #expect(try rows(scratch, "series") == 250 && rows(scratch, "unindexed") == 1)
        #expect(store.statistics().stages == counted.stages)
        #expect(store.check() == checked && store.takeEvents().isEmpty)
    }

    @Test("a store that has looked leaves what it puts later out of the index; the next one finds it")
    func ownWork() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.indexSeries(of: family)
        try store.put(chunks)
        try store.indexSeries(of: family)
        #expect(try rows(scratch, "series") == 0)
        let next = try scratch.open()
        try next.indexSeries(of: family)
        #expect(found(in: next) == results)
    }

    @Test("a store that must not change finds the series and leaves every byte as it was")
    func readOnly() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(chunks)
        let before = try Scratch.bytes(of: scratch.database)
        let store = try scratch.open { $0.isReadOnly = true }
        try store.indexSeries(of: family)
        #expect(found(in: store) == results)
        #expect(try Scratch.bytes(of: scratch.database) == before && store.takeEvents().isEmpty)
    }

    @Test(
        "a failure at any step of indexing loses nothing", arguments: [Failpoint.storeInsert, .storeCommit])
    func failure(step: Failpoint) throws {
        let scratch = try #require(scratch)
        try scratch.open().put(chunks)
        let before = try Scratch.bytes(of: scratch.database)
        let store = try scratch.open()
        let fails: @Sendable (Failpoint) throws(FileError) -> Void = { reached throws(FileError) in
            if reached == step { throw FileError(operation: "test", path: "", message: "on purpose") }
        }
        try Failpoint.observed(by: fails) { try store.indexSeries(of: family) }
        #expect(store.takeEvents().map(\.kind) == [.notWriting])
        #expect(found(in: store) == results)
        #expect(try rows(scratch, "series") == 0 && rows(scratch, "unindexed") == 3)
        #expect(try Scratch.bytes(of: scratch.database).count == before.count)
        let next = try scratch.open()
        try next.indexSeries(of: family)
        #expect(found(in: next) == results && next.takeEvents().isEmpty)
    }

    @Test("a full disk while the index is built is a warning, and the series are found all the same")
    func diskFull() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(chunks)
        let pages = try #require(try scratch.integer("PRAGMA page_count"))
        let store = try scratch.open { $0.maximumPageCount = pages }
        try store.indexSeries(of: family)
        #expect(store.takeEvents().map(\.kind) == [.notWriting])
        #expect(found(in: store) == results)
        #expect(try rows(scratch, "unindexed") == 3)
    }

    // MARK: - Two results for one key

    @Test("another result under a whole key raises the alarm when it is put")
    func wholeAlarm() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put(chunks)
        let error = #expect(throws: StoreError.self) { try store.put([whole("b", keys[100..<200], seed: 9)]) }
        #expect(error?.code == .determinism && error?.message.contains(key("b").hex) == true)
        #expect(try rows(scratch, "unindexed") == 3)
    }

    @Test(
        "another result for a series raises the alarm when it is indexed, and each time again; nothing is moved"
    )
    func seriesAlarm() throws {
        let scratch = try #require(scratch)
        // Series 99 is in chunk a as well.
        try scratch.open().put(chunks + [whole("shifted", keys[99..<199], seed: 9)])
        for isReadOnly in [false, false, true] {
            let store = try scratch.open { $0.isReadOnly = isReadOnly }
            let error = #expect(throws: StoreError.self) { try store.indexSeries(of: family) }
            #expect(error?.code == .determinism && error?.operation.contains("'forecast'") == true)
            #expect(keys[99..<199].contains { error?.message.contains($0.hex) == true })
            #expect(try rows(scratch, "series") == 0 && rows(scratch, "unindexed") == 4)
        }
    }

    @Test("and so does one that differs from what the index has, whole chunk or not")
    func alarmAgainstIndex() throws {
        let scratch = try #require(scratch)
        try scratch.open().put([chunk([keys[7]], seed: 5, stage: "forecast")])
        try scratch.open().put(chunks)
        let store = try scratch.open()
        let error = #expect(throws: StoreError.self) { try store.indexSeries(of: family) }
        #expect(error?.message.contains(keys[7].hex) == true)
        // Without a family a chunk is compared at once.
        let other = try scratch.open()
        #expect(throws: StoreError.self) { try other.put([chunk(keys, seed: 6, stage: "forecast")]) }
    }

    @Test("the same bytes in chunks of other bounds are the same result")
    func otherBounds() throws {
        let scratch = try #require(scratch)
        let all = chunks.flatMap(\.payload)
        let shifted = [0..<1, 1..<129, 129..<250].map { range in
            SeriesChunk(
                stage: "forecast", payload: Array(all[100 * range.lowerBound..<100 * range.upperBound]),
                slices: range.enumerated().map { .init(key: keys[$1], range: 100 * $0..<100 * $0 + 100) },
                whole: .init(key: key("from \(range.lowerBound)"), parts: someParts, family: family))
        }
        try scratch.open().put(chunks + shifted)
        let store = try scratch.open()
        try store.indexSeries(of: family)
        #expect(found(in: store) == results && store.takeEvents().isEmpty)
        #expect(try rows(scratch, "series") == 250 && rows(scratch, "unindexed") == 0)
    }

    @Test("what is put again makes no second row, whether it was indexed meanwhile or not")
    func again() throws {
        let scratch = try #require(scratch)
        for _ in 0..<2 { try scratch.open().put(chunks) }
        #expect(try rows(scratch, "unindexed") == 3)
        try scratch.open().indexSeries(of: family)
        try scratch.open().put(chunks)
        #expect(try rows(scratch, "series") == 250 && rows(scratch, "unindexed") == 0)
    }

    // MARK: - Damage

    static let damages = [
        "slices = zeroblob(length(slices))", "slices = substr(slices, 1, 4752)", "slices = zeroblob(0)",
        "seal = seal + 1", "blob = 2", "blob = 77", "key = zeroblob(32)",
    ]

    @Test("a damaged row is a miss for its series alone, one event, and healed", arguments: damages)
    func damagedRow(damage: String) throws {
        let scratch = try #require(scratch)
        try scratch.open().put(chunks)
        try scratch.execute("UPDATE unindexed SET \(damage) WHERE id = 1")
        let check = try scratch.open { $0.isReadOnly = true }.check()
        #expect(check.damagedRows > 0 && !check.isSound)
        for isReadOnly in [true, false] {
            let store = try scratch.open { $0.isReadOnly = isReadOnly }
            for _ in 0..<2 { try store.indexSeries(of: family) }
            let found = found(in: store)
            #expect(found[..<100].allSatisfy { $0 == nil } && Array(found[100...]) == Array(results[100...]))
            #expect(store.takeEvents().map(\.kind) == [.corruptArtefact])
        }
        let store = try scratch.open()
        try store.put(chunks)
        try store.indexSeries(of: family)
        #expect(found(in: store) == results && store.check().isSound && store.takeEvents().isEmpty)
    }

    @Test("a damaged row is replaced by a put that nobody looked up before")
    func damagedRowReplaced() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(chunks)
        try scratch.execute("UPDATE unindexed SET family = zeroblob(32) WHERE id = 2")
        #expect(try scratch.open().check().damagedRows == 100)
        try scratch.open().put(chunks)
        let store = try scratch.open()
        try store.indexSeries(of: family)
        #expect(found(in: store) == results && store.check().isSound && store.takeEvents().isEmpty)
    }

    @Test("a damaged payload is a miss for its series, one event, and healed", arguments: [true, false])
    func damagedPayload(isIndexedBefore: Bool) throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put(chunks)
        let reader = try scratch.open()
        if isIndexedBefore { try reader.indexSeries(of: family) }
        try scratch.execute("UPDATE blob SET content = zeroblob(10000) WHERE id = 1")
        #expect(reader.get(key("a")) == nil)
        try reader.indexSeries(of: family)
        let found = found(in: reader)
        #expect(found[..<100].allSatisfy { $0 == nil } && Array(found[100...]) == Array(results[100...]))
        #expect(reader.takeEvents().map(\.kind) == [.corruptArtefact])
        try reader.put(chunks)
        let next = try scratch.open()
        try next.indexSeries(of: family)
        #expect(self.found(in: next) == results && next.check().isSound && next.takeEvents().isEmpty)
    }

    @Test("no flipped byte of the database ever gives a wrong answer", arguments: 0..<4)
    func flippedBytes(part: Int) throws {
        let scratch = try #require(scratch)
        try scratch.open().put(chunks)
        let sound = try Scratch.bytes(of: scratch.database)
        var random = RandomPath(seed: UInt64(part), ["index flips"]).stream
        for _ in 0..<30 {
            var bytes = sound
            for _ in 0..<1 + random.nextIndex(below: 3) {
                bytes[random.nextIndex(below: bytes.count)] ^= 1 << UInt8(random.nextIndex(below: 8))
            }
            try Scratch.write(bytes, to: scratch.database)
            guard let store = try? scratch.open({ $0.busyTimeoutSeconds = 0.05 }) else { continue }
            _ = (store.statistics(), store.check())
            try? store.indexSeries(of: family)
            for (found, result) in zip(found(in: store), results) { #expect(found == nil || found == result) }
            try? store.put(chunks)
        }
    }

    // MARK: - Beside others

    @Test("what belongs to a payload that is collected goes with it, and is counted as its keys were")
    func collection() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put(chunks)
        try scratch.execute("UPDATE blob SET used = 0 WHERE id = 2")
        for isDryRun in [true, false] {
            let found = store.collect(minimumAgeSeconds: 1000, isDryRun: isDryRun) { _ in true }
            #expect(found.keys == 101 && found.inlineBlobs.count == 1)
        }
        let next = try scratch.open()
        try next.indexSeries(of: family)
        let found = found(in: next)
        #expect(found[100..<200].allSatisfy { $0 == nil } && found.count { $0 != nil } == 150)
        #expect(next.check().isSound)
    }

    @Test("processes that put, index and read at once lose nothing")
    func atOnce() async throws {
        let scratch = try #require(scratch)
        let (keys, family) = (keys, family)
        let parts = (0..<30).map { whole("part \($0)", keys[10 * $0..<10 * $0 + 10], seed: $0) }
        try await withThrowingTaskGroup(of: [StoreEvent].self) { group in
            for process in 0..<4 {
                group.addTask {
                    var events: [StoreEvent] = []
                    for round in 0..<10 {
                        let store = try scratch.open()
                        try store.put([parts[(7 * process + 3 * round) % 30], parts[3 * round + process % 3]])
                        try store.indexSeries(of: family)
                        _ = store.series(keys)
                        events += store.takeEvents()
                    }
                    return events
                }
            }
            for try await events in group { #expect(events.isEmpty) }
        }
        let store = try scratch.open()
        try store.put(parts)
        try store.indexSeries(of: family)
        for (part, chunk) in parts.enumerated() {
            let found = store.series(Array(keys[10 * part..<10 * part + 10]))
            for (slice, result) in zip(chunk.slices, found) { #expect(result == chunk.payload[slice.range]) }
        }
        #expect(store.check().isSound && store.takeEvents().isEmpty)
    }

    @Test("a store of version 2 is brought up to date, and its series are found")
    func versionTwo() throws {
        let scratch = try #require(scratch)
        let old = chunk(Array(keys[..<100]), seed: 1, stage: "forecast")
        let insertions = old.slices.map { slice in
            "INSERT INTO series VALUES (x'\(slice.key.hex)', 1, 1, \(slice.range.lowerBound), 100, 0);"
        }
        // As version 2 left it, but for the seals.
        _ = try scratch.open { $0.migrations = Array(StoreSchema.migrations.prefix(2)) }
        try scratch.execute(
            """
            INSERT INTO stage VALUES (1, 'forecast');
            INSERT INTO blob VALUES (1, x'\(old.digest.hex)', 10000, x'\(hex(old.payload))', 0);
            \(insertions.joined(separator: "\n"))
            """)
        #expect(try scratch.integer("PRAGMA user_version") == 2)
        let store = try scratch.open()
        #expect(try scratch.integer("PRAGMA user_version") == StoreSchema.migrations.count)
        #expect(store.locateSeries(keys).count { $0 != nil } == 100)
        try store.put(chunks)
        let next = try scratch.open()
        try next.indexSeries(of: family)
        #expect(found(in: next) == results)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}
