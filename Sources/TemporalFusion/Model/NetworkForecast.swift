internal import DemandFeatures
internal import Dispatch
internal import ForecastCore
internal import LinearAlgebra
internal import NetworkKernels
internal import NetworkTape

/// Forecasts every series from the cutoff with trained weights.
///
/// Series go through in blocks of a fixed size, each of which fills its own part of the output: threads change no bit.
struct NetworkForecast {
    static let blockSamples = 32

    let network: TrainedNetwork
    let inputs: SequenceInputs
    let levels: [Double]
    /// `[series]`.
    let patterns: [DemandPattern]
    /// Whether quantiles of a series that is counted are rounded to whole numbers; nil where its own history decides.
    let roundsCounts: Bool?
    let library: OpenBLAS

    var shape: NetworkShape { network.shape }

    /// `[series, step, output]` in the unit of the target; NaN for a series without a scale or an observed period.
    func values(jobs: Int) -> [Double] {
        let layout = layout(shared: sharedVariables, explains: false)
        let writer = SampleWriter(network: layout, inputs: inputs)
        let perSeries = shape.decoderSteps * shape.outputs
        let blocks = (inputs.seriesCount + Self.blockSamples - 1) / Self.blockSamples
        let threads = max(1, min(jobs, blocks))
        return [Double](unsafeUninitializedCapacity: inputs.seriesCount * perSeries) { buffer, count in
            count = inputs.seriesCount * perSeries
            nonisolated(unsafe) let output = buffer
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                let slice = Slice<Float>(tape: layout.tape, parameterCount: 0, library: library)
                for block in stride(from: thread, to: blocks, by: threads) {
                    let first = block * Self.blockSamples
                    let series = Array(first..<min(first + Self.blockSamples, inputs.seriesCount))
                    write(series, to: slice, writer)
                    for (seed, weights) in network.weights.enumerated() {
                        forward(slice, weights)
                        for (sample, series) in series.enumerated() {
                            add(slice, sample, series, isFirst: seed == 0, to: output)
                        }
                    }
                    for series in series { correct(series, in: output) }
                }
            }
        }
    }

    /// What the network takes of its variables in the forecasts of `series`.
    /// - Parameter steps: whose attention is summed up too.
    func choices(of series: [Int], attentionOf steps: [Int]) -> VariableChoices {
        let layout = layout(shared: sharedVariables, explains: true)
        let writer = SampleWriter(network: layout, inputs: inputs)
        let slice = Slice<Float>(tape: layout.tape, parameterCount: 0, library: library)
        var choices = VariableChoices(shape, attentionOf: steps)
        for first in stride(from: 0, to: series.count, by: Self.blockSamples) {
            let block = Array(series[first..<min(first + Self.blockSamples, series.count)])
            write(block, to: slice, writer)
            for weights in network.weights {
                forward(slice, weights)
                choices.add(slice, layout.choices, samples: block.count)
            }
        }
        choices.count(forecasts: series.count)
        return choices
    }

    private var sharedVariables: [Bool] {
        inputs.shared(from: inputs.trainingPeriods - shape.encoderSteps)
    }

    func layout(shared: [Bool], explains: Bool) -> Network {
        NetworkBuilder.forecaster(shape, samples: Self.blockSamples, shared: shared, explains: explains)
    }

    /// What is known at the cutoff; where there are fewer series than samples, the last one fills what is left.
    private func write(_ series: [Int], to slice: Slice<Float>, _ writer: SampleWriter) {
        for sample in 0..<Self.blockSamples {
            let series = series[min(sample, series.count - 1)]
            writer.write(
                SequenceWindow(series: Int32(series), origin: Int32(inputs.trainingPeriods - 1)), as: sample,
                to: slice)
        }
    }

    private func forward(_ slice: Slice<Float>, _ weights: [Float]) {
        weights.withUnsafeBufferPointer { weights in
            if let weights = weights.baseAddress { slice.forward(weights) }
        }
    }

    /// Adds one seed's forecasts in units of the scale.
    private func add(
        _ slice: Slice<Float>, _ sample: Int, _ series: Int, isFirst: Bool,
        to output: UnsafeMutableBufferPointer<Double>
    ) {
        for step in 0..<shape.decoderSteps {
            let said = slice.output + (step * Self.blockSamples + sample) * shape.outputs
            let place = (series * shape.decoderSteps + step) * shape.outputs
            for column in 0..<shape.outputs {
                let value = network.link.forecast(Double(said[column])).value
                output[place + column] = isFirst ? value : output[place + column] + value
            }
        }
    }

    /// Makes of the seeds' sum their mean, corrected and in the unit of the target.
    private func correct(_ series: Int, in output: UnsafeMutableBufferPointer<Double>) {
        let isKnown =
            inputs.firstObserved[series] < inputs.trainingPeriods && inputs.scales[series].isFinite
        let seeds = Double(network.weights.count)
        let centre = SpreadCentre(levels)
        let isRounded = rounds(series)
        for step in 0..<shape.decoderSteps {
            let place = (series * shape.decoderSteps + step) * shape.outputs
            var values = output[place..<place + shape.outputs].map { isKnown ? $0 / seeds : .nan }
            values[0] *= network.meanFactor
            network.spread.spread(&values[1...], around: centre, pattern: patterns[series])
            for column in values.indices {
                let value = values[column] * inputs.scales[series]
                // Means stay: half an item a week is one every other week.
                output[place + column] = isRounded && column > 0 ? WholeNumbers.rounded(value) : value
            }
        }
    }

    private func rounds(_ series: Int) -> Bool {
        switch roundsCounts {
        case false?: false
        case true?: WholeNumbers.areAll(inputs.history(of: series))
        case nil: WholeNumbers.areFew(inputs.history(of: series))
        }
    }
}
