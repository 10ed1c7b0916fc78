extension ExperimentReport {
    /// What was measured of a training after so many steps.
    package struct LossMark: Codable, Hashable, Sendable {
        package var step: Int
        /// The mean loss of the batches since the last mark.
        package var training: Figure
        /// Of periods that nothing was learned from; null where none were kept.
        package var validation: Figure

        package init(step: Int, training: Figure, validation: Figure) {
            self.step = step
            self.training = training
            self.validation = validation
        }
    }

    /// What one step of a network's forecasts looks at.
    package struct AttentionRow: Codable, Hashable, Sendable {
        /// From 1, the first period after the cutoff.
        package var step: Int
        /// Of the oldest period: 0 is the cutoff's, 1 the first after it.
        package var firstPosition: Int
        /// Mean weights, the oldest period first; 1 in all.
        package var weights: [Figure]

        package init(step: Int, firstPosition: Int, weights: [Figure]) {
            self.step = step
            self.firstPosition = firstPosition
            self.weights = weights
        }

        /// What it takes of the positions in `range`.
        func share(of range: ClosedRange<Int>) -> Double {
            weights.enumerated().reduce(0) { sum, entry in
                range.contains(firstPosition + entry.offset) ? sum + (entry.element.value ?? 0) : sum
            }
        }

        /// The position that it takes most of.
        var peak: (position: Int, weight: Double)? {
            weights.enumerated().compactMap { entry in entry.element.value.map { (entry.offset, $0) } }
                .max { $0.1 < $1.1 }.map { (firstPosition + $0.0, $0.1) }
        }

        enum CodingKeys: String, CodingKey {
            case step, weights
            case firstPosition = "first_position"
        }
    }

    /// What a network reads at one place: facts of the series, the past, or what is known ahead.
    struct VariableGroup {
        /// `static`, `past`, `ahead`.
        let name: String
        /// By weight, their names without the group's.
        let features: [FeatureWeight]
    }
}

extension ExperimentReport.ModelExplanation {
    /// The variables of a network by where it reads them; none of other models.
    var groups: [ExperimentReport.VariableGroup] {
        guard isOfNetwork else { return [] }
        return ["static", "past", "ahead"].map { name in
            let features = ranked.filter { $0.feature.hasPrefix(name + " ") }.map { feature in
                var short = feature
                short.feature.removeFirst(name.count + 1)
                return short
            }
            return ExperimentReport.VariableGroup(name: name, features: features)
        }.filter { !$0.features.isEmpty }
    }
}
