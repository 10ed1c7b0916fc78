/// How far a job has come: the steps of `forecast pipeline`, and a share of the whole that only grows.
package struct JobProgress: Equatable, Sendable {
    /// 1 to 10.
    package let step: Int
    package let name: String
    /// 0 to 100.
    package let percent: Int

    /// Of a job that has finished, whichever steps its kind has.
    package static let done = JobProgress(step: 10, name: "done", percent: 100)

    package init(step: Int, name: String, percent: Int) {
        self.step = step
        self.name = name
        self.percent = percent
    }
}
