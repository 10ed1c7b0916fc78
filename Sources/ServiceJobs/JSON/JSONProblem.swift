/// Why a text is no JSON that is taken.
package struct JSONProblem: Error, Equatable {
    /// RFC 6901, of the innermost value that was begun.
    package let pointer: String
    /// In bytes, from 0.
    package let offset: Int
    package let message: String
}
