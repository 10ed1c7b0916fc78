/// How far a fit is.
package struct FitProgress: Equatable, Sendable {
    package let step: Int
    /// So many steps at most.
    package let steps: Int
    /// The rest, in words: `epoch 0.6, loss 0.412, rate 0.0028`.
    package let words: String

    package init(step: Int, of steps: Int, words: String) {
        self.step = step
        self.steps = steps
        self.words = words
    }
}
