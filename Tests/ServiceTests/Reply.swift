import Foundation
import ServiceJobs
import TestServers

/// An HTTP answer, read from its bytes.
struct Reply {
    let status: Int
    let headers: [String: String]
    let text: String

    struct Unreadable: Error { let text: String }

    init(_ raw: String) throws {
        guard let end = raw.range(of: "\r\n\r\n") else { throw Unreadable(text: raw) }
        let lines = raw[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw Unreadable(text: raw) }
        self.status = status
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        self.headers = headers
        text = String(raw[end.upperBound...])
    }

    /// The body, by the service's own strict reader.
    var json: JSONValue { (try? JSONReader.value(of: Array(text.utf8), depth: 32)) ?? .null }

    /// Codes and places of a problem.
    var errors: [String] {
        (json["errors"]?.items ?? []).map { "\($0["code"]?.string ?? "") \($0["pointer"]?.string ?? "")" }
    }
}

extension ServedProject {
    /// One request on a connection of its own.
    func ask(
        _ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]
    ) throws -> Reply {
        var fields = ["Host": "localhost:\(port)", "Connection": "close"]
        if let body {
            fields["Content-Type"] = "application/json"
            fields["Content-Length"] = String(body.utf8.count)
        }
        fields.merge(headers) { $1 }
        let head = fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        let connection = try Connection(port)
        connection.send("\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body ?? "")")
        return try Reply(connection.receive())
    }

    /// The execution once it has ended.
    func ended(_ id: String) throws -> JSONValue {
        var value = JSONValue.null
        let hasEnded = try comesTrue(within: 300) {
            value = try ask("GET", "/executions/\(id)").json
            return ["finished", "failed", "cancelled"].contains(value["status"]?.string ?? "")
        }
        guard hasEnded else { throw Reply.Unreadable(text: "execution \(id) has not ended") }
        return value
    }
}
