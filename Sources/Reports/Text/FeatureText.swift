internal import ForecastCore

/// The numbers of a feature as pages show them.
enum FeatureText {
    /// What the numbers of these explanations are: of contributions as said, of networks in words of their own.
    static func notes(_ explanations: [ExperimentReport.ModelExplanation], contributions: String) -> String {
        let network =
            "Of a network: the mean weight by which it takes a variable in, 100 % in all for static variables, for "
            + "those of the past and for those ahead. " + TrainingText.note
        return
            ((explanations.allSatisfy(\.isOfNetwork) ? [] : [contributions])
            + (explanations.contains(where: \.isOfNetwork) ? [network] : [])).joined(separator: " ")
    }

    /// Of the columns that `cells` fills.
    static func titles(_ explanation: ExperimentReport.ModelExplanation) -> [String] {
        explanation.isOfNetwork ? ["weight"] : ["mean |SHAP|", "share", "gain", "splits"]
    }

    /// `31.4 %`.
    static func share(_ share: Figure) -> String {
        share.value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? NumberText.undefined
    }

    /// Contribution, its share, gain's share, splits; of a network the weight alone.
    static func cells(_ feature: ExperimentReport.FeatureWeight) -> [String] {
        if let selection = feature.selection { return [share(selection)] }
        return [
            NumberText.fixed(feature.contribution.value, decimals: 4), share(feature.contributionShare),
            share(feature.gainShare), NumberText.fixed(feature.splits.value, decimals: 0),
        ]
    }
}
