/// Why the store refuses to be used, or a result that it must not accept.
///
/// A cache that merely cannot be written, or whose contents are damaged, is no error: see `StoreEvent`.
package struct StoreError: Error, Equatable, Sendable {
    package enum Code: String, Sendable {
        /// The path of the cache is taken by something that is no folder.
        case notAFolder = "not-a-folder"
        /// A part of the cache is a symbolic link: what is written to it would land elsewhere.
        case linkedPart = "linked-part"
        /// The folder lies on a network file system, where SQLite's locks cannot be trusted.
        case networkFileSystem = "network-file-system"
        /// `cache.sqlite` belongs to another program.
        case foreignDatabase = "foreign-database"
        /// `cache.sqlite` was written by a newer version of this program.
        case newerSchema = "newer-schema"
        /// The structure of `cache.sqlite` is damaged, or a migration failed.
        case unusableDatabase = "unusable-database"
        /// The same inputs gave two different results.
        case determinism
    }

    package let code: Code
    /// What was attempted, after "cannot": `open the cache`.
    package let operation: String
    package let path: String
    package let message: String
    /// What the user can do.
    package let advice: String

    package init(_ code: Code, operation: String, path: String, message: String, advice: String) {
        self.code = code
        self.operation = operation
        self.path = path
        self.message = message
        self.advice = advice
    }
}

extension StoreError: CustomStringConvertible {
    /// `cannot open the cache .forecast/cache.sqlite: ...`, and on a second line what to do.
    package var description: String {
        "cannot \(operation) \(path): \(message)\n   fix: \(advice)"
    }
}
