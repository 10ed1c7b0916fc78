internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import ServiceJobs

/// What an operation answers.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ResponseBody

    init(_ value: JSONValue, _ status: HTTPResponse.Status = .ok, _ headers: HTTPFields = [:]) {
        self.init(bytes: value.bytes, type: "application/json", status, headers)
    }

    init(
        bytes: [UInt8], type: String, _ status: HTTPResponse.Status = .ok, _ headers: HTTPFields = [:]
    ) {
        self.status = status
        self.headers = headers
        self.headers[.contentType] = type
        body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    }

    /// 304: the client has it.
    init(unchanged tag: String) {
        status = .notModified
        headers = [.eTag: tag]
        body = ResponseBody()
    }

    /// What a HEAD is answered: everything but the body (RFC 9110, 9.3.2).
    mutating func dropBody() {
        if let length = body.contentLength { headers[.contentLength] = String(length) }
        body = ResponseBody()
    }

    /// The same with how many such jobs may wait and for how many there is room (draft-ietf-httpapi-ratelimit-headers-10).
    func told(of room: (lane: String, capacity: Int, free: Int)?) -> Answer {
        guard let room else { return self }
        var answer = self
        answer.headers[.rateLimitPolicy] = "\"\(room.lane)\";q=\(room.capacity)"
        answer.headers[.rateLimit] = "\"\(room.lane)\";r=\(room.free)"
        return answer
    }

    init(_ problem: Problem, request: String) {
        self.init(
            bytes: problem.value(request: request).bytes, type: "application/problem+json",
            problem.kind.status, problem.headers)
    }
}
