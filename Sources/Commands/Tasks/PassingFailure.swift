/// What may go well elsewhere or later.
struct PassingFailure: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}
