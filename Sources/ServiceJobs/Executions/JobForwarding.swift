/// Hands jobs to a queue outside this process, whose workers note in the same store what becomes of them.
package protocol JobForwarding: Sendable {
    /// Called once for each new execution, and again when one that failed, or that the queue has lost, is asked for again. Blocks.
    /// - Throws: `QueueProblem`.
    func forward(_ execution: Execution) throws
    /// How many jobs wait. Blocks.
    /// - Throws: `QueueProblem`.
    func waiting() throws -> Int
    /// Whether the queue knows the job of an execution, or of one that has ended and is kept. Blocks.
    /// - Throws: `QueueProblem`.
    func holds(_ execution: String) throws -> Bool
}
