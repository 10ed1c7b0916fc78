extension ExperimentReport {
    /// How an improvement adds up over series. Of fixed size: a hundred points, however many series there are.
    package struct Pareto: Codable, Equatable, Sendable {
        /// Series that add to the whole, if only 0.
        package var series: Int
        /// What those that gain add, and what those that lose take, in the unit of the improvement.
        package var gained: Double
        package var lost: Double
        /// So many series, the largest gain first, make half of what is gained.
        package var half: Int
        /// From no series to all of them.
        package var curve: [Point]

        package struct Point: Codable, Hashable, Sendable {
            /// So many of the series that gain most ...
            package var series: Int
            /// ... add so much together.
            package var sum: Double

            package init(series: Int, sum: Double) {
                self.series = series
                self.sum = sum
            }
        }

        /// Steps from one point of the curve to the next, about.
        private static let steps = 100

        /// - Parameter contributions: one per series, positive where it gains; any order.
        package init(contributions: [Double]) {
            let sorted = contributions.filter(\.isFinite).sorted(by: >)
            series = sorted.count
            gained = sorted.filter { $0 > 0 }.reduce(0, +)
            lost = sorted.filter { $0 < 0 }.reduce(0, +)
            var sums = [0.0]
            for value in sorted { sums.append(sums[sums.count - 1] + value) }
            let goal = gained / 2
            half = gained > 0 ? sums.firstIndex { $0 >= goal } ?? 0 : 0
            let stride = max(1, sorted.count / Self.steps)
            curve = sums.indices.filter { $0 % stride == 0 || $0 == sums.count - 1 }.map {
                Point(series: $0, sum: sums[$0])
            }
        }
    }
}
