/// Whatever performs a list of tasks elsewhere: it is handed the list and a way to end it, and all that it gives back is said by
/// manifests in the shared store. An engine knows nothing of forecasts.
package protocol TaskEngine {
    /// `Slurm`: for the line of progress.
    var name: String { get }

    /// Has the tasks performed, in any order; comes back at once.
    func submit(_ attempt: EngineAttempt) throws -> any SubmittedTasks
}
