/// How long a network is trained.
package enum TrainingLength: Hashable, Sendable {
    /// So many steps, whatever the number of windows.
    case steps(Int)
    /// Passes over all windows.
    case epochs(Double)
    /// Until a validation tail says that no more is learned, at most `mostSteps`.
    case automatic

    package static let mostSteps = 2000

    /// Learning once more, from the periods included that were kept to say when to stop, takes half as many steps as the weights
    /// have taken that it begins with. docs/tft.md says what a quarter and as many give.
    package static func stepsAgain(after step: Int) -> Int { step / 2 }

    func steps(perEpoch: Int) -> Int {
        switch self {
        case .steps(let count): max(1, count)
        case .epochs(let count): max(1, Int((count * Double(perEpoch)).rounded()))
        case .automatic: Self.mostSteps
        }
    }
}
