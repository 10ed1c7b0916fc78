package import ForecastCore

/// Models that were trained before and forecast as they are: nothing is fitted in their place but series that they
/// have not seen.
package struct TrainedModels: Sendable {
    struct Entry: Sendable {
        let model: TrainedModel
        /// Of everything that the model forecasts by.
        let digest: Digest
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    /// The trained form of the spec's model `name`, or nil where it is to be fitted.
    subscript(name: String) -> Entry? { entries[name] }

    package var names: [String] { entries.keys.sorted() }

    package mutating func add(_ model: TrainedModel, as name: String) {
        var key = CanonicalEncoder(stage: "trained model", version: 1)
        key.add("artefact", Digest.sha256(model.bytes))
        if case .panel(_, let scope) = model {
            key.add("gap", scope.gap)
            key.add("horizon", scope.horizon)
            key.add("levels", scope.levels.map(\.value))
        }
        entries[name] = Entry(model: model, digest: key.digest)
    }
}

extension TrainedModels.Entry {
    /// What a combination learned; nil for another model.
    var lesson: CombinationLesson? {
        if case .combination(let lesson) = model { lesson } else { nil }
    }

    /// What a local model learned of a series; nil for a series that it had not seen.
    func parameters(of id: String) -> FittedParameters? {
        if case .series(let fits) = model { fits.parameters[id] } else { nil }
    }
}
