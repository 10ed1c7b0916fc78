package import ForecastCore
package import LinearAlgebra
internal import NetworkKernels
internal import NetworkTape

/// A network on numbers that are given, in Float or in Double: what its derivatives and its outputs are tested with.
package struct NetworkCheck: Sendable {
    package enum Precision: Sendable { case float, double }

    package let shape: NetworkShape
    package let samples: Int
    package let table: ParameterTable
    let network: Network
    let library: OpenBLAS

    package init(_ shape: NetworkShape, samples: Int, library: OpenBLAS) {
        network = NetworkBuilder.build(shape, samples: samples)
        self.shape = shape
        self.samples = samples
        table = network.table
        self.library = library
    }

    /// Numbers and codes of all variables in the order static, past, known behind, known ahead.
    /// **Shape** `[variable, step, sample]`; `firstSteps` `[sample]`.
    package struct Inputs: Sendable {
        package var reals: [Double]
        package var codes: [Int32]
        package var firstSteps: [Int32]

        package init(reals: [Double], codes: [Int32], firstSteps: [Int32]) {
            self.reals = reals
            self.codes = codes
            self.firstSteps = firstSteps
        }
    }

    package var realCount: Int { network.tape.realCount }
    package var codeCount: Int { network.tape.codeCount }
    package var outputCount: Int { network.tape.output.count }

    package func start(_ random: RandomPath) -> [Double] {
        table.start(random, levels: Array(repeating: 0.5, count: shape.outputs - 1)).map(Double.init)
    }

    /// `[step, sample, output]`.
    package func output(_ parameters: [Double], _ inputs: Inputs, in precision: Precision) -> [Double] {
        switch precision {
        case .float: run(parameters, inputs, weights: nil, Float.self).output
        case .double: run(parameters, inputs, weights: nil, Double.self).output
        }
    }

    /// The output of the network as it is laid out to forecast, where the samples have the same numbers of the known variables
    /// that are `shared`.
    /// - Parameter explains: whether choices and attention are kept.
    /// - Returns: `[step, sample, output]`, and the elements of the arena.
    package func forecast(
        _ parameters: [Double], _ inputs: Inputs, shared: [Bool], explains: Bool
    ) -> (output: [Double], arena: Int) {
        let forecaster = NetworkBuilder.forecaster(
            shape, samples: samples, shared: shared, explains: explains)
        let slice = Slice<Float>(tape: forecaster.tape, parameterCount: 0, library: library)
        let (from, to) = (network.inputs, forecaster.inputs)
        func copy(_ kinds: [NetworkShape.Input], _ from: [Int], _ to: [Int], rows: Int, shared: [Bool]) {
            for (index, kind) in kinds.enumerated() {
                for row in 0..<rows where !shared[index] || row % samples == 0 {
                    let target = to[index] + (shared[index] ? row / samples : row)
                    switch kind {
                    case .number: slice.reals[target] = Float(inputs.reals[from[index] + row])
                    case .category: slice.codes[target] = inputs.codes[from[index] + row]
                    }
                }
            }
        }
        let (none, behind, ahead) = (
            Array(repeating: false, count: shape.fixed.count + shape.past.count),
            shape.encoderSteps * samples, shape.decoderSteps * samples
        )
        copy(shape.fixed, from.fixed, to.fixed, rows: samples, shared: none)
        copy(shape.past, from.past, to.past, rows: behind, shared: none)
        copy(shape.known, from.knownPast, to.knownPast, rows: behind, shared: shared)
        copy(shape.known, from.knownAhead, to.knownAhead, rows: ahead, shared: shared)
        for (index, step) in inputs.firstSteps.enumerated() { slice.firstSteps[index] = step }
        parameters.map { Float($0) }.withUnsafeBufferPointer { parameters in
            if let parameters = parameters.baseAddress { slice.forward(parameters) }
        }
        return ((0..<outputCount).map { Double(slice.output[$0]) }, forecaster.tape.activationCount)
    }

    /// Elements of the arena in which it is trained.
    package var arena: Int { network.tape.activationCount }

    /// Which of the inputs' numbers and codes, by their place, belong to a step of a known variable: all samples of it.
    package func places(ofKnown variable: Int) -> [Range<Int>] {
        let (behind, ahead) = (network.inputs.knownPast[variable], network.inputs.knownAhead[variable])
        return (0..<shape.encoderSteps).map { behind + $0 * samples..<behind + ($0 + 1) * samples }
            + (0..<shape.decoderSteps).map { ahead + $0 * samples..<ahead + ($0 + 1) * samples }
    }

    /// The gradient by every parameter of `sum over outputs of weights * output`.
    package func gradient(
        _ parameters: [Double], _ inputs: Inputs, weights: [Double], in precision: Precision,
        dropout: UInt32? = nil
    ) -> (output: [Double], gradient: [Double]) {
        switch precision {
        case .float: run(parameters, inputs, weights: weights, Float.self, dropout: dropout)
        case .double: run(parameters, inputs, weights: weights, Double.self, dropout: dropout)
        }
    }

    private func run<T: NetworkScalar>(
        _ parameters: [Double], _ inputs: Inputs, weights: [Double]?, _ type: T.Type, dropout: UInt32? = nil
    ) -> (output: [Double], gradient: [Double]) {
        let slice = Slice<T>(tape: network.tape, parameterCount: table.count, library: library)
        for (index, value) in inputs.reals.enumerated() { slice.reals[index] = T(value) }
        for (index, code) in inputs.codes.enumerated() { slice.codes[index] = code }
        for (index, step) in inputs.firstSteps.enumerated() { slice.firstSteps[index] = step }
        if let dropout {
            slice.dropout = Dropout(key: SIMD2(7, dropout), step: 1, slice: 0, threshold: 64)
        }
        return parameters.map { T($0) }.withUnsafeBufferPointer { parameters in
            guard let parameters = parameters.baseAddress else { return ([], []) }
            slice.forward(parameters)
            let output = (0..<outputCount).map { Double(slice.output[$0]) }
            guard let weights else { return (output, []) }
            for (index, weight) in weights.enumerated() { slice.outputGradient[index] = T(weight) }
            slice.backward(parameters)
            return (output, (0..<table.count).map { Double(slice.parameterGradients[$0]) })
        }
    }
}
