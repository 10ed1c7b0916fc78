import ArtefactStore
import ForecastCore
import Foundation
import GRDB
import Testing

/// One key, two results: the program itself meets them, in a cache that is sound in every byte.
@Suite("The determinism alarm") struct AlarmTests {
    private static let force = TrustProject.run + ["--force"]

    @Test(
        "stops a run whose key the cache knows with another result, says both, and leaves the cache as it was"
    )
    func run() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        let ours = try project.project.resultDigest()
        let other = Digest.sha256("as another build computed it")
        // The cache of such a build, as it would have written it.
        let record: RunRecord = try {
            let store = try ArtefactStore.open(folder: project.project.path("results/.store"))
            return try #require(store.runs(ofExperiment: "shop").first)
        }()
        #expect(record.resultDigest.hex == ours)
        try project.project.remove("results/.store")
        try {
            let store = try ArtefactStore.open(folder: project.project.path("results/.store"))
            try store.record(
                RunRecord(
                    key: record.key, experiment: "shop", run: record.run, resultDigest: other,
                    specDigest: record.specDigest, snapshotDigest: record.snapshotDigest,
                    results: record.results, outputs: record.outputs), parts: [])
        }()
        for _ in 0..<2 {
            let result = try project.start(Self.force)
            #expect(result.status == 4, "\(result.errors)")
            #expect(result.errors.contains(ours) && result.errors.contains(other.hex), "\(result.errors)")
            #expect(result.errors.contains("two builds or machines disagree"), "\(result.errors)")
        }
    }

    @Test("stops a run that computes another forecast than the cache holds under its key")
    func forecast() throws {
        let project = try TrustProject()
        // Forced, for what is computed anew is held against what the cache has of each series, so it is indexed.
        try project.project.succeed(Self.force)
        let folder = project.project.path("results/.store")
        let keys = try Self.seriesKeys(in: folder)
        #expect(keys.count > 100)
        try project.project.remove("results/.store")
        let payload = [UInt8]("another forecast".utf8)
        let key = try #require(keys.sorted().first)
        try {
            let store = try ArtefactStore.open(folder: folder)
            try store.put([
                SeriesChunk(
                    stage: "forecast", payload: payload,
                    slices: [.init(key: key, range: 0..<payload.count)])
            ])
        }()
        let result = try project.start(Self.force)
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains(Digest.sha256(payload).hex), "\(result.errors)")
        let digests = Set(result.errors.matches(of: /[0-9a-f]{64}/).map { String($0.0) })
        #expect(digests.count == 3 && digests.contains(key.hex), "the key and both results: \(result.errors)")
        #expect(try Self.seriesKeys(in: folder).contains(key))
    }

    /// The keys under which the results of single series are stored.
    private static func seriesKeys(in folder: String) throws -> [Digest] {
        let keys = try DatabaseQueue(path: "\(folder)/cache.sqlite").read { db in
            try String.fetchAll(db, sql: "SELECT lower(hex(key)) FROM series")
        }
        return keys.compactMap { Digest(hex: $0) }
    }
}
