internal import HTTPTypes
internal import Hummingbird
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

    init(_ problem: Problem, request: String) {
        self.init(
            bytes: problem.value(request: request).bytes, type: "application/problem+json",
            problem.kind.status, problem.headers)
    }
}
