/// Hands jobs to a queue outside this process, whose workers note in the same store what becomes of them.
package protocol JobForwarding: Sendable {
    /// Called once for each new execution, and again when one that failed is asked for again. Blocks.
    func forward(_ execution: Execution) throws
}
