extension ExperimentReport {
    /// One fit of a global model: which model it was, and what it took.
    package struct ModelFit: Codable, Hashable, Sendable {
        package var target: String
        /// `WindowCard.window`, whose training data it learned.
        package var window: Int
        /// SHA-256 of the model's text, 64 hex digits: equal digests mean the same model, tree by tree.
        package var modelDigest: String
        /// Million cell visits: training rows x columns x trees x levels of a tree. The same on every machine.
        package var work: Double
        /// How its training went; absent for models that do not tell.
        package var losses: [LossMark]?

        package init(
            target: String, window: Int, modelDigest: String, work: Double, losses: [LossMark]? = nil
        ) {
            self.target = target
            self.window = window
            self.modelDigest = modelDigest
            self.work = work
            self.losses = losses
        }

        /// The marks of learning once more, the periods included that were kept for validation: those after the last that was
        /// validated.
        var again: ArraySlice<LossMark> {
            guard let losses, let last = losses.lastIndex(where: { $0.validation.value != nil }) else {
                return []
            }
            return losses[(last + 1)...]
        }

        /// The marks before.
        var first: ArraySlice<LossMark> { (losses ?? []).dropLast(again.count) }

        /// Of the marks before the one whose weights forecast, or whose weights went on to learn once more: the best by
        /// validation, see `TrainingCourse`.
        var best: LossMark? {
            first.filter { $0.validation.value != nil }
                .min { ($0.validation.value ?? .infinity) < ($1.validation.value ?? .infinity) } ?? first.last
        }

        enum CodingKeys: String, CodingKey {
            case target, window, losses
            case modelDigest = "model_digest"
            case work
        }
    }

    /// What a global model's forecasts of one target lean on.
    package struct ModelExplanation: Codable, Hashable, Sendable {
        package var target: String
        /// The forecast rows that contributions are a mean over, all windows together.
        package var rows: Int
        /// In the order of the model's columns.
        package var features: [FeatureWeight]
        /// Where some steps of a network's forecasts look; absent for models that are none.
        package var attention: [AttentionRow]?

        package init(
            target: String, rows: Int, features: [FeatureWeight], attention: [AttentionRow]? = nil
        ) {
            self.target = target
            self.rows = rows
            self.features = features
            self.attention = attention
        }

        /// Whether it tells the weights of a network, in the place of contributions.
        var isOfNetwork: Bool { features.contains { $0.selection != nil } }

        /// The features, the one that moves forecasts most first; ties in the order of the columns.
        package var ranked: [FeatureWeight] {
            features.enumerated().sorted {
                ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
            }.map(\.element)
        }
    }

    /// How much one feature matters, in three ways. Null where the model does not know it.
    package struct FeatureWeight: Codable, Hashable, Sendable {
        package var feature: String
        /// What its splits gained in training, summed over fits, and its share of all gains.
        package var gain: Figure
        package var gainShare: Figure
        /// How many splits use it, over all fits.
        package var splits: Figure
        /// Mean size of what it adds to a forecast (SHAP), and its share of all contributions.
        package var contribution: Figure
        package var contributionShare: Figure
        /// The mean weight by which a network takes it in; absent for models that are none.
        package var selection: Figure?

        package init(
            feature: String, gain: Figure, gainShare: Figure, splits: Figure, contribution: Figure,
            contributionShare: Figure, selection: Figure? = nil
        ) {
            self.feature = feature
            self.gain = gain
            self.gainShare = gainShare
            self.splits = splits
            self.contribution = contribution
            self.contributionShare = contributionShare
            self.selection = selection
        }

        /// What ranks features: contributions, else gains, else how much a network takes in.
        var weight: Double { contribution.value ?? gain.value ?? selection?.value ?? 0 }

        /// Its share of all contributions; of a network, of what it takes in.
        var share: Figure {
            contributionShare.value == nil ? selection ?? contributionShare : contributionShare
        }

        enum CodingKeys: String, CodingKey {
            case feature, gain, selection
            case gainShare = "gain_share"
            case splits, contribution
            case contributionShare = "contribution_share"
        }
    }
}

extension ExperimentReport.ModelReport {
    /// The work of all fits, in million cell visits; nil for a model that does not know it.
    package var work: Double? { fits.isEmpty ? nil : fits.reduce(0) { $0 + $1.work } }
}
