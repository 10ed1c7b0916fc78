internal import ForecastExecutions
internal import Workers

/// An attempt at a job, from its number to its rows: what the embedded queue and a worker of another one do alike.
struct JobAttempt {
    let runner: JobRunner
    let sink: any ResultSink
    let clock: ServiceClock
    let job: PreparedJob
    /// Of the execution.
    let id: String
    let threads: Int
    let interruption: Interruption
    /// Told of what is not as it should be.
    let warned: @Sendable (String) -> Void

    /// Takes the execution up, works, and writes what came of it under the number of the attempt: whoever was overtaken by a later
    /// one writes nothing.
    /// - Parameter isCancelled: whether somebody wants the job no more, where it is interrupted; else it is given back.
    /// - Throws: `Interrupted`, and what the commands and the sink throw.
    func perform(
        isCancelled: () -> Bool, progress: @escaping @Sendable (JobProgress) -> Void
    ) throws -> JobOutcome {
        let attempt = try sink.begin(
            runner.execution(of: job, as: id), now: clock.timestamp(), interruption: interruption,
            warned: warned)
        do {
            let outcome = try runner.run(
                job, as: id, threads: threads, interruption: interruption, warned: warned, progress: progress)
            try sink.write(
                outcome, attempt: attempt, now: clock.timestamp(), interruption: interruption, warned: warned)
            return outcome
        } catch is Interrupted {
            leave(attempt, as: isCancelled() ? .cancelled : .waiting, error: nil)
            throw Interrupted()
        } catch {
            leave(attempt, as: .failed, error: ExecutionFailure(error).value.line)
            throw error
        }
    }

    /// As far as it can be noted: the next attempt begins whatever is written there.
    private func leave(_ attempt: Int, as state: UnfinishedState, error: String?) {
        do {
            try sink.leave(id, attempt: attempt, as: state, error: error)
        } catch {
            warned("how the attempt ended could not be noted: \(error)")
        }
    }
}
