import Foundation
import ServiceJobs
import Testing

/// What others may send, byte by byte.
@Suite("The service, against whoever means it ill") struct HostileTests {
    private static let served = Result {
        try ServedProject(configuration: "limits: {body_bytes: 4096, idle_seconds: 2, connections: 2000}\n")
    }
    private let project: ServedProject

    init() throws { project = try Self.served.get() }

    private func head(_ fields: String) -> String {
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(fields)\r\n\r\n"
    }

    @Test("a body over the limit gets its 413, and then nobody reads on")
    func endless() throws {
        for field in ["Transfer-Encoding: chunked", "Content-Length: 50000000000"] {
            let connection = try Connection(project.port)
            connection.send(head(field))
            let part = [UInt8](repeating: 0x20, count: 65_536)
            let chunk = field.hasPrefix("T") ? Array("10000\r\n".utf8) + part + Array("\r\n".utf8) : part
            var sent = 0
            while sent < 256 << 20, connection.send(chunk) { sent += chunk.count }
            // What the kernel's buffers hold on both sides, and no more.
            #expect(sent < 32 << 20, "\(field): \(sent) bytes were taken")
        }
        let told = try project.ask("POST", "/predict", String(repeating: " ", count: 5_000))
        #expect(told.status == 413 && told.json["code"]?.string == "S123")
        #expect(told.headers["connection"] == "close")
        #expect(try project.ask("GET", "/health").status == 200)
    }

    @Test("a client that asks may go on at once, as curl does before a large body")
    func mayGoOn() throws {
        let connection = try Connection(project.port)
        connection.send(head("Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close"))
        #expect(connection.receive { $0.hasSuffix("\r\n\r\n") }.hasPrefix("HTTP/1.1 100 Continue\r\n"))
        connection.send("{}")
        #expect(try Reply(connection.receive()).status == 200)
    }

    @Test(
        "requests that two readers would understand in two ways are refused",
        arguments: [
            "Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Content-Length: +2", "Transfer-Encoding: chunked, identity",
        ])
    func smuggled(fields: String) throws {
        let connection = try Connection(project.port, seconds: 5)
        connection.send(head(fields) + "{}GET /models HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answers = connection.receive().matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.1) }
        #expect(answers.count <= 1 && answers.first.map { $0.hasPrefix("4") } != false, "\(answers)")
    }

    @Test(
        "half a request, one that trickles in, and silence are closed",
        arguments: ["", "GET /health HTTP/1.1\r\nHo", "TRICKLE", "BODY"])
    func slow(start: String) throws {
        let connection = try Connection(project.port, seconds: 1)
        let begin = Date()
        if start == "BODY" {
            connection.send(head("Content-Length: 100") + "{")
        } else if start != "TRICKLE" {
            connection.send(start)
        } else {
            connection.send("GET /health HTTP/1.1\r\nX: ")
        }
        var isOpen = true
        while isOpen, Date().timeIntervalSince(begin) < 60 {
            if start == "TRICKLE" || start == "BODY" { isOpen = connection.send(" ") }
            if start == "TRICKLE" || start == "BODY" {
                usleep(300_000)
            } else {
                isOpen = !isClosed(connection)
            }
        }
        #expect(!isOpen, "'\(start)' was open for a minute")
    }

    /// Reads for a second; true where the other side has said goodbye.
    private func isClosed(_ connection: Connection) -> Bool {
        let begin = Date()
        _ = connection.receive()
        return Date().timeIntervalSince(begin) < 0.9
    }

    @Test("a header without end is refused")
    func header() throws {
        let connection = try Connection(project.port, seconds: 5)
        connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\n")
        var sent = 0
        while sent < 16 << 20, connection.send("X-\(sent): \(String(repeating: "a", count: 4_000))\r\n") {
            sent += 4_000
        }
        #expect(sent < 16 << 20)
        #expect(try project.ask("GET", "/health").status == 200)
    }

    @Test("a thousand idle connections keep nobody out")
    func idle() throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 4_096)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let connections = try (0..<1_000).map { _ in try Connection(project.port) }
        #expect(try project.ask("GET", "/health").status == 200)
        #expect(connections.count == 1_000)
    }

    @Test("JSON that is too deep or too odd is a problem and no trap")
    func json() throws {
        let bodies = [
            String(repeating: "[", count: 2_000), "{\"horizon_weeks\": 1e400}",
            "{\"sku_ids\": [\"\\ud800\"]}",
            "{\"horizon_weeks\": NaN}", "\u{FEFF}{}", "{}{}", "{\"horizon_weeks\": 01}",
        ]
        for body in bodies {
            #expect(try project.ask("POST", "/predict", body).status == 400, "\(body.prefix(40))")
        }
    }

    @Test("a body full of what there is not is answered soon, with the first hundred of it")
    func manyProblems() throws {
        // 3,600 bytes of members that nobody knows; the limit of this service is 4,096.
        let members = (0..<360).map { "\"a\($0)\":0" }.joined(separator: ",")
        let reply = try project.ask("POST", "/predict", "{\(members)}")
        let errors = reply.json["errors"]?.items ?? []
        #expect(reply.status == 422 && errors.count == 101, "\(errors.count)")
        #expect(errors.last?["detail"]?.string == "and 260 more")
        #expect((reply.json["detail"]?.string?.utf8.count ?? 0) < 400)
        let long = try project.ask("POST", "/predict", "{\"\(String(repeating: "x", count: 3_000))\":0}")
        #expect(long.status == 422 && long.text.utf8.count < 1_500, "\(long.text.utf8.count)")
        let ids = (0..<150).map { "\"N\($0)\"" }.joined(separator: ",")
        let unknown = try project.ask("POST", "/predict", "{\"sku_ids\":[\(ids)]}").json["errors"]?.items
        #expect(unknown?.count == 101 && unknown?.last?["detail"]?.string == "and 50 more")
    }

    @Test("names that are the service's own are taken, with and without a port, and probes come by any")
    func names() throws {
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]", "[::1]:8080"] {
            #expect(try project.ask("GET", "/models", nil, ["Host": host]).status == 200, "\(host)")
        }
        for path in ["/health/live", "/health/ready"] {
            #expect(try project.ask("GET", path, nil, ["Host": "10.0.0.1"]).status == 200)
        }
    }
}
