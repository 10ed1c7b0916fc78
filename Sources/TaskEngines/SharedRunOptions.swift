/// How tasks reach an engine, and what comes back; never what comes out.
package struct SharedRunOptions: Sendable {
    /// The shared store: a folder, the same path on every machine, or `s3://bucket/prefix`.
    package var store: String
    /// The program as the engine's machines find it; nil for this very file.
    package var worker: String?
    /// Series in a task of local models, at most; nil for a number that suits the panel.
    package var seriesPerTask: Int?
    /// So many tasks may fail before the others are given up as well.
    package var mostFailures: Int

    package init(store: String, worker: String?, seriesPerTask: Int?, mostFailures: Int) {
        self.store = store
        self.worker = worker
        self.seriesPerTask = seriesPerTask
        self.mostFailures = mostFailures
    }
}
