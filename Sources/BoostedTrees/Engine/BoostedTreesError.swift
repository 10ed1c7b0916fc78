/// LightGBM is missing, is not the pinned one, or refused what it was asked.
package struct BoostedTreesError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// There is no library at the path.
        case libraryMissing
        /// There is a library, with another digest than the pinned one.
        case libraryDiffers
        /// The library is the right one, but the system cannot load it.
        case libraryUnusable
        /// A matrix, label, weight or model text that cannot be trained on or loaded.
        case badInput
        /// A call into LightGBM failed; the message is its own.
        case callFailed
        /// The caller asked training to stop.
        case cancelled
    }

    package let kind: Kind
    /// What was tried: `load /x/lib_lightgbm.so`, `train`.
    package let operation: String
    package let message: String
    /// What to do about it.
    package let fix: String?

    init(_ kind: Kind, _ operation: String, _ message: String, fix: String? = nil) {
        self.kind = kind
        self.operation = operation
        self.message = message
        self.fix = fix
    }

    package var description: String {
        "LightGBM: cannot \(operation): \(message)" + (fix.map { "; \($0)" } ?? "")
    }
}
