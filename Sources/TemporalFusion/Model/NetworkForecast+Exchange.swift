internal import ForecastCore
internal import NetworkKernels
internal import NetworkTape

extension NetworkForecast {
    /// What the network reads at the cutoff, encoded, and what it says: all that a network in another language needs to be
    /// held against it.
    ///
    /// **Shape** `static` `[variable, series]`, `past` `[variable, encoder, series]`, `known` `[variable, encoder + decoder,
    /// series]` (categories by their number), `first_steps`, `patterns` (the number of its demand pattern) and
    /// `scales` `[series]`, `forecast` `[series, decoder, output]` in the
    /// target's unit.
    func exchange(jobs: Int) -> SafeTensors {
        let layout = layout(shared: shape.known.map { _ in false }, explains: false)
        let writer = SampleWriter(network: layout, inputs: inputs)
        let slice = Slice<Float>(tape: layout.tape, parameterCount: 0, library: library)
        let count = inputs.seriesCount
        let (encoder, decoder) = (shape.encoderSteps, shape.decoderSteps)
        var (fixed, past, known) = (
            Rows(shape.fixed, steps: 1, count), Rows(shape.past, steps: encoder, count),
            Rows(shape.known, steps: encoder + decoder, count)
        )
        var firstSteps = [Float](repeating: 0, count: count)
        for first in stride(from: 0, to: count, by: Self.blockSamples) {
            let block = first..<min(first + Self.blockSamples, count)
            for series in block {
                let window = SequenceWindow(series: Int32(series), origin: Int32(inputs.trainingPeriods - 1))
                writer.write(window, as: series - first, to: slice)
                firstSteps[series] = Float(slice.firstSteps[series - first])
            }
            fixed.take(slice, layout.inputs.fixed, from: 0, block)
            past.take(slice, layout.inputs.past, from: 0, block)
            known.take(slice, layout.inputs.knownPast, from: 0, block, count: encoder)
            known.take(slice, layout.inputs.knownAhead, from: encoder, block, count: decoder)
        }
        return SafeTensors(
            [
                .init("static", shape: [shape.fixed.count, count], .float(fixed.values)),
                .init("past", shape: [shape.past.count, encoder, count], .float(past.values)),
                .init("known", shape: [shape.known.count, encoder + decoder, count], .float(known.values)),
                .init("first_steps", shape: [count], .float(firstSteps)),
                .init("patterns", shape: [count], .float(patterns.map { Float($0.rawValue) })),
                .init("scales", shape: [count], .double(inputs.scales)),
                .init("forecast", shape: [count, decoder, shape.outputs], .double(values(jobs: jobs))),
            ],
            metadata: [
                "format": "forecast-engine temporal fusion inputs 1",
                "levels": levels.map { "\($0)" }.joined(separator: " "),
            ])
    }

    /// `[variable, step, series]`.
    private struct Rows {
        let kinds: [NetworkShape.Input]
        let steps: Int
        let series: Int
        var values: [Float]

        init(_ kinds: [NetworkShape.Input], steps: Int, _ series: Int) {
            self.kinds = kinds
            self.steps = steps
            self.series = series
            values = Array(repeating: 0, count: kinds.count * steps * series)
        }

        /// Takes `count` steps of every variable, all by default, which become those from `first` on.
        mutating func take(
            _ slice: Slice<Float>, _ places: [Int], from first: Int, _ block: Range<Int>, count: Int? = nil
        ) {
            for (variable, kind) in kinds.enumerated() {
                for step in 0..<(count ?? steps) {
                    let row = (variable * steps + first + step) * series
                    let place = places[variable] + step * slice.tape.samples
                    for (sample, series) in block.enumerated() {
                        values[row + series] =
                            kind == .number
                            ? slice.reals[place + sample] : Float(slice.codes[place + sample])
                    }
                }
            }
        }
    }
}
