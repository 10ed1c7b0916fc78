internal import DemandFeatures
package import ForecastCore

/// A trained network that forecasts any cutoff with the same features.
package struct FittedTransformer: FittedGlobalModel {
    let model: TemporalFusionTransformer
    let network: TrainedNetwork

    package var work: Double { network.work }

    /// How its training went.
    package var course: TrainingCourse? { network.isTrained ? TrainingCourse(network.curve) : nil }

    /// The network as a safetensors file.
    package var bytes: [UInt8] { network.bytes }

    package var artefact: Artefact { Artefact(bytes: bytes, work: work) }

    /// - Throws: `SafeTensorsError` where the features of `known` are not those that the network reads.
    package func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
        let inputs = try inputs(of: known)
        guard network.isTrained else {
            return Array(
                repeating: .nan, count: inputs.seriesCount * known.reach * (1 + known.levels.count))
        }
        return forecast(of: inputs, known, roundsCounts: model.parameters.wholeNumbers).values(jobs: jobs)
    }

    /// How much of each variable the network takes in the forecasts of evenly spaced series, see `VariableChoices`.
    package func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation {
        let steps = AttentionSums.shown(gap: known.window.gap, reach: network.shape.decoderSteps)
        guard network.isTrained else {
            return VariableChoices(network.shape, attentionOf: steps).explanation(network.variables)
        }
        let inputs = try inputs(of: known)
        let observed = (0..<inputs.seriesCount).filter { inputs.firstObserved[$0] < inputs.trainingPeriods }
        let count = min(observed.count, Self.explainedSeries)
        let series = (0..<count).map { observed[$0 * observed.count / count] }
        return forecast(of: inputs, known).choices(of: series, attentionOf: steps).explanation(
            network.variables)
    }

    package func remarks(on known: KnownPanel) -> [String] { network.codes.remarks(on: known.panel) }

    package var weightCount: Int { network.weights.reduce(0) { $0 + $1.count } }

    /// See `NetworkForecast.exchange`.
    /// - Throws: as `forecast`.
    package func exchange(of known: KnownPanel, jobs: Int) throws -> SafeTensors {
        forecast(of: try inputs(of: known), known).exchange(jobs: jobs)
    }

    private static let explainedSeries = 512

    private func forecast(
        of inputs: SequenceInputs, _ known: KnownPanel, roundsCounts: Bool? = false
    ) -> NetworkForecast {
        NetworkForecast(
            network: network, inputs: inputs, levels: known.levels.map(\.value),
            patterns: known.classes.pattern, roundsCounts: roundsCounts,
            library: model.library)
    }

    private func inputs(of known: KnownPanel) throws -> SequenceInputs {
        let inputs = SequenceInputs(try model.table(known, network.codes), encodedBy: network.encoding)
        let names = VariableNames(inputs)
        guard names == network.variables else {
            throw SafeTensorsError(
                .mismatched, "they read \(network.variables) and the feature set gives \(names)")
        }
        guard network.shape.decoderSteps == known.reach, network.shape.outputs == 1 + known.levels.count
        else {
            throw SafeTensorsError(
                .mismatched,
                "they forecast \(network.shape.decoderSteps) steps with \(network.shape.outputs - 1) quantiles, "
                    + "not \(known.reach) with \(known.levels.count)")
        }
        return inputs
    }
}
