/// Something that happened to an execution, numbered from 1.
package struct ExecutionEvent: Equatable, Sendable {
    package let number: Int
    /// `progress`, or the state that it has come to.
    package let name: String
    package let body: JSONValue
}
