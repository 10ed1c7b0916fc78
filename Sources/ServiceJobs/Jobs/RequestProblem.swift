/// One thing that is wrong with a request.
package struct RequestProblem: Equatable, Sendable {
    /// RFC 6901: where in the body.
    package let pointer: String
    /// Stable: of the service (`S...`), or of the engine, which found it.
    package let code: String
    package let detail: String

    /// How many a client is told of; the last one says how many more there are.
    package static let most = 100

    /// What a client has sent, as far as it is repeated to it: 256 bytes.
    package static func echo(_ text: String) -> String {
        guard text.utf8.count > 256 else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: 256)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + "..."
    }

    package init(_ pointer: String, _ code: String, _ detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}
