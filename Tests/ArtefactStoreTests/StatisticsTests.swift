import ArtefactStore
import ForecastCore
import Testing

@Suite("Statistics of a store") struct StatisticsTests {
    @Test("entries, series and bytes are counted by stage, blobs by their place")
    func counts() throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        try store.put(key("a"), stage: "score", parts: [], payload: payload(100, seed: 1))
        try store.put(key("b"), stage: "forecast", parts: [], payload: payload(1000, seed: 2))
        try store.put(key("c"), stage: "forecast", parts: [], payload: payload(200_000, seed: 3))
        try store.put([chunk([key("d"), key("e")], length: 50, seed: 9, stage: "forecast")])
        let found = store.statistics()
        #expect(
            found.stages == [
                StoreStatistics.Stage(
                    name: "forecast", entries: 2, entryBytes: 201_000, series: 2, seriesBytes: 100),
                StoreStatistics.Stage(name: "score", entries: 1, entryBytes: 100, series: 0, seriesBytes: 0),
            ])
        #expect(found.inlineBlobs == 3 && found.inlineBytes == 1200)
        #expect(found.fileBlobs == 1 && found.fileBytes == 200_000)
        #expect(found.entries == 3 && found.series == 2 && found.runs == 0)
        #expect(found.databaseBytes == (try Scratch.bytes(of: scratch.database)).count)
    }

    @Test("an empty store has nothing but its database")
    func empty() throws {
        let found = try Scratch().open().statistics()
        #expect(
            found.stages.isEmpty && found.inlineBlobs == 0 && found.fileBlobs == 0 && found.databaseBytes > 0)
    }
}
