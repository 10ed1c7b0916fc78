internal import ForecastCore

/// A feature set and where the spec names it.
struct LocatedFeatureSet {
    let declaration: FeatureSetDeclaration
    let location: SourceLocation
}
