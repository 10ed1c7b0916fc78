internal import ForecastCore

/// What `promotion` may refer to; nil where the section that says so is broken, or not read yet.
struct KnownForPromotion {
    var models: UnrolledModels?
    var targets: [String]?
    var metrics: [Metric]?
    /// Its own champion, once that is read.
    var champion: PromotionDeclaration.Champion?

    var modelNames: [String] { models?.entries.map(\.name) ?? [] }
}
