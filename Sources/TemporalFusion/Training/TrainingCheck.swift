package import ForecastCore
internal import NetworkKernels
internal import NetworkTape

/// A training taken step by step, and all that its first steps read: what the same steps in another framework are held
/// against.
package struct TrainingCheck {
    package let table: ParameterTable
    private let network: TrainedNetwork
    private let training: NetworkTraining

    /// The training as `trained(on:in:)` begins it; nil where there is nothing to learn from.
    /// - Parameter longestGradient: at which gradients are shortened; so short that a few examples reach it.
    package init?(
        _ model: TemporalFusionTransformer, on known: KnownPanel, longestGradient: Double
    ) throws {
        let prepared = try model.prepared(on: known, longestGradient: longestGradient)
        guard let training = prepared.training(0) else { return nil }
        self.training = training
        network = prepared.network
        table = training.network.table
    }

    package var weights: [Float] { training.parameters }
    package var average: [Float] { training.average }

    /// Takes one step; its loss comes back.
    package func advance() throws -> Double {
        try training.advance(jobs: 1)
        return training.lastLoss
    }

    /// The weights before the next step as an artefact holds them, and the examples of the next `steps` steps.
    ///
    /// **Shape** `batch.reals`, `batch.codes` `[step, slice, ...]` in the order of `NetworkCheck.Inputs`;
    /// `batch.first_steps` and `batch.weights` `[step, slice, sample]`; `batch.targets` `[step, slice, decoder, sample]`.
    package func examples(steps: Int) throws -> SafeTensors {
        var rows: [[Float]] = Array(repeating: [], count: 5)
        let slice = training.slices[0]
        let (tape, samples) = (slice.tape, slice.tape.samples)
        for windows in training.batches(steps) {
            for first in stride(from: 0, to: windows.count, by: samples) {
                let examples = training.examples(windows, from: first, to: slice)
                rows[0] += (0..<tape.realCount).map { slice.reals[$0] }
                rows[1] += (0..<tape.codeCount).map { Float(slice.codes[$0]) }
                rows[2] += (0..<samples).map { Float(slice.firstSteps[$0]) }
                rows[3] += examples.weights
                rows[4] += examples.targets
            }
        }
        let count = training.slices.count
        let widths = [
            [tape.realCount], [tape.codeCount], [samples], [samples],
            [training.network.shape.decoderSteps, samples],
        ]
        let names = ["reals", "codes", "first_steps", "weights", "targets"]
        let batches = names.indices.map {
            SafeTensors.Tensor("batch.\(names[$0])", shape: [steps, count] + widths[$0], .float(rows[$0]))
        }
        var network = network
        network.weights = [weights]
        let file = try SafeTensors(bytes: network.bytes)
        return SafeTensors(file.tensors + batches, metadata: file.metadata)
    }
}
