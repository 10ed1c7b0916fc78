/// What the training of a global model takes, known before it begins.
package struct TrainingCost: Equatable, Sendable {
    /// Numbers that are learned.
    package let parameters: Int
    /// At most.
    package let steps: Int
    /// Multiplications and additions of all steps. **Units** FLOP.
    package let work: Double
    /// On one thread, by the rate that the kind's page states. **Units** seconds.
    package let secondsOnOneThread: Double
    /// Threads beyond which nothing gets faster.
    package let mostThreads: Int
    /// The largest need while it is trained. **Units** bytes.
    package let memory: Double

    package init(
        parameters: Int, steps: Int, work: Double, secondsOnOneThread: Double, mostThreads: Int,
        memory: Double
    ) {
        self.parameters = parameters
        self.steps = steps
        self.work = work
        self.secondsOnOneThread = secondsOnOneThread
        self.mostThreads = mostThreads
        self.memory = memory
    }

    /// An estimate: threads share the work evenly, and have processors of their own.
    package func seconds(jobs: Int) -> Double { secondsOnOneThread / Double(max(1, min(jobs, mostThreads))) }
}
