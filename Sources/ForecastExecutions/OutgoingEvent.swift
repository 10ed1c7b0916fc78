/// Something that another system is told once.
package struct OutgoingEvent: Equatable, Sendable {
    package let id: Int64
    package let execution: String
    package let kind: String
    /// JSON.
    package let body: String

    /// The same however often it is sent.
    package var idempotencyKey: String { "mrp-\(execution)" }
}
