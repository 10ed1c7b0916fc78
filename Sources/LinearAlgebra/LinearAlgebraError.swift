/// OpenBLAS is missing, or is not what results are promised with (see docs/errors.md).
package struct LinearAlgebraError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// None of the places holds a library.
        case libraryMissing
        /// There is a library that the system cannot load, or that lacks a function.
        case libraryUnusable
        /// It is loaded, and computes by another build, other kernels or other threads than the pinned ones.
        case notPinned
    }

    package let kind: Kind
    package let message: String
    /// What to do about it.
    package let fix: String

    init(
        _ kind: Kind, _ message: String,
        fix: String = "run `make deps`, or `apt-get install libopenblas0-pthread`"
    ) {
        self.kind = kind
        self.message = message
        self.fix = fix
    }

    /// Its row in docs/errors.md.
    package var code: String { "E215" }

    package var description: String { "OpenBLAS cannot be used (\(code)): \(message); \(fix)" }
}
