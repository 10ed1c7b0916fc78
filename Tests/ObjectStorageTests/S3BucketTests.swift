import ForecastCore
import Foundation
import ObjectStorage
import Synchronization
import TestServers
import Testing

@Suite("a bucket", .enabled(if: TestS3.isInstalled, Comment(rawValue: TestS3.reason)))
struct S3BucketTests {
    private func bucket(
        _ server: TestS3, _ address: String = TestS3.bucket, with variables: [String: String] = [:],
        wait: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> S3Bucket {
        let environment = server.environment.merging(variables) { $1 }
        return try S3Bucket(S3Address(address), S3Settings { environment[$0] }, wait: wait)
    }

    private func failure(_ body: () throws -> Void) -> S3Error? {
        do {
            try body()
            return nil
        } catch { return error as? S3Error }
    }

    private func keepsObjects(_ bucket: S3Bucket) throws {
        // Characters that a path has only encoded; nothing; more than one read of a socket.
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for (name, bytes) in [("a b/c+d$é~.json", Array("forecasts".utf8)), ("empty", []), ("large", large)] {
            #expect(try bucket.size(of: name) == nil)
            try bucket.put(bytes, as: name)
            #expect(try bucket.get(name) == bytes)
            #expect(try bucket.size(of: name) == bytes.count)
            try bucket.put([1], as: name)
            #expect(try bucket.get(name) == [1])
            try bucket.remove(name)
            try bucket.remove(name)
            #expect(failure { _ = try bucket.get(name) }?.kind == .absence)
        }
    }

    @Test("keeps objects where signatures are looked at, with a session's token and behind TLS too")
    func signatures() throws {
        let server = try TestS3(.signatures)
        try keepsObjects(bucket(server))
        try keepsObjects(bucket(server, "s3://forecasts", with: ["AWS_SESSION_TOKEN": "a/token=="]))
        let wrong = try bucket(server, with: ["AWS_SECRET_ACCESS_KEY": "another"])
        let error = try #require(failure { try wrong.put([1], as: "x") })
        #expect(error.kind == .refusal)
        #expect(
            error.description.hasPrefix("s3://forecasts/some runs/x: SignatureDoesNotMatch: ")
                && error.description.hasSuffix("; AWS_SECRET_ACCESS_KEY is not the secret of AKIDTESTS"),
            "\(error)")
        let encrypted = try TestS3(.signatures, isEncrypted: true)
        try keepsObjects(bucket(encrypted))
        // A certificate that nobody vouches for.
        let stranger = try bucket(encrypted, with: ["AWS_CA_BUNDLE": ""]) { _ in
            Issue.record("it will not be trusted the next time")
        }
        #expect(failure { try stranger.put([1], as: "x") }?.kind == .connection)
    }

    @Test("keeps the first of several objects where conditions are known, whoever else is as quick")
    func conditions() async throws {
        let server = try TestS3(.conditions)
        let bucket = try bucket(server)
        try keepsObjects(bucket)
        #expect(try bucket.putNew([1], as: "first"))
        #expect(try !bucket.putNew([2], as: "first"))
        #expect(try bucket.get("first") == [1])
        let isFirst = try await withThrowingTaskGroup(of: Bool.self) { group in
            for writer in 0..<8 { group.addTask { try bucket.putNew([UInt8(writer)], as: "race") } }
            return try await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(isFirst.count { $0 } == 1)
        let error = try #require(failure { try self.bucket(server, "s3://no-such-bucket").put([1], as: "x") })
        #expect(
            error.description.hasPrefix("s3://no-such-bucket/x: NoSuchBucket: ")
                && error.description.hasSuffix("; make the bucket, or name another"), "\(error)")
    }

    @Test("is asked six times where nobody answers, and told of in one line")
    func absent() throws {
        let count = Mutex(0)
        let port = TestRedis.freePort()
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)",
        ]
        let bucket = try S3Bucket(S3Address("s3://runs"), S3Settings { environment[$0] }) { attempt in
            count.withLock {
                #expect(attempt == $0)
                $0 += 1
            }
        }
        let error = try #require(failure { _ = try bucket.get("x") })
        #expect(error.kind == .connection && count.withLock { $0 } == 5)
        #expect(error.description.hasPrefix("s3://runs/x: ") && error.description.contains("127.0.0.1"))
    }
}
