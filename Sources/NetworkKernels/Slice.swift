package import LinearAlgebra
package import NetworkTape

/// The memory of one slice of a batch, and the two ways through the tape.
///
/// The only place that holds pointers: they are allocated here with the sizes that the tape says, and every tensor
/// and parameter of a tape lies within them. Nothing is allocated on the way.
package final class Slice<T: NetworkScalar> {
    package let tape: Tape
    let library: OpenBLAS
    /// `[tape.activationCount]` each; no gradients where the tape has no way back.
    let values: UnsafeMutablePointer<T>
    let gradients: UnsafeMutablePointer<T>
    /// `[parameters]`: the gradient of this slice alone.
    package let parameterGradients: UnsafeMutablePointer<T>
    /// What the samples are: `[tape.realCount]`, `[tape.codeCount]`.
    package let reals: UnsafeMutablePointer<T>
    package let codes: UnsafeMutablePointer<Int32>
    /// `[samples]`: the first step that a sample has; those before are padding.
    package let firstSteps: UnsafeMutablePointer<Int32>
    /// 1 where an activation survives; see `Dropout`.
    let masks: UnsafeMutablePointer<UInt8>
    let scratch: UnsafeMutablePointer<T>
    let parameterCount: Int
    private let scratchCount: Int
    /// Nil without dropout.
    package var dropout: Dropout?

    package init(tape: Tape, parameterCount: Int, library: OpenBLAS) {
        self.tape = tape
        self.library = library
        self.parameterCount = parameterCount
        scratchCount = Self.scratchCount(of: tape)
        values = Self.zeros(tape.activationCount)
        gradients = Self.zeros(tape.backward.isEmpty ? 0 : tape.activationCount)
        parameterGradients = Self.zeros(parameterCount)
        reals = Self.zeros(tape.realCount)
        codes = Self.zeros(tape.codeCount)
        firstSteps = Self.zeros(tape.samples)
        masks = Self.zeros(tape.maskCount)
        scratch = Self.zeros(scratchCount)
    }

    deinit {
        values.deallocate()
        gradients.deallocate()
        parameterGradients.deallocate()
        reals.deallocate()
        codes.deallocate()
        firstSteps.deallocate()
        masks.deallocate()
        scratch.deallocate()
    }

    private static func zeros<Element: Numeric>(_ count: Int) -> UnsafeMutablePointer<Element> {
        let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
        return pointer
    }

    private static func scratchCount(of tape: Tape) -> Int {
        tape.operations.map { operation in
            switch operation {
            case .lstm(let step): 3 * step.initialHidden.count
            case .attention(let step): step.scratchCount
            case .select(let logits, _, _, _): logits.columns
            default: 0
            }
        }.max() ?? 0
    }

    package var output: UnsafeMutablePointer<T> { values + tape.output.offset }
    package var outputGradient: UnsafeMutablePointer<T> { gradients + tape.output.offset }

    /// Computes the output of what stands in `reals`, `codes` and `firstSteps`.
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    package func forward(_ parameters: UnsafePointer<T>) {
        for operation in tape.operations { forward(operation, parameters) }
    }

    /// Fills `parameterGradients` from what stands in `outputGradient`, after a forward pass.
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    package func backward(_ parameters: UnsafePointer<T>) {
        parameterGradients.update(repeating: 0, count: parameterCount)
        for step in tape.backward { backward(step.operation, adds: step.adds, parameters) }
    }

    private func forward(_ operation: Operation, _ parameters: UnsafePointer<T>) {
        switch operation {
        case .spread(let input, let weight, let bias, let into):
            spread(input, parameters + weight.offset, parameters + bias.offset, into)
        case .embed(let input, let table, let into):
            embed(input, parameters + table.offset, table, into)
        case .linear(let x, let weight, let bias, let into, let accumulates):
            linear(x, parameters, weight, bias, into, accumulates: accumulates)
        case .elu(let x, let context): elu(x, context)
        case .copy(let x, let into): value(into).update(from: value(x), count: x.count)
        case .dropout(let x, let mask): drop(x, mask)
        case .gateAddNorm(let x, let skip, let gain, let shift, let into, let saved):
            gateAddNorm(x, skip, parameters + gain.offset, parameters + shift.offset, into, saved)
        case .select(let logits, let variables, let weights, let into):
            select(logits, variables, weights, into)
        case .share(let x, let into, let adds): share(x, into, adds: adds)
        case .lstm(let step): lstm(step, parameters)
        case .attention(let step): attention(step)
        case .zeroGradient: break
        }
    }

    private func backward(_ operation: Operation, adds: [Bool], _ parameters: UnsafePointer<T>) {
        switch operation {
        case .spread(let input, let weight, let bias, let into):
            spreadBackward(input, weight, bias, into)
        case .embed(let input, let table, let into): embedBackward(input, table, into)
        case .linear(let x, let weight, let bias, let into, _):
            linearBackward(x, parameters, weight, bias, into, adds: adds[0])
        case .elu(let x, let context): eluBackward(x, context, adds: adds.first ?? false)
        case .copy(let x, let into): hand(gradient(into), to: x, adds: adds[0])
        case .dropout(let x, let mask): dropBackward(x, mask)
        case .gateAddNorm(let x, let skip, let gain, let shift, let into, let saved):
            guard let saved else { preconditionFailure("a gate that keeps nothing for its way back") }
            gateAddNormBackward(
                x, skip, parameters + gain.offset, gain, shift, into, saved, adds: (adds[0], adds[1]))
        case .select(let logits, let variables, let weights, let into):
            selectBackward(logits, variables, weights, into, adds: adds)
        case .share: preconditionFailure("there is no way back from what samples share")
        case .lstm(let step): lstmBackward(step, parameters, adds: adds)
        case .attention(let step): attentionBackward(step, adds: adds)
        case .zeroGradient(let place):
            (gradients + place.offset).update(repeating: 0, count: place.count)
        }
    }
}

extension Slice {
    @inline(__always) package func value(_ tensor: Tensor) -> UnsafeMutablePointer<T> {
        values + tensor.offset
    }
    @inline(__always) func gradient(_ tensor: Tensor) -> UnsafeMutablePointer<T> { gradients + tensor.offset }
    @inline(__always) func gradient(_ parameter: Parameter) -> UnsafeMutablePointer<T> {
        parameterGradients + parameter.offset
    }
}
