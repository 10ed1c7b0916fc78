/// Why a job is not taken, though nothing is wrong with it.
package enum SubmissionRefusal: Error, Equatable {
    /// So many wait already; ask again after so many seconds.
    case full(waiting: Int, retryAfter: Int)
    /// The key came with another body before.
    case otherBody(execution: String)
    /// A request with the key is being answered right now.
    case inProgress
    case draining
}
