import ArtefactStore
import ForecastCore
import Foundation
import Testing

@Suite("Series in the store") struct SeriesTests {
    let scratch = try? Scratch()
    let keys = (0..<300).map { key("series \($0)") }

    private func slice(_ chunk: SeriesChunk, _ index: Int) -> [UInt8] {
        Array(chunk.payload[chunk.slices[index].range])
    }

    @Test(
        "every series finds its own slice, in the order asked for, and strangers find nothing",
        arguments: [100, 2000])
    func roundTrip(length: Int) throws {
        let scratch = try #require(scratch)
        let chunks = [
            chunk(Array(keys[0..<128]), length: length, seed: 1),
            chunk(Array(keys[128..<256]), length: length, seed: 2),
        ]
        let store = try scratch.open()
        try store.put(chunks)
        let found = try scratch.open().series(Array(keys.reversed()))
        #expect(found.count == 300)
        #expect(found[..<44].allSatisfy { $0 == nil })
        for index in 0..<256 {
            #expect(found[299 - index].map(Array.init) == slice(chunks[index / 128], index % 128))
        }
        #expect(store.locateSeries(keys).count { $0 != nil } == 256)
        #expect(store.payload(chunks[1].digest) == chunks[1].payload)
        #expect(store.series([]).isEmpty)
        #expect(store.takeEvents().isEmpty)
    }

    @Test("a chunk whose blob is damaged is a miss for its series alone", arguments: [100, 2000])
    func damagedChunk(length: Int) throws {
        let scratch = try #require(scratch)
        let chunks = [
            chunk(Array(keys[0..<100]), length: length, seed: 1),
            chunk(Array(keys[100..<200]), length: length, seed: 2),
        ]
        let store = try scratch.open()
        try store.put(chunks)
        if length == 100 {
            try scratch.execute("UPDATE blob SET content = zeroblob(10000) WHERE id = 1")
        } else {
            try Scratch.flipByte(of: scratch.blobFile(chunks[0].digest), at: 77)
        }
        let found = store.series(Array(keys[0..<200]))
        #expect(found[..<100].allSatisfy { $0 == nil } && found[100...].allSatisfy { $0 != nil })
        #expect(store.takeEvents().map(\.kind) == [.corruptArtefact])
        #expect(store.locateSeries(Array(keys[0..<200])).count { $0 != nil } == 100)
        try store.put([chunks[0]])
        #expect(store.series(Array(keys[0..<200])).allSatisfy { $0 != nil })
        #expect(store.takeEvents().isEmpty)
    }

    @Test("a row that points to the wrong place of a sound chunk is a miss, an event, and healed")
    func damagedRow() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        let chunk = chunk(keys)
        try store.put([chunk])
        try scratch.execute("UPDATE series SET start = start + 1 WHERE start = 700")
        try scratch.execute("UPDATE series SET start = 9223372036854775807 WHERE start = 800")
        try scratch.execute("UPDATE series SET length = -5 WHERE start = 900")
        let found = store.series(keys)
        #expect(found.indices.filter { found[$0] == nil } == [7, 8, 9])
        #expect(store.takeEvents().map(\.kind) == [.corruptArtefact, .corruptArtefact, .corruptArtefact])
        try store.put([chunk])
        #expect(store.series(keys).allSatisfy { $0 != nil })
    }

    @Test("a damaged row is replaced by a put that nobody read before")
    func damagedRowReplaced() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        let chunk = chunk(keys)
        try store.put([chunk])
        try scratch.execute("UPDATE series SET start = start + 1 WHERE start = 700")
        try store.put([chunk])
        #expect(store.series(keys).allSatisfy { $0 != nil })
        #expect(store.takeEvents().isEmpty)
    }

    @Test("the same bytes in another chunk are the same result")
    func sameBytesInAnotherChunk() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        let whole = chunk(keys)
        try store.put([whole])
        let alone = SeriesChunk(
            stage: "series", payload: slice(whole, 5), slices: [.init(key: keys[5], range: 0..<100)])
        try store.put([alone])
        #expect(store.series([keys[5]])[0].map(Array.init) == slice(whole, 5))
        #expect(store.statistics().series == 300)
    }

    @Test("other bytes under a series' key raise the alarm, and nothing of the batch is stored")
    func determinism() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put([chunk(Array(keys[0..<10]), seed: 1)])
        let error = #expect(throws: StoreError.self) { try store.put([chunk(Array(keys[9..<20]), seed: 2)]) }
        #expect(error?.code == .determinism)
        #expect(error?.message.contains(keys[9].hex) == true)
        #expect(store.locateSeries(keys).count { $0 != nil } == 10)
        #expect(store.isWriting)
    }

    @Test("two results for one key inside one batch raise the alarm as well")
    func determinismInBatch() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        let error = #expect(throws: StoreError.self) {
            try store.put([chunk([keys[0]], seed: 1), chunk([keys[0]], seed: 2)])
        }
        #expect(error?.code == .determinism)
        #expect(store.statistics().series == 0)
    }

    @Test("empty slices, empty chunks and no chunks are no trouble")
    func empty() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.put([])
        try store.put([SeriesChunk(stage: "s", payload: [], slices: [])])
        try store.put([SeriesChunk(stage: "s", payload: [], slices: [.init(key: keys[0], range: 0..<0)])])
        #expect(store.series([keys[0]])[0]?.isEmpty == true)
    }
}
