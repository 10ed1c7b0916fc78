/// A kind of model that makes another one's forecasts add up: what the runner must know of it to name and make one.
/// `kind` has a parameter of the domain `model`.
package protocol ReconcilingModelKind {
    static var kind: ModelKind { get }

    static func model(_ parameters: ModelParameters) -> any ForecastReconciler
}
