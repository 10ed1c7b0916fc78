import Files
import ForecastCore
import Foundation
import SharedStore
import Testing

@Suite("a shared store") struct SharedStoreTests {
    private let store: SharedStore
    private let task = Digest.sha256("a task")

    init() throws {
        store = SharedStore(
            folder: try TemporaryFolder.make(prefix: "shared-store-", in: TemporaryFolder.parent))
    }

    private func path(_ kind: String, _ digest: Digest, _ suffix: String = "") -> String {
        "\(store.location)/\(kind)/\(digest.hex.prefix(2))/\(digest.hex)\(suffix)"
    }

    @Test("keeps files under their digests, and gives back no other bytes")
    func blobs() throws {
        defer { try? FileSystem.remove(store.location) }
        let bytes = Array("forecasts".utf8)
        let digest = try store.put(bytes)
        #expect(digest == Digest.sha256(bytes))
        #expect(try FileSystem.read(path("blobs", digest)) == bytes)
        #expect(store.hasBlob(digest, size: bytes.count) && !store.hasBlob(digest, size: 1))
        #expect(try store.blob(digest) == bytes)
        try AtomicFile.write("forecastz", to: path("blobs", digest))
        #expect(throws: SharedStoreError.self) { try store.blob(digest) }
        // It is gone, so that whoever makes it again is heard.
        #expect(!FileSystem.exists(path("blobs", digest)))
        do {
            _ = try store.blob(digest)
            Issue.record("there is nothing to read")
        } catch {
            #expect(error.code == .missing)
        }
        try store.put(bytes)
        try AtomicFile.write("forecastz", to: path("blobs", digest))
        try store.put(bytes, verifies: true)
        #expect(try store.blob(digest) == bytes)
    }

    @Test("keeps the first manifest of a task, takes the same again, and refuses another")
    func manifests() throws {
        defer { try? FileSystem.remove(store.location) }
        #expect(try store.manifest(of: task) == nil)
        #expect(try store.publish([1, 2], of: task))
        #expect(try !store.publish([1, 2], of: task))
        do {
            _ = try store.publish([1, 3], of: task)
            Issue.record("another result of one task")
        } catch {
            #expect(error.code == .determinism)
        }
        #expect(try store.manifest(of: task) == [1, 2])
        store.removeManifest(of: task)
        #expect(try store.publish([1, 3], of: task))
        // No temporary file is left of any of them.
        let folder = FileSystem.split(path("results", task, ".json")).folder
        #expect(try FileSystem.names(in: folder) == ["\(task.hex).json"])
    }

    @Test("lets one of many writers be the first, and all others see its manifest")
    func race() async throws {
        defer { try? FileSystem.remove(store.location) }
        let isFirst = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 { group.addTask { try store.publish([7], of: task) } }
            return try await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(isFirst.count { $0 } == 1)
        #expect(try store.manifest(of: task) == [7])
    }

    @Test("says in one line that it takes no files")
    func full() throws {
        defer { try? FileSystem.remove(store.location) }
        try store.checkWritable()
        #expect(try FileSystem.names(in: "\(store.location)/attempts").isEmpty)
        let full: @Sendable (Failpoint) throws(FileError) -> Void = { (step) throws(FileError) in
            if step == .blobWrite { throw FileError("write", "a file", code: ENOSPC) }
        }
        do {
            _ = try Failpoint.observed(by: full) { try store.put([1]) }
            Issue.record("nothing can be written")
        } catch {
            #expect((error as? SharedStoreError)?.code == .notWritten)
            #expect(
                "\(error)" == "the shared store \(store.location) is not written: No space left on device")
        }
        do {
            try SharedStore(folder: "/proc/nothing").checkWritable()
            Issue.record("/proc takes no folders")
        } catch {
            #expect(error.code == .notWritten)
        }
    }

    @Test("keeps word of why a task came to nothing until it is taken back")
    func answers() throws {
        defer { try? FileSystem.remove(store.location) }
        store.note("{}", on: task)
        #expect(store.answer(of: task) == Array("{}\n".utf8))
        store.removeAnswer(of: task)
        #expect(store.answer(of: task) == nil)
        // Where nothing can be written there is no word, and no failure.
        SharedStore(folder: "/proc/nothing").note("{}", on: task)
    }
}
