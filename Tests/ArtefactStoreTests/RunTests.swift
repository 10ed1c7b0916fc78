import ArtefactStore
import ForecastCore
import Testing

@Suite("Runs in the store") struct RunTests {
    let scratch = try? Scratch()

    private func record(_ name: String, experiment: String = "weekly-demand", result: String = "result")
        -> RunRecord
    {
        RunRecord(
            key: key(name), experiment: experiment, run: key(name).short, resultDigest: key(result),
            specDigest: key("spec"), snapshotDigest: key("snapshot"),
            outputs: [
                .init(path: "report.md", digest: key("md")), .init(path: "forecasts.csv", digest: key("csv")),
            ])
    }

    @Test("a run comes back by its key, with its outputs in order and the parts of its key")
    func roundTrip() throws {
        let scratch = try #require(scratch)
        try scratch.open().record(record("a"), parts: someParts)
        let store = try scratch.open()
        #expect(store.run(key("a")) == record("a"))
        #expect(store.run(key("b")) == nil)
        #expect(store.parts(of: key("a")) == someParts)
        #expect(store.nearestRunKey(experiment: "weekly-demand", to: someParts)?.key == key("a"))
    }

    @Test("an experiment's runs come in the order of their making, also after one was recorded again")
    func order() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        for name in ["c", "a", "b"] { try store.record(record(name), parts: []) }
        try store.record(record("other", experiment: "daily"), parts: [])
        try store.record(record("c"), parts: [])
        #expect(store.runs(ofExperiment: "weekly-demand").map(\.key) == ["c", "a", "b"].map(key))
        #expect(store.runs(ofExperiment: "daily").count == 1)
        #expect(store.runs(ofExperiment: "none").isEmpty)
        #expect(store.statistics().runs == 4)
    }

    @Test("recorded again, a run has the new outputs")
    func newOutputs() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.record(record("a"), parts: someParts)
        let again = RunRecord(
            key: key("a"), experiment: "weekly-demand", run: "x", resultDigest: key("result"),
            specDigest: key("spec"),
            snapshotDigest: key("snapshot"), outputs: [.init(path: "report.html", digest: key("html"))])
        try store.record(again, parts: [])
        #expect(store.run(key("a")) == again)
        #expect(store.parts(of: key("a")).isEmpty)
    }

    @Test("another result for the same run key raises the alarm")
    func determinism() throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.record(record("a"), parts: [])
        let error = #expect(throws: StoreError.self) {
            try store.record(record("a", result: "other"), parts: [])
        }
        #expect(error?.code == .determinism)
        #expect(store.run(key("a")) == record("a"))
    }

    @Test(
        "a damaged row of a run is a miss and an event",
        arguments: [
            "UPDATE run SET result = x'0000'",
            "UPDATE run SET result = spec",
            "UPDATE run SET name = 'b'",
            "UPDATE output SET digest = x'00' WHERE position = 1",
            "UPDATE output SET path = 'x' WHERE position = 0",
            "DELETE FROM output WHERE position = 0",
        ])
    func damaged(sql: String) throws {
        let scratch = try #require(scratch)
        let store = try scratch.open()
        try store.record(record("a"), parts: [])
        try scratch.execute(sql)
        #expect(store.run(key("a")) == nil)
        #expect(store.takeEvents().map(\.kind) == [.corruptArtefact])
        try store.record(record("a"), parts: [])
        #expect(store.run(key("a")) == record("a"))
    }
}
