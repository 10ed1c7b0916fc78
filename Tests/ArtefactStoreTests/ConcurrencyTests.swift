import ArtefactStore
import ForecastCore
import Testing

@Suite("Several stores on one folder") struct ConcurrencyTests {
    let scratch = try? Scratch()

    /// Each store has its own connection, as separate processes have.
    @Test("four stores write and read at once: nothing is lost, nothing is refused")
    func fourWriters() async throws {
        let scratch = try #require(scratch)
        let failures = try await withThrowingTaskGroup(of: [StoreEvent].self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try scratch.open()
                    for round in 0..<15 {
                        // Shared keys collide between the writers; own ones do not.
                        try store.put(
                            key("shared \(round)"), stage: "s", parts: someParts,
                            payload: payload(500, seed: round))
                        try store.put(
                            key("own \(writer) \(round)"), stage: "s", parts: [],
                            payload: payload(140_000, seed: round))
                        try store.put([
                            chunk(
                                [key("s \(writer) \(round)"), key("t \(round)")].sorted(), length: 50,
                                seed: writer
                            )
                            .onlyOwn(writer, round)
                        ])
                        _ = store.get(key("shared \(14 - round)"))
                    }
                    return store.takeEvents()
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(failures.isEmpty)
        let store = try scratch.open()
        for round in 0..<15 {
            #expect(store.get(key("shared \(round)")) == payload(500, seed: round))
            for writer in 0..<4 {
                #expect(store.get(key("own \(writer) \(round)")) == payload(140_000, seed: round))
                #expect(store.series([key("s \(writer) \(round)")])[0] != nil)
            }
        }
        #expect(store.statistics().entries == 15 + 60 && store.statistics().series == 60)
    }

    @Test("one store serves many threads")
    func oneStoreManyThreads() async throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<32 {
                group.addTask {
                    try store.put([chunk((0..<20).map { key("\(index) \($0)") }, seed: index)])
                    _ = store.series([key("\(31 - index) 3")])
                }
            }
            try await group.waitForAll()
        }
        #expect(store.statistics().series == 640 && store.takeEvents().isEmpty)
    }

    /// Many rounds, for the moment in which one store sees the tables of another in the making is short.
    @Test("stores that open an empty folder at once agree on the schema", arguments: 0..<60)
    func openingRace(round: Int) async throws {
        let scratch = try #require(scratch)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { try scratch.open().isWriting } }
            for try await isWriting in group { #expect(isWriting) }
        }
    }

    @Test("of two stores with different results for one key, exactly one hears the alarm")
    func racingResults() async throws {
        let scratch = try #require(scratch)
        let alarms = await withTaskGroup(of: Bool.self) { group in
            for seed in 1...2 {
                group.addTask {
                    do {
                        try scratch.open().put(
                            key("a"), stage: "s", parts: [], payload: payload(100, seed: seed))
                        return false
                    } catch {
                        return (error as? StoreError)?.code == .determinism
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(alarms == 1)
    }
}

extension SeriesChunk {
    /// The chunk without the keys that other writers use too.
    func onlyOwn(_ writer: Int, _ round: Int) -> SeriesChunk {
        SeriesChunk(
            stage: stage, payload: payload,
            slices: slices.filter { $0.key == ArtefactStoreTests.key("s \(writer) \(round)") })
    }
}
