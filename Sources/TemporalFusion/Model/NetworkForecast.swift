internal import Dispatch
internal import LinearAlgebra

/// Forecasts every series from the cutoff with trained weights.
///
/// Series go through in blocks of a fixed size, each of which fills its own part of the output: threads change no bit.
struct NetworkForecast {
    static let blockSamples = 32

    let shape: NetworkShape
    let weights: [Float]
    let inputs: SequenceInputs
    let library: OpenBLAS

    /// `[series, step, output]` in the unit of the target; NaN for a series without a scale or an observed period.
    func values(jobs: Int) -> [Double] {
        var shape = shape
        shape.dropout = 0
        let network = NetworkBuilder.build(shape, samples: Self.blockSamples)
        let writer = SampleWriter(network: network, inputs: inputs)
        let perSeries = shape.decoderSteps * shape.outputs
        let blocks = (inputs.seriesCount + Self.blockSamples - 1) / Self.blockSamples
        let threads = max(1, min(jobs, blocks))
        return [Double](unsafeUninitializedCapacity: inputs.seriesCount * perSeries) { buffer, count in
            count = inputs.seriesCount * perSeries
            nonisolated(unsafe) let output = buffer
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                let slice = Slice<Float>(tape: network.tape, parameterCount: 0, library: library)
                for block in stride(from: thread, to: blocks, by: threads) {
                    forecast(block, by: slice, writer, to: output)
                }
            }
        }
    }

    private func forecast(
        _ block: Int, by slice: Slice<Float>, _ writer: SampleWriter,
        to output: UnsafeMutableBufferPointer<Double>
    ) {
        let size = Self.blockSamples
        let first = block * size
        let count = min(size, inputs.seriesCount - first)
        for sample in 0..<size {
            // What is left of the last block repeats a series; nobody reads it.
            let series = first + min(sample, count - 1)
            writer.write(
                SequenceWindow(series: Int32(series), origin: Int32(inputs.trainingPeriods - 1)), as: sample,
                to: slice)
        }
        weights.withUnsafeBufferPointer { weights in
            if let weights = weights.baseAddress { slice.forward(weights) }
        }
        for sample in 0..<count {
            let series = first + sample
            let isKnown =
                inputs.firstObserved[series] < inputs.trainingPeriods && inputs.scales[series].isFinite
            for step in 0..<shape.decoderSteps {
                for column in 0..<shape.outputs {
                    let said = slice.output[(step * size + sample) * shape.outputs + column]
                    output[(series * shape.decoderSteps + step) * shape.outputs + column] =
                        isKnown ? Double(said) * inputs.scales[series] : .nan
                }
            }
        }
    }
}
