/// Errors of the history as sample paths meet them: in the order in which they came, each path from another origin on and from the
/// first again after the last.
///
/// **Source** Politis & Romano 1992, "A circular block-resampling procedure for stationary data", with blocks as long as the horizon
/// and every origin once.
struct ErrorsInOrder {
    private let errors: [Double]
    /// Of each path.
    private let origins: [Int]

    /// - Parameter most: at most so many paths, from origins that are spread evenly where there are more errors.
    init(_ errors: [Double], most: Int) {
        self.errors = errors
        let count = min(most, errors.count)
        origins = (0..<count).map { $0 * errors.count / count }
    }

    var pathCount: Int { origins.count }

    @inline(__always)
    func error(of path: Int, at step: Int) -> Double { errors[(origins[path] + step) % errors.count] }
}
