/// One thing that is wrong with a request.
package struct RequestProblem: Equatable, Sendable {
    /// RFC 6901: where in the body.
    package let pointer: String
    /// Stable: of the service (`S...`), or of the engine, which found it.
    package let code: String
    package let detail: String

    package init(_ pointer: String, _ code: String, _ detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}
