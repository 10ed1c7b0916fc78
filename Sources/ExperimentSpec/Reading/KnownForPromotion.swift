internal import ForecastCore

/// What `promotion` may refer to; nil where the section that says so is broken.
struct KnownForPromotion {
    let models: UnrolledModels?
    let targets: [String]?
    let metrics: [Metric]?

    var modelNames: [String] { models?.entries.map(\.name) ?? [] }
}
