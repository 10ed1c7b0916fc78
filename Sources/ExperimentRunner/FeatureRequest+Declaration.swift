internal import DemandFeatures
internal import ExperimentSpec

extension FeatureRequest {
    /// What a spec declares, as the builder of features takes it.
    init(_ declaration: FeatureSetDeclaration) {
        self.init()
        temporal = declaration.temporal
        cyclic = declaration.cyclic
        lags = declaration.lags
        rollingMean = declaration.rollingMean
        rollingStd = declaration.rollingStd
        rollingMin = declaration.rollingMin
        rollingMax = declaration.rollingMax
        rollingZeroShare = declaration.rollingZeroShare
        quantileWindows = declaration.rollingQuantile?.windows ?? []
        quantileLevels = declaration.rollingQuantile?.levels ?? []
        age = declaration.age
        price = declaration.price
        promotion = declaration.promotion
        knownAhead = declaration.knownAhead
        past = declaration.past
        pastMean = declaration.pastMean
        pastStd = declaration.pastStd
        groupMeanColumns = declaration.groupMean?.columns ?? []
        groupMeanBy = declaration.groupMean?.by ?? []
        rivals = declaration.rivals.map { Rivals(columns: $0.columns, within: $0.within, of: $0.of) }
        classification = declaration.classification
        categorical = declaration.categorical
        numeric = declaration.numeric
    }
}
