/// Why a training ended before it was done.
package enum TrainingFailure: Error, Equatable, CustomStringConvertible {
    /// The loss of a step is not a number, or is infinite; the weights are those before it.
    case notANumber(step: Int)
    /// The user stopped it.
    case stopped

    package var description: String {
        switch self {
        case .notANumber(let step):
            "the loss of training step \(step) is not a number; a smaller learning_rate may help"
        case .stopped: "the training was stopped"
        }
    }
}
