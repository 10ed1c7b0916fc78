/// What a model that chooses among others took for one series, and what it would have taken otherwise.
package struct ModelChoice: Equatable, Sendable {
    /// As documents call it: `theta stl`.
    package let choice: String
    /// The next best; nil where there was nothing else to choose.
    package let runnerUp: String?
    /// Cutoffs inside the history that decided; 0 where none did.
    package let folds: Int
    /// By which share the error of the choice was below that of the runner-up.
    package let lead: Double

    package init(choice: String, runnerUp: String?, folds: Int, lead: Double) {
        self.choice = choice
        self.runnerUp = runnerUp
        self.folds = folds
        self.lead = lead
    }
}
