package import ForecastCore

extension FeatureTable {
    private struct Key: Hashable {
        let features: String
        let codes: CategoryCodes
        let firstPeriod: Int
    }

    /// The features of `known`, from its training periods to the last period to forecast, out of what models share.
    ///
    /// Blocks say of each period what was known then, so the table of the last window serves every earlier one
    /// (`rewound`). What is taken from all of the training data (classes, scales) belongs to a window and is
    /// computed for each.
    package static func shared(of known: KnownPanel, _ features: FeatureSet, in work: SharedWork)
        -> FeatureTable
    {
        let through = known.window.cutoff + known.reach
        let whole = work.value(
            of: Key(
                features: features.name, codes: features.codes,
                firstPeriod: known.window.training.lowerBound), memory: \.memory,
            serves: { $0.covers(training: known.window.training, through: through) },
            make: { FeatureTable(of: work.latest(known), features) })
        return whole.rewound(
            panel: known.panel, classes: known.classes, training: known.window.training, through: through)
    }

    private init(of known: KnownPanel, _ features: FeatureSet) {
        self.init(
            panel: known.panel, features: features, classes: known.classes, training: known.window.training,
            through: known.window.cutoff + known.reach)
    }
}
