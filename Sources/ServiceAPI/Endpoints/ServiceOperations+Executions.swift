internal import ForecastCore
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import ServiceJobs

/// Looking at executions, and stopping them.
extension ServiceOperations {
    func executions(_ call: Call) async throws -> Answer {
        let limit = try call.number("limit", in: 1...1_000, otherwise: 50)
        let place = try call.number("before", in: 1...Int.max, otherwise: Int.max)
        let service = service
        let found = try await blocking { try service.store.latest(limit, before: place) }
        var answer = Answer(.members(["executions": .array(found.map(\.value))]))
        if found.count == limit, let last = found.last {
            answer.headers[.link] = "</executions?limit=\(limit)&before=\(last.place)>; rel=\"next\""
        }
        return answer
    }

    func execution(_ call: Call) async throws -> Answer {
        let value = try await found(call["id"]).value
        return Self.tagged(Answer(value), Digest.sha256(value.line).short, call)
    }

    /// 304 where the client has it already.
    private static func tagged(_ answer: Answer, _ digest: String, _ call: Call) -> Answer {
        let tag = "\"\(digest)\""
        if call.request.headerFields[.ifNoneMatch]?.contains(tag) == true { return Answer(unchanged: tag) }
        var answer = answer
        answer.headers[.eTag] = tag
        answer.headers[.cacheControl] = "private, no-cache"
        return answer
    }

    /// 200 where nothing of it runs any more, 202 while it is stopping.
    func cancel(_ call: Call) async throws -> Answer {
        let (service, id) = (service, call["id"])
        guard let execution = try await blocking({ try service.cancel(id) }) else {
            throw Problem(.unknownThing, "there is no execution '\(id)'")
        }
        return Answer(
            execution.value, execution.state.isEnd ? .ok : .accepted, [.location: "/executions/\(id)"])
    }

    // MARK: - Results

    func results(_ call: Call) async throws -> Answer {
        let execution = try await found(call["id"])
        guard execution.state == .finished else {
            throw Problem(
                .notEnded, "the execution is \(execution.state.rawValue)", execution: execution.id)
        }
        let limit = try call.number("limit", in: 1...10_000, otherwise: 1_000)
        let cursor = call.query["cursor"].map { ResultCursor(text: $0) }
        guard cursor != .some(nil) else {
            throw Problem(.malformed, "'cursor' is none that a page has named")
        }
        let format = try format(call)
        let (sink, id) = (service.sink, execution.id)
        // A page of 10,000 rows takes its time: not on the threads that serve everybody.
        let (next, made) = try await blocking { () -> (ResultCursor?, Answer) in
            let page = try sink.page(of: id, after: cursor.flatMap(\.self), limit: limit)
            return (
                page.next,
                Answer(
                    bytes: format == "csv" ? Self.csv(page) : Self.lines(page),
                    type: format == "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson")
            )
        }
        var answer = made
        if let next {
            answer.headers[.link] =
                "</executions/\(id)/results?format=\(format)&limit=\(limit)&cursor=\(next.text)>; rel=\"next\""
        }
        let digest = execution.result?["digest"]?.string ?? ""
        return Self.tagged(
            answer, Digest.sha256("\(digest) \(format) \(limit) \(call.query["cursor"] ?? "")").short, call)
    }

    private func format(_ call: Call) throws(Problem) -> String {
        if let format = call.query["format"] {
            guard format == "csv" || format == "ndjson" else {
                throw Problem(.malformed, "'format' takes csv or ndjson")
            }
            return format
        }
        return call.request.headerFields[.accept]?.contains("text/csv") == true ? "csv" : "ndjson"
    }

    private static func lines(_ page: ResultPage) -> [UInt8] {
        page.rows.reduce(into: []) { bytes, row in
            let members = zip(page.columns, row).map { JSONValue.Member(name: $0, value: $1) }
            bytes += JSONValue.object(members).bytes
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// RFC 4180 with the line ends of the project's other files.
    private static func csv(_ page: ResultPage) -> [UInt8] {
        var text = page.columns.joined(separator: ",") + "\n"
        for row in page.rows { text += row.map(cell).joined(separator: ",") + "\n" }
        return Array(text.utf8)
    }

    private static func cell(_ value: JSONValue) -> String {
        switch value {
        case .null: return ""
        case .number(let text): return text
        case .string(let text):
            let isPlain = !text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
        default: return value.line
        }
    }

    // MARK: - Events

    /// What `body` returns, asked again every second while too much is asked at once: whoever has a stream keeps it.
    private func patiently<Output: Sendable>(
        _ body: @escaping @Sendable () throws -> Output
    ) async throws -> Output {
        while true {
            do {
                return try await work.run(body)
            } catch {
                let isPassing = (error as? Problem)?.kind == .busy || error is StoreProblem
                guard isPassing, !service.isDraining else { throw error }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Server-sent events: everything that has happened since `Last-Event-ID`, and what happens until the execution has ended.
    func events(_ call: Call) async throws -> Answer {
        let execution = try await found(call["id"])
        let text = call.request.headerFields[.lastEventID] ?? call.query["after"] ?? "0"
        guard let last = Int(text), last >= 0 else {
            throw Problem(.malformed, "Last-Event-ID is the number of an event")
        }
        var answer = Answer(bytes: [], type: "text/event-stream")
        let (service, id) = (service, execution.id)
        answer.body = ResponseBody { writer in
            var number = last
            func tell(_ writer: inout any ResponseBodyWriter) async throws {
                let after = number
                let events = try await patiently { try service.store.events(of: id, after: after) }
                for event in events {
                    number = event.number
                    try await writer.write(
                        ByteBuffer(
                            string: "id: \(event.number)\nevent: \(event.name)\ndata: \(event.body.line)\n\n")
                    )
                }
            }
            for await _ in service.heartbeat(of: id) {
                let state = try await patiently { try service.execution(id)?.state }
                let before = number
                try await tell(&writer)
                if state?.isEnd != false || service.isDraining { break }
                // So that a client that has gone is noticed, and no proxy closes what is silent.
                if number == before {
                    try await writer.write(ByteBuffer(string: ": still \(state?.rawValue ?? "")\n\n"))
                }
            }
            try await writer.finish(nil)
        }
        return answer
    }
}
