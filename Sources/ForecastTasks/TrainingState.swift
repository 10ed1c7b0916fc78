internal import ForecastCore
internal import Synchronization

/// Where the training of a candidate waits for the next rung.
final class TrainingState: Sendable {
    private let training = Mutex<(any GlobalTraining)?>(nil)

    func forget() { training.withLock { $0 = nil } }

    func training(or make: () throws -> any GlobalTraining) throws -> any GlobalTraining {
        if let waiting = training.withLock({ $0 }) { return waiting }
        let made = try make()
        training.withLock { $0 = made }
        return made
    }
}
