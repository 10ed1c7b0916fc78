internal import Glibc

/// The program could not be run on another processor.
struct EmulationError: Error, CustomStringConvertible {
    let message: String
    let fix: String?

    var description: String { message + (fix.map { "\n   fix: \($0)" } ?? "") }
}
