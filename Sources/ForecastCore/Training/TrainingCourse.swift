/// How the training of a model went.
package struct TrainingCourse: Equatable, Sendable {
    /// What was measured after so many steps.
    package struct Mark: Equatable, Sendable {
        package let step: Int
        /// The mean loss of the batches since the last mark.
        package let training: Double
        /// Of periods that nothing was learned from; nil where none were kept.
        package let validation: Double?

        package init(step: Int, training: Double, validation: Double?) {
            self.step = step
            self.training = training
            self.validation = validation
        }
    }

    /// In the order of their steps.
    package let marks: [Mark]

    package init(_ marks: [Mark]) { self.marks = marks }
}
