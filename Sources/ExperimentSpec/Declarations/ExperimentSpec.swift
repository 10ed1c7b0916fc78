package import ForecastCore

/// A complete experiment: what a spec says, with every default filled in and every sweep unrolled.
package struct ExperimentSpec: Sendable, Equatable {
    package var name: String
    package var description: String
    package var seed: UInt64
    package var data: DataDeclaration
    /// Sorted by name.
    package var features: [FeatureSetDeclaration]
    /// In the order of the spec; the points of a sweep follow one another.
    package var models: [ModelDeclaration]
    /// In the order of the spec.
    package var halvings: [HalvingDeclaration] = []
    package var backtest: BacktestDeclaration
    /// Ascending.
    package var quantiles: [QuantileLevel]
    package var evaluation: EvaluationDeclaration
    package var classes: ClassificationDeclaration
    /// Nil when the spec only compares.
    package var promotion: PromotionDeclaration?
    /// Nil where series alone are forecast.
    package var hierarchy: HierarchyDeclaration?
    /// In no digest and no resolved spec: it decides no number.
    package var production = ProductionDeclaration()
}
