internal import ExperimentSpec
internal import ForecastTasks

/// The ten steps from the data to the order of materials.
package enum ProductionStep: Int, CaseIterable, Sendable {
    case load = 1
    case segment, tft, ets, croston, ensemble, revenue, metrics, save, trigger

    package var name: String {
        switch self {
        case .ensemble: "lightgbm and ensemble"
        case .croston: "croston and tsb"
        default: "\(self)"
        }
    }

    /// What is done in it, for progress.
    package var words: String { "step \(rawValue) of \(Self.allCases.count): \(name)" }

    /// In which step a model is trained, or forecasts.
    static func of(_ model: ModelDeclaration, in catalogue: ModelCatalogue) -> ProductionStep {
        if model.kind == "tft" { return .tft }
        if catalogue.isGlobal(model) || catalogue.isCombined(model) { return .ensemble }
        return intermittent.contains(model.kind) ? .croston : .ets
    }

    /// Kinds for demand that is mostly zero.
    private static let intermittent: Set<String> = [
        "croston", "sba", "sbj", "tsb", "adida", "imapa", "count",
    ]

    /// The steps that models are trained or forecast in.
    static let modelSteps: [ProductionStep] = [.tft, .ets, .croston, .ensemble]
}
