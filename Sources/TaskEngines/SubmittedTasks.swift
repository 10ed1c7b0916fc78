/// Tasks that an engine has taken.
package protocol SubmittedTasks: AnyObject {
    /// Nil while manifests may still come; then what the engine has to say of its end.
    func ending() throws -> String?

    /// Ends what is not done yet. That nothing is left to end is fine.
    func cancel()
}
