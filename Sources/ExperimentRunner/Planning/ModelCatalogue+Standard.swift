internal import BoostedTrees
internal import Combinations
internal import ForecastCore
package import ForecastTasks
internal import ImportedForecasts
internal import StatisticalModels
internal import TemporalFusion

extension ModelCatalogue {
    /// Every kind that a spec can name: the one list.
    package static let standard = ModelCatalogue(
        local: StatisticalModels.kinds, global: globalKinds, combined: combinedKinds,
        reconciling: [Reconciled.self])

    private static let globalKinds: [any GlobalModelKind.Type] = [
        BoostedTreesForecaster.self,
        TemporalFusionTransformer.self,
        ImportedForecasts.self,
    ]

    private static let combinedKinds: [any CombinedModelKind.Type] = [
        Ensemble.self,
        Routed.self,
        Selected.self,
    ]
}
