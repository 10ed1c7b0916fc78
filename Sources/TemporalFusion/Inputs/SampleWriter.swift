internal import NetworkKernels
internal import NetworkTape

/// Copies the inputs of windows to where a slice reads them.
///
/// **Shape** every variable's numbers are `[step, sample]`: time first, as the tape's rows.
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
        slice.firstSteps[sample] = Int32(
            min(encoder - 1, max(0, max(0, inputs.firstObserved[series]) - begin)))
        for (variable, place) in zip(inputs.fixed, network.inputs.fixed) {
            switch variable.column {
            case .numbers(let values): slice.reals[place + sample] = T(values[series])
            case .codes(let codes, _): slice.codes[place + sample] = codes[series]
            }
        }
        for (variable, place) in zip(inputs.past, network.inputs.past) {
            copy(variable, series, from: begin, count: encoder, origin: origin, to: place + sample, slice)
        }
        for (variable, place) in zip(inputs.known, network.inputs.knownPast) {
            copy(variable, series, from: begin, count: encoder, origin: origin, to: place + sample, slice)
        }
        for (variable, place) in zip(inputs.known, network.inputs.knownAhead) {
            copy(
                variable, series, from: origin + 1, count: decoder, origin: origin, to: place + sample, slice)
        }
    }

    private func copy<T: NetworkScalar>(
        _ variable: SequenceInputs.Variable, _ series: Int, from first: Int, count: Int, origin: Int,
        to place: Int, _ slice: Slice<T>
    ) {
        let row = series * inputs.periods
        for step in 0..<count {
            let period = first + step
            let target = place + step * samples
            switch variable.column {
            case .numbers(let values) where values.isEmpty:
                slice.reals[target] = T(period - origin) / T(encoder)
            case .numbers(let values):
                slice.reals[target] = period < 0 || period >= inputs.periods ? 0 : T(values[row + period])
            case .codes(let codes, let unknown):
                slice.codes[target] =
                    period < 0 || period >= inputs.periods ? Int32(unknown - 1) : codes[row + period]
            }
        }
    }
}
