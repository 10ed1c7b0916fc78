/// Why no data set was made.
package enum SyntheticDemandError: Error, Hashable, Sendable {
    /// What was asked for cannot be made: a sentence for the user.
    case request(String)
    /// There is something at the destination that the caller did not allow to be replaced.
    case destinationExists(path: String)
    /// The system refused: the operation, the path, and `errno`'s text.
    case file(operation: String, path: String, reason: String)
}

extension SyntheticDemandError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .request(let sentence): sentence
        case .destinationExists(let path): "\(path) exists and is not empty"
        case .file(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
        }
    }
}
