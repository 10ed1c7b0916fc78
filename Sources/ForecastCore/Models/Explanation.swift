/// What a fitted model leans on, feature by feature.
///
/// A model fills the measures it has: boosted trees count gains, splits and contributions; a network may
/// tell the weights of its inputs.
package struct Explanation: Equatable, Sendable {
    /// In the order of the model's columns.
    package let features: [String]
    package let measures: [Measure]
    /// How many forecast rows the contributions are a mean over.
    package let rows: Int
    /// Of a network that attends to its past; nil for others.
    package let attention: AttentionShares?

    package init(
        features: [String], measures: [Measure], rows: Int, attention: AttentionShares? = nil
    ) {
        precondition(
            measures.allSatisfy { $0.values.count == features.count },
            "a measure for \(features.count) features")
        self.features = features
        self.measures = measures
        self.rows = rows
        self.attention = attention
    }

    /// One number per feature, none below 0.
    package struct Measure: Equatable, Sendable {
        package let kind: Kind
        package let values: [Double]

        package init(_ kind: Kind, _ values: [Double]) {
            self.kind = kind
            self.values = values
        }

        /// Every value's share of their sum; zeros where there is nothing to share.
        package var shares: [Double] {
            let total = values.reduce(0, +)
            return values.map { total > 0 ? $0 / total : 0 }
        }
    }

    package enum Kind: UInt8, Sendable, CaseIterable {
        /// What its splits gained in training, in units of the loss.
        case gain = 1
        /// How many splits use it.
        case splits = 2
        /// Mean size of what it adds to a forecast (SHAP), in units of what the model learned: the target
        /// divided by the series' scale, its logarithm where the objective has a log link.
        case contribution = 3
        /// The mean weight by which a network takes a variable in: 1 in all for the static ones, for those of the past
        /// and for those ahead.
        case selection = 4
    }

    package func values(_ kind: Kind) -> [Double]? { measures.first { $0.kind == kind }?.values }
}
