/// Hears how far a run has come. Called from any thread; never decides anything.
package protocol RunProgress: Sendable {
    /// A stage starts; `total` counts what `advance` will report.
    func begin(_ stage: String, total: Int)
    /// So many more are done, of which so many came from the cache.
    func advance(by count: Int, cached: Int)
    /// Work goes on, though nothing more is done yet: a long fit says so now and then.
    func pulse()
    /// A long fit has come to `step` of `steps` at most; `words` say the rest.
    func fitting(_ step: Int, of steps: Int, _ words: String)
    /// Something the user should know that stops nothing.
    func warn(_ message: String)
}

extension RunProgress {
    package func fitting(_ step: Int, of steps: Int, _ words: String) { pulse() }
}
