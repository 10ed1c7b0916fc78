/// A global model whose training can pause and go on: the same bits as trained at once.
package protocol IncrementalGlobalModel: GlobalModel {
    /// Training that has not begun.
    func training(on known: KnownPanel, jobs: Int) throws -> any GlobalTraining
}
