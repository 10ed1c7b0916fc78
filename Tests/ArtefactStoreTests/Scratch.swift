import ArtefactStore
import ForecastCore
import Foundation
import GRDB

/// A folder that vanishes with the test.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("artefact-store-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { "\(path)/cache.sqlite" }

    func open(_ change: (inout StoreOptions) -> Void = { _ in }) throws -> ArtefactStore {
        var options = StoreOptions()
        change(&options)
        return try ArtefactStore.open(folder: path, options: options)
    }

    func blobFile(_ digest: Digest) -> String { "\(path)/blobs/\(digest.hex.prefix(2))/\(digest.hex)" }

    /// Runs SQL on the database behind the store's back.
    func execute(_ sql: String) throws {
        try DatabaseQueue(path: database).write { try $0.execute(sql: sql) }
    }

    func integer(_ sql: String) throws -> Int? {
        try DatabaseQueue(path: database).read { try Int.fetchOne($0, sql: sql) }
    }

    /// The files below `blobs`, temporary ones included.
    func blobFiles() throws -> [String] {
        let root = "\(path)/blobs"
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.contains("/") }.sorted()
    }

    static func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    static func flipByte(of path: String, at offset: Int) throws {
        var bytes = try bytes(of: path)
        bytes[offset] ^= 0x10
        try write(bytes, to: path)
    }
}

func key(_ name: String) -> Digest { Digest.sha256(name) }

/// Bytes that do not compress and differ from seed to seed.
func payload(_ count: Int, seed: Int = 1) -> [UInt8] {
    var random = RandomPath(seed: UInt64(seed), ["payload"]).stream
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.nextWord()) }
}

let someParts = [
    CanonicalEncoder.Part(name: "stage", value: "forecast"),
    CanonicalEncoder.Part(name: "season", value: "52"),
]

/// A chunk with one slice of `length` bytes for every key.
func chunk(_ keys: [Digest], length: Int = 100, seed: Int = 1, stage: String = "series") -> SeriesChunk {
    let slices = keys.enumerated().map { SeriesChunk.Slice(key: $1, range: $0 * length..<($0 + 1) * length) }
    return SeriesChunk(stage: stage, payload: payload(keys.count * length, seed: seed), slices: slices)
}
