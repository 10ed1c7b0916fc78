extension ExperimentReport {
    /// A search by successive halving: who competed on which periods, and how far each came.
    package struct Halving: Codable, Hashable, Sendable {
        package var name: String
        package var target: String
        package var metric: String
        /// The periods that candidates competed on: the last ones before the first cutoff.
        package var validation: LabelRange
        package var eta: Int
        package var keep: Int
        package var rungs: [Rung]
        /// Best first: those that came furthest, then by their last loss.
        package var candidates: [Candidate]
        /// Million cell visits of the whole search.
        package var work: Double

        package init(
            name: String, target: String, metric: String, validation: LabelRange, eta: Int, keep: Int,
            rungs: [Rung], candidates: [Candidate], work: Double
        ) {
            self.name = name
            self.target = target
            self.metric = metric
            self.validation = validation
            self.eta = eta
            self.keep = keep
            self.rungs = rungs
            self.candidates = candidates
            self.work = work
        }

        /// One round of the competition.
        package struct Rung: Codable, Hashable, Sendable {
            /// Boosting rounds at most; a candidate with fewer of its own stops there.
            package var rounds: Int
            package var candidates: Int

            package init(rounds: Int, candidates: Int) {
                self.rounds = rounds
                self.candidates = candidates
            }
        }

        package struct Candidate: Codable, Hashable, Sendable {
            package var model: String
            /// The rung it reached, from 1.
            package var rung: Int
            /// Rounds it was trained in the competition.
            package var rounds: Int
            /// The validation loss at each rung it reached.
            package var losses: [Figure]
            /// Million cell visits in the competition.
            package var work: Double
            /// Whether it was backtested.
            package var isKept: Bool

            package init(
                model: String, rung: Int, rounds: Int, losses: [Figure], work: Double, isKept: Bool
            ) {
                self.model = model
                self.rung = rung
                self.rounds = rounds
                self.losses = losses
                self.work = work
                self.isKept = isKept
            }

            enum CodingKeys: String, CodingKey {
                case model, rung, rounds, losses, work
                case isKept = "is_kept"
            }
        }
    }
}
