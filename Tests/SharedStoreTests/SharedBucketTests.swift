import ForecastCore
import ObjectStorage
import SharedStore
import TestServers
import Testing

@Suite(
    "a shared store in a bucket", .enabled(if: TestS3.isInstalled, Comment(rawValue: TestS3.reason)))
struct SharedBucketTests {
    private let task = Digest.sha256("a task")

    private func bucket(_ server: TestS3) throws -> S3Bucket {
        let environment = server.environment
        return try S3Bucket(S3Address(TestS3.bucket), S3Settings { environment[$0] })
    }

    @Test("keeps the promises of a folder", arguments: [TestS3.Server.conditions, .signatures])
    func promises(_ kind: TestS3.Server) throws {
        let server = try TestS3(kind)
        let bucket = try bucket(server)
        let store = SharedStore(bucket)
        try store.checkWritable()
        // A file under its digest, and no other bytes.
        let bytes = Array("forecasts".utf8)
        let digest = try store.put(bytes)
        let name = "blobs/\(digest.hex.prefix(2))/\(digest.hex)"
        #expect(try bucket.get(name) == bytes && store.blob(digest) == bytes)
        #expect(store.hasBlob(digest, size: bytes.count) && !store.hasBlob(digest, size: 1))
        try bucket.put(Array("forecastz".utf8), as: name)
        #expect(code { _ = try store.blob(digest) } == .damaged)
        #expect(code { _ = try store.blob(digest) } == .missing)
        try store.put(bytes, verifies: true)
        #expect(try store.blob(digest) == bytes)
        // The first manifest of a task.
        #expect(try store.manifest(of: task) == nil)
        #expect(try store.publish([1, 2], of: task))
        #expect(try !store.publish([1, 2], of: task))
        #expect(code { _ = try store.publish([1, 3], of: task) } == .determinism)
        #expect(try store.manifest(of: task) == [1, 2])
        store.removeManifest(of: task)
        #expect(try store.publish([1, 3], of: task))
        // Word of why there is none, and what engines are handed.
        store.note("{}", on: task)
        #expect(store.answer(of: task) == Array("{}\n".utf8))
        store.removeAnswer(of: task)
        #expect(store.answer(of: task) == nil)
        try store.hand("x", as: "one/list")
        #expect(try bucket.get("attempts/one/list") == Array("x".utf8))
        #expect(store.place(ofHanded: "one/list") == "\(TestS3.bucket)/attempts/one/list")
    }

    @Test("does not take a bucket that is away for one that is empty")
    func away() throws {
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(TestRedis.freePort())",
        ]
        let store = SharedStore(
            try S3Bucket(S3Address("s3://runs"), S3Settings { environment[$0] }) { _ in })
        #expect(code { _ = try store.manifest(of: task) } == .notRead)
        #expect(code { _ = try store.publish([1], of: task) } == .notRead)
        #expect(code { _ = try store.blob(task) } == .notRead)
        #expect(code { try store.checkWritable() } == .notWritten)
    }

    private func code(_ body: () throws -> Void) -> SharedStoreError.Code? {
        do {
            try body()
            return nil
        } catch { return (error as? SharedStoreError)?.code }
    }
}
