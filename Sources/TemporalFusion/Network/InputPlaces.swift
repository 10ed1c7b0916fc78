/// Where each variable's numbers or codes begin among the inputs of a slice.
struct InputPlaces: Sendable {
    var fixed: [Int] = []
    var past: [Int] = []
    var knownPast: [Int] = []
    var knownAhead: [Int] = []
}
