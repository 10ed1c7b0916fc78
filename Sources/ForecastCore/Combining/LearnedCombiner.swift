/// A combination as earlier windows taught it, and what it learned in a form that people read.
package struct LearnedCombiner: Sendable {
    /// How much a member counts for some series.
    package struct Share: Equatable, Sendable {
        /// The series that it is about: `all`, or their classes.
        package let segment: String
        /// How many there are at the cutoff.
        package let series: Int
        /// The place among the members.
        package let member: Int
        /// On the earlier windows; nil where the member never forecast there.
        package let score: Double?
        /// From 0 to 1; those of a segment sum to 1.
        package let weight: Double

        package init(segment: String, series: Int, member: Int, score: Double?, weight: Double) {
            self.segment = segment
            self.series = series
            self.member = member
            self.score = score
            self.weight = weight
        }
    }

    package let combiner: any ForecastCombiner
    /// By segment, in the order of the members.
    package let shares: [Share]
    /// The place of the member that each series is left to; nil where series are mixtures.
    package let choices: [Int]?

    package init(_ combiner: any ForecastCombiner, shares: [Share] = [], choices: [Int]? = nil) {
        self.combiner = combiner
        self.shares = shares
        self.choices = choices
    }
}
