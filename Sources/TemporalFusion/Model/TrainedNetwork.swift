internal import DemandFeatures
internal import ForecastCore

/// A network's shape, its weights and how its inputs are encoded: all that forecasts need besides the panel.
struct TrainedNetwork: Equatable, Sendable {
    let shape: NetworkShape
    let variables: VariableNames
    let encoding: InputEncoding
    /// What the numbers of its categories mean.
    let codes: CategoryCodes
    /// `[seed]`, each in the order of the table of parameters: their forecasts are averaged. Empty where there was nothing to
    /// learn from: then no forecast is a number.
    var weights: [[Float]] = []
    let link: OutputLink
    /// By what the mean is multiplied: what was observed over what was forecast for it, over the examples.
    var meanFactor = 1.0
    /// By what the distances of the quantiles are multiplied.
    var spread: QuantileSpread
    /// See `NetworkTraining.work`.
    var work = 0.0
    /// Of the first seed.
    var curve: [TrainingCourse.Mark] = []

    init(
        shape: NetworkShape, variables: VariableNames, encoding: InputEncoding,
        codes: CategoryCodes = CategoryCodes(), link: OutputLink
    ) {
        self.codes = codes
        self.link = link
        self.shape = shape
        self.variables = variables
        self.encoding = encoding
        spread = QuantileSpread(levels: shape.outputs - 1)
    }

    var isTrained: Bool { !weights.isEmpty }
}
