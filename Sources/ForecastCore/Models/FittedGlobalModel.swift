/// What a global model learned: immutable, storable, forecasts any later window.
package protocol FittedGlobalModel: Sendable {
    /// The model as data. `GlobalModel.restore` makes of it a fit that forecasts the same, bit for bit.
    var artefact: Artefact { get }

    /// The forecasts of every series after the cutoff of `known`, gap included, before any repair that a
    /// local forecast would get too (`ForecastRepair`).
    /// **Shape** `[series, gap + horizon, 1 + levels]`, row-major, mean first.
    func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double]

    /// How much work the fit was: the same on every machine, comparable between models of one kind.
    /// **Units** million cell visits: training rows x columns x trees x levels of a tree, or what comes closest.
    var work: Double { get }

    /// What the centre of the forecasts of `known` leans on.
    /// - Parameter jobs: threads that may work; changes no bit of the result.
    func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation

    /// How its training went; nil for a kind that does not tell.
    var course: TrainingCourse? { get }

    /// What to know of its forecasts of `known` where that differs from what it was fitted to, a sentence each.
    func remarks(on known: KnownPanel) -> [String]

    /// What to know of how it was fitted, a sentence each: where it did not learn from all that there was.
    var lessons: [String] { get }
}

extension FittedGlobalModel {
    package var course: TrainingCourse? { nil }
    package func remarks(on known: KnownPanel) -> [String] { [] }
    package var lessons: [String] { [] }
}
