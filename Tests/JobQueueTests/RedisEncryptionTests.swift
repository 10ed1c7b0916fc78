import Foundation
import JobQueue
import TestServers
import Testing

@Suite(
    "Redis behind TLS", .serialized,
    .enabled(
        if: TestRedis.isInstalled && FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"),
        Comment(rawValue: "\(TestRedis.reason); openssl"))
)
struct RedisEncryptionTests {
    /// A certificate that signs itself, for such names, and a server that shows it.
    private static func server(_ names: String) throws -> (redis: TestRedis, port: Int, roots: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "redis-tls-\(UUID().uuidString)")
            .path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let openssl = try Process.run(
            URL(filePath: "/bin/sh"),
            arguments: [
                "-c",
                """
                exec openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=redis \
                    -addext subjectAltName=\(names) -keyout \(folder)/key -out \(folder)/cert 2>/dev/null
                """,
            ])
        openssl.waitUntilExit()
        let port = TestRedis.freePort()
        let redis = try TestRedis([
            "--tls-port", "\(port)", "--tls-cert-file", "\(folder)/cert", "--tls-key-file", "\(folder)/key",
            "--tls-ca-cert-file", "\(folder)/cert", "--tls-auth-clients", "no",
        ])
        return (redis, port, "\(folder)/cert")
    }

    @Test("a queue is spoken to by TLS, with payloads that fill many records")
    func queue() throws {
        let (redis, port, roots) = try Self.server("IP:127.0.0.1,DNS:localhost")
        for host in ["127.0.0.1", "localhost"] {
            var address = try #require(RedisAddress("rediss://\(host):\(port)/1"))
            address.roots = roots
            let queue = BullQueue(
                "q", scripts: try QueueScripts(folder: TestRedis.scripts("3.4.4")), address: address)
            let connection = try RedisConnection(address, clientName: "tls")
            let data = Array("\"\(String(repeating: "ü", count: 200_000))\"".utf8)
            try queue.add("predict", id: "e-\(host)", data: data, connection)
            #expect(try connection.call("HGET", "bull:q:e-\(host)", "data") == .text(data))
            #expect(try queue.holds("e-\(host)", connection))
        }
        #expect(try redis.call("-n", "1", "LLEN", "bull:q:wait") == "2")
        // Waiting in vain ends on time.
        var address = try #require(RedisAddress("rediss://localhost:\(port)"))
        address.roots = roots
        let connection = try RedisConnection(address)
        #expect(try connection.call("BZPOPMIN", "nothing", "0.3") == .null)
        redis.kill()
        #expect(throws: RedisError.self) { try connection.call("PING") }
    }

    @Test("a server is not believed that cannot prove who it is")
    func strangers() throws {
        let (redis, port, roots) = try Self.server("DNS:elsewhere.example")
        defer { redis.kill() }
        var address = try #require(RedisAddress("rediss://localhost:\(port)"))
        let unknown = #expect(throws: RedisError.self) { try RedisConnection(address) }
        #expect(
            unknown?.message.contains("its certificate is not trusted") == true, "\(unknown?.message ?? "")")
        address.roots = roots
        for host in ["localhost", "127.0.0.1"] {
            address.host = host
            let other = #expect(throws: RedisError.self) { try RedisConnection(address) }
            #expect(other?.message.contains("mismatch") == true, "\(other?.message ?? "")")
        }
        address.roots = "/nowhere"
        #expect(throws: RedisError.self) { try RedisConnection(address) }
    }
}
