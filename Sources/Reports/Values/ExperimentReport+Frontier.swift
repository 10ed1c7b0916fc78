extension ExperimentReport {
    /// Error against cost: which models give the least error for what they take to train.
    package struct Frontier: Codable, Hashable, Sendable {
        package var target: String
        package var metric: String
        /// What `work` counts.
        package var unit: String
        /// The models whose work is known, the cheapest first.
        package var points: [Point]

        package struct Point: Codable, Hashable, Sendable {
            package var model: String
            /// Of all fits of the backtest, all targets together.
            package var work: Double
            package var value: Figure
            /// True where no other model is at least as good for no more work, and better in one of the two.
            package var isOnFrontier: Bool

            package init(model: String, work: Double, value: Figure, isOnFrontier: Bool) {
                self.model = model
                self.work = work
                self.value = value
                self.isOnFrontier = isOnFrontier
            }

            enum CodingKeys: String, CodingKey {
                case model, work, value
                case isOnFrontier = "is_on_frontier"
            }
        }
    }

    /// The frontier of the main metric; nil where fewer than two models know their work.
    package func measuredFrontier() -> Frontier? {
        guard let metric = mainMetric else { return nil }
        let known = models.compactMap { model -> (name: String, work: Double, value: Double?)? in
            model.work.map {
                (model.name, $0, model.scores.value(target: mainTarget, metric: metric.id))
            }
        }
        guard known.count > 1 else { return nil }
        let losses = known.map { $0.value.map(metric.loss(of:)) ?? .infinity }
        let points = known.indices.sorted {
            (known[$0].work, losses[$0], $0) < (known[$1].work, losses[$1], $1)
        }
        .map { index in
            let isBeaten = known.indices.contains { other in
                let isCheaper = known[other].work < known[index].work
                let isBetter = losses[other] < losses[index]
                return known[other].work <= known[index].work && losses[other] <= losses[index]
                    && (isCheaper || isBetter)
            }
            return Frontier.Point(
                model: known[index].name, work: known[index].work, value: .init(known[index].value),
                isOnFrontier: losses[index] < .infinity && !isBeaten)
        }
        return Frontier(target: mainTarget, metric: metric.id, unit: WorkText.unit, points: points)
    }
}
