internal import ExperimentSpec
package import ForecastCore

extension PreparedExperiment {
    /// The fields of the run's key with the spec's own fields in the place of its digest: what a person who asks
    /// why a run is not answered from the cache wants to see.
    package var keyParts: [CanonicalEncoder.Part] {
        var fields = CanonicalEncoder(stage: "spec", version: 1)
        declared.addToKey(&fields)
        return key.parts.filter { $0.name != "spec" } + fields.parts.dropFirst(2)
    }
}
