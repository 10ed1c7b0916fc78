internal import LinearAlgebra
internal import NetworkTape

/// The recurrent pass: encoder, then decoder, state handed on.
///
/// **Source** Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000; gates in the order input, forget,
/// candidate, output:
///
///     i = sigmoid(Wi x + Ui h + bi)    f, o alike    g = tanh(Wg x + Ug h + bg)
///     c' = f c + i g                   h' = o tanh(c')
///
/// A step before a sample's first one leaves its state alone: padding teaches nothing.
extension Slice {
    func lstm(_ step: LSTMStep, _ parameters: UnsafePointer<T>) {
        let block = step.initialHidden.count
        value(step.hidden).update(from: value(step.initialHidden), count: block)
        value(step.cell).update(from: value(step.initialCell), count: block)
        let keepsCells = step.activated != nil
        for time in 0..<step.steps {
            let state = MatrixShape(tape.samples, step.initialHidden.columns)
            let weight = step.weight(at: time)
            T.multiply(
                library, value(step.hidden) + time * block, state, parameters + weight.offset,
                weight.shape.transposed, into: value(step.gates) + 4 * time * block,
                MatrixShape(tape.samples, 4 * state.columns), adds: true)
            for sample in 0..<tape.samples { advance(step, time, sample, keepsCells: keepsCells) }
        }
    }

    /// One sample, one step: opens its gates in place and writes its next state.
    @inline(__always) private func advance(
        _ step: LSTMStep, _ time: Int, _ sample: Int, keepsCells: Bool
    ) {
        let size = step.initialHidden.columns
        let before = (time * tape.samples + sample) * size
        let after = before + tape.samples * size
        let cell = UnsafePointer(value(step.cell) + (keepsCells ? before : sample * size))
        let nextCell = value(step.cell) + (keepsCells ? after : sample * size)
        let hidden = value(step.hidden)
        guard time >= firstSteps[sample] else {
            if keepsCells { nextCell.update(from: cell, count: size) }
            (hidden + after).update(from: hidden + before, count: size)
            return
        }
        let gates = value(step.gates) + 4 * before
        let activated = step.activated.map { value($0) + before }
        for place in Eights(size) {
            let i = sigmoid(load(UnsafePointer(gates + place)))
            let f = sigmoid(load(UnsafePointer(gates + size + place)))
            let g = hyperbolicTangent(load(UnsafePointer(gates + 2 * size + place)))
            let o = sigmoid(load(UnsafePointer(gates + 3 * size + place)))
            let c = f * load(cell + place) + i * g
            let squashed = hyperbolicTangent(c)
            store(c, to: nextCell + place)
            if let activated {
                store(i, to: gates + place)
                store(f, to: gates + size + place)
                store(g, to: gates + 2 * size + place)
                store(o, to: gates + 3 * size + place)
                store(squashed, to: activated + place)
            }
            store(o * squashed, to: hidden + after + place)
        }
        if let (place, count) = Eights.rest(of: size) {
            let i = sigmoid(load(UnsafePointer(gates + place), first: count))
            let f = sigmoid(load(UnsafePointer(gates + size + place), first: count))
            let g = hyperbolicTangent(load(UnsafePointer(gates + 2 * size + place), first: count))
            let o = sigmoid(load(UnsafePointer(gates + 3 * size + place), first: count))
            let c = f * load(cell + place, first: count) + i * g
            let squashed = hyperbolicTangent(c)
            store(c, to: nextCell + place, first: count)
            if let activated {
                store(i, to: gates + place, first: count)
                store(f, to: gates + size + place, first: count)
                store(g, to: gates + 2 * size + place, first: count)
                store(o, to: gates + 3 * size + place, first: count)
                store(squashed, to: activated + place, first: count)
            }
            store(o * squashed, to: hidden + after + place, first: count)
        }
    }

    /// Backward through time; `adds` for the gates, the initial hidden state and the initial cell.
    func lstmBackward(_ step: LSTMStep, _ parameters: UnsafePointer<T>, adds: [Bool]) {
        precondition(!adds[0], "the gates of a recurrence have one reader")
        guard let activations = step.activated else {
            preconditionFailure("a recurrence that keeps nothing for its way back")
        }
        let block = step.initialHidden.count
        let carriedHidden = scratch
        let carriedCell = scratch + block
        let product = scratch + 2 * block
        carriedHidden.update(repeating: 0, count: 2 * block)
        for time in stride(from: step.steps - 1, through: 0, by: -1) {
            for sample in 0..<tape.samples {
                retreat(step, activations, time, sample, carriedHidden, carriedCell)
            }
            let size = step.initialHidden.columns
            let weight = step.weight(at: time)
            T.multiply(
                library, gradient(step.gates) + 4 * time * block, MatrixShape(tape.samples, 4 * size),
                parameters + weight.offset, weight.shape, into: product, MatrixShape(tape.samples, size),
                adds: false)
            for sample in 0..<tape.samples {
                // What padding was given goes on unchanged.
                let isPadding = time < firstSteps[sample]
                for index in sample * size..<(sample + 1) * size {
                    carriedHidden[index] = isPadding ? carriedHidden[index] : product[index]
                }
            }
        }
        addWeights(step)
        hand(carriedHidden, to: step.initialHidden, adds: adds[1])
        hand(carriedCell, to: step.initialCell, adds: adds[2])
    }

    /// Gives a gradient on to `tensor`.
    func hand(_ carried: UnsafePointer<T>, to tensor: Tensor, adds: Bool) {
        let target = gradient(tensor)
        for index in 0..<tensor.count {
            target[index] = adds ? target[index] + carried[index] : carried[index]
        }
    }

    /// Of one sample: the gradient of the gates before they were opened, and of the cell before the step.
    @inline(__always) private func retreat(
        _ step: LSTMStep, _ activations: Tensor, _ time: Int, _ sample: Int,
        _ carriedHidden: UnsafeMutablePointer<T>, _ carriedCell: UnsafeMutablePointer<T>
    ) {
        let size = step.initialHidden.columns
        let before = (time * tape.samples + sample) * size
        let given = UnsafePointer(gradient(step.hidden) + before + tape.samples * size)
        let carried = carriedHidden + sample * size
        let carriedCell = carriedCell + sample * size
        let d = gradient(step.gates) + 4 * before
        guard time >= firstSteps[sample] else {
            d.update(repeating: 0, count: 4 * size)
            for index in 0..<size { carried[index] += given[index] }
            return
        }
        let gates = UnsafePointer(value(step.gates) + 4 * before)
        let activated = UnsafePointer(value(activations) + before)
        let cell = UnsafePointer(value(step.cell) + before)
        for place in Eights(size) {
            let i = load(gates + place)
            let f = load(gates + size + place)
            let g = load(gates + 2 * size + place)
            let o = load(gates + 3 * size + place)
            let squashed = load(activated + place)
            let dh = load(given + place) + load(UnsafePointer(carried + place))
            let dc = load(UnsafePointer(carriedCell + place)) + dh * o * (1 - squashed * squashed)
            store(dc * g * i * (1 - i), to: d + place)
            store(dc * load(cell + place) * f * (1 - f), to: d + size + place)
            store(dc * i * (1 - g * g), to: d + 2 * size + place)
            store(dh * squashed * o * (1 - o), to: d + 3 * size + place)
            store(dc * f, to: carriedCell + place)
        }
        if let (place, count) = Eights.rest(of: size) {
            for index in place..<place + count {
                let (i, f) = (gates[index], gates[size + index])
                let (g, o) = (gates[2 * size + index], gates[3 * size + index])
                let dh = given[index] + carried[index]
                let dc = carriedCell[index] + dh * o * (1 - activated[index] * activated[index])
                d[index] = dc * g * i * (1 - i)
                d[size + index] = dc * cell[index] * f * (1 - f)
                d[2 * size + index] = dc * i * (1 - g * g)
                d[3 * size + index] = dh * activated[index] * o * (1 - o)
                carriedCell[index] = dc * f
            }
        }
    }

    /// The recurrent weights' gradient: all steps of a part in one product.
    private func addWeights(_ step: LSTMStep) {
        let block = step.initialHidden.count
        let size = step.initialHidden.columns
        for (weight, times) in [
            (step.encoderWeight, 0..<step.encoderSteps), (step.decoderWeight, step.encoderSteps..<step.steps),
        ] where !times.isEmpty {
            let rows = times.count * tape.samples
            T.multiply(
                library, gradient(step.gates) + 4 * times.lowerBound * block,
                MatrixShape(rows, 4 * size, transposed: true),
                value(step.hidden) + times.lowerBound * block, MatrixShape(rows, size),
                into: gradient(weight), weight.shape, adds: true)
        }
    }
}

extension LSTMStep {
    func weight(at time: Int) -> Parameter { time < encoderSteps ? encoderWeight : decoderWeight }
}
