import Foundation
import ServiceJobs
import Testing

/// What HTTP wants of a server besides its resources.
@Suite("The service as a server of HTTP") struct ProtocolTests {
    private static let served = Result { try ServedProject() }
    private let project: ServedProject

    init() throws { project = try Self.served.get() }

    private func answer(to text: String) throws -> Reply {
        let connection = try Connection(project.port)
        connection.send(text)
        return try Reply(connection.receive())
    }

    @Test("an absolute target is taken by its own authority, whatever the header Host says")
    func absoluteTarget() throws {
        func head(_ target: String, host: String = "localhost") -> String {
            "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        }
        #expect(try answer(to: head("http://localhost:\(project.port)/models")).status == 200)
        #expect(try answer(to: head("HTTP://127.0.0.1/models?experiment=shop")).status == 200)
        #expect(try answer(to: head("http://localhost/models", host: "elsewhere.example")).status == 200)
        for target in [
            "http://elsewhere.example/models", "http://localhost@elsewhere.example/models",
            "http://localhost.elsewhere.example/models", "http:///models", "ftp://localhost/models",
        ] {
            let reply = try answer(to: head(target))
            #expect(reply.status == 421 && reply.json["code"]?.string == "S132", "\(target): \(reply.text)")
        }
        #expect(try answer(to: head("http://localhost?x=1")).status == 404)
    }

    @Test("what is no request at all is answered by a problem as well")
    func unreadable() throws {
        for text in [
            "HELLO\r\n\r\n", "GET /health HTTP/1.1\r\nHost: localhost\r\nBad Header: 1\r\n\r\n",
            "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1x\r\n\r\n",
        ] {
            let reply = try answer(to: text)
            #expect(reply.status == 400 && reply.json["code"]?.string == "S100", "\(text): \(reply)")
            #expect(reply.headers["content-type"] == "application/problem+json")
            #expect(reply.headers["x-request-id"] != nil && reply.headers["connection"] == "close")
        }
        // The one before it on the connection is answered as it is.
        let connection = try Connection(project.port)
        connection.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nHELLO\r\n\r\n")
        let both = connection.receive()
        #expect(
            both.hasPrefix("HTTP/1.1 200") && both.contains("HTTP/1.1 400") && both.contains("S100"),
            "\(both)")
    }

    @Test("every answer says when it was made")
    func date() throws {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for reply in [
            try project.ask("GET", "/health"), try project.ask("GET", "/nothing"),
            try answer(to: "HELLO\r\n\r\n"),
        ] {
            let told = reply.headers["date"].flatMap(format.date)
            #expect(told.map { abs($0.timeIntervalSinceNow) < 60 } == true, "\(reply)")
        }
    }

    @Test("HEAD is answered as GET is, without the body")
    func head() throws {
        for path in ["/health", "/openapi.json", "/models", "/executions/none"] {
            let (whole, head) = (try project.ask("GET", path), try project.ask("HEAD", path))
            #expect(head.status == whole.status && head.text.isEmpty)
            #expect(head.headers["content-type"] == whole.headers["content-type"])
            if path == "/openapi.json" {
                #expect(head.headers["content-length"] == whole.headers["content-length"])
            }
        }
        let post = try project.ask("HEAD", "/predict")
        #expect(post.status == 405 && post.headers["allow"] == "POST")
        #expect(try project.ask("PUT", "/models").headers["allow"] == "GET, HEAD")
        #expect(try project.ask("HEAD", "/executions/none/events").status == 405)
        // Nothing follows the head on the connection.
        let connection = try Connection(project.port)
        let request = "HEAD /openapi.json HTTP/1.1\r\nHost: localhost\r\n"
        connection.send("\(request)\r\n\(request)Connection: close\r\n\r\n")
        let parts = connection.receive().components(separatedBy: "\r\n\r\n")
        #expect(
            parts.count == 3 && parts.dropLast().allSatisfy { $0.hasPrefix("HTTP/1.1 200") } && parts[2] == ""
        )
    }

    @Test("whoever begins a job hears how many may wait, and for how many there is room")
    func room() throws {
        let reply = try project.ask("POST", "/predict", "{}")
        #expect(reply.headers["ratelimit-policy"] == "\"predict\";q=16")
        #expect(reply.headers["ratelimit"] == "\"predict\";r=16")
        let wrong = try project.ask("POST", "/train", #"{"extra": 1}"#, ["Idempotency-Key": "k"])
        #expect(wrong.status == 422 && wrong.headers["ratelimit-policy"] == nil)
    }

    @Test("the list of executions comes in pages of short lines, whatever was asked for")
    func pages() throws {
        let project = try ServedProject()
        var ids: [String] = []
        for weeks in 1...5 {
            let body = #"{"sku_ids": ["SKU000001", "SKU000002", "SKU000003"], "horizon_weeks": \#(weeks)}"#
            ids.append(try project.ask("POST", "/predict", body).json["execution_id"]?.string ?? "")
        }
        var path: String? = "/executions?limit=2"
        var found: [String] = []
        while let next = path {
            let page = try project.ask("GET", next)
            #expect(page.status == 200 && !page.text.contains("SKU000001"))
            found += (page.json["executions"]?.items ?? []).compactMap { $0["execution_id"]?.string }
            path = page.headers["link"].flatMap { $0.firstMatch(of: /<([^>]+)>/).map { String($0.1) } }
        }
        #expect(found == ids.reversed())
        let line = try project.ask("GET", "/executions?limit=1").json["executions"]?.items?.first
        #expect(line?["experiment"]?.string == "shop" && line?["result_digest"]?.string?.count == 64)
        #expect(try project.ask("GET", "/executions?before=0").status == 400)
    }
}
