internal import Reports

/// What a command answers: people get the text, programs the JSON.
package protocol CommandAnswer: Encodable, Sendable {
    /// - Parameter width: how many columns tables may take; nil for as many as they need.
    func text(width: Int?) -> String

    /// Indented JSON with sorted keys, names in `snake_case`, and a line end.
    func json() throws -> String
}

extension CommandAnswer {
    package func json() throws -> String {
        String(decoding: try JSONText.bytes(of: self, path: "the answer"), as: UTF8.self)
    }
}
