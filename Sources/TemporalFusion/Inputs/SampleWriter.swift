internal import NetworkKernels
internal import NetworkTape

/// Copies the inputs of windows to where a slice reads them.
///
/// **Shape** every variable's numbers are `[step, sample]`: time first, as the tape's rows; `[step]` of one that samples share.
struct SampleWriter: Sendable {
    let network: Network
    let inputs: SequenceInputs

    private var samples: Int { network.tape.samples }
    private var encoder: Int { network.shape.encoderSteps }
    private var decoder: Int { network.shape.decoderSteps }

    func write<T: NetworkScalar>(_ window: SequenceWindow, as sample: Int, to slice: Slice<T>) {
        let series = Int(window.series)
        let origin = Int(window.origin)
        let begin = origin - encoder + 1
        let scale = inputs.originScales.scale(ofSeries: series, at: origin)
        slice.firstSteps[sample] = Int32(
            min(encoder - 1, max(0, max(0, inputs.firstObserved[series]) - begin)))
        for (variable, place) in zip(inputs.fixed, network.inputs.fixed) {
            switch variable.column {
            case .numbers(let values): slice.reals[place + sample] = T(values[series])
            case .codes(let codes, _): slice.codes[place + sample] = codes[series]
            case .scale(let measure):
                slice.reals[place + sample] = T(measure.standardised(SequenceInputs.logarithm(scale)))
            case .sized: preconditionFailure("a fact of a series in the target's unit")
            }
        }
        for (variable, place) in zip(inputs.past, network.inputs.past) {
            copy(
                variable, series, Float(scale), from: begin, count: encoder, origin: origin,
                to: place + sample, apart: samples, slice)
        }
        for (index, variable) in inputs.known.enumerated() {
            let isShared = !network.shared.isEmpty && network.shared[index]
            // The first sample writes for all.
            guard !isShared || sample == 0 else { continue }
            copy(
                variable, series, Float(scale), from: begin, count: encoder, origin: origin,
                to: network.inputs.knownPast[index] + sample, apart: isShared ? 1 : samples, slice)
            copy(
                variable, series, Float(scale), from: origin + 1, count: decoder, origin: origin,
                to: network.inputs.knownAhead[index] + sample, apart: isShared ? 1 : samples, slice)
        }
    }

    private func copy<T: NetworkScalar>(
        _ variable: SequenceInputs.Variable, _ series: Int, _ scale: Float, from first: Int, count: Int,
        origin: Int, to place: Int, apart: Int, _ slice: Slice<T>
    ) {
        let row = series * inputs.periods
        for step in 0..<count {
            let period = first + step
            let target = place + step * apart
            switch variable.column {
            case .numbers(let values) where values.isEmpty:
                slice.reals[target] = T(period - origin) / T(encoder)
            case .numbers(let values):
                slice.reals[target] = period < 0 || period >= inputs.periods ? 0 : T(values[row + period])
            case .sized(let values):
                slice.reals[target] =
                    period < 0 || period >= inputs.periods
                    ? 0 : T(SequenceInputs.compressed(values[row + period] / scale))
            case .scale: preconditionFailure("a scale is a fact of a series")
            case .codes(let codes, let unknown):
                slice.codes[target] =
                    period < 0 || period >= inputs.periods ? Int32(unknown - 1) : codes[row + period]
            }
        }
    }
}
