internal import Glibc

/// Why a file of a spec cannot be had.
package enum SpecFileProblem: Error, Sendable, Equatable {
    case missing
    /// A link or a path that leads out of the project folder.
    case outsideProject
    case notAFile
    case unreadable(String)

    /// As a message ends: `cannot read 'x.yaml': ...`.
    var words: String {
        switch self {
        case .missing: "there is no such file"
        case .outsideProject: "it lies outside the project folder"
        case .notAFile: "it is not a regular file"
        case .unreadable(let reason): reason
        }
    }
}
