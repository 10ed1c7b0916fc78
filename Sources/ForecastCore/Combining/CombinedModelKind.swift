/// A kind of model that is made of other models' forecasts: what the runner must know of it to name and make one.
/// `kind` has a parameter of the domain `members`.
package protocol CombinedModelKind {
    static var kind: ModelKind { get }

    static func model(_ parameters: ModelParameters) -> any ForecastCombiner
}
