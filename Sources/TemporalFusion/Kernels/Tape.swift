/// A matrix of activations in the arena of a slice: row-major, without gaps.
///
/// Rows of sequences are ordered by time, samples within: row = step * samples + sample.
struct Tensor: Hashable, Sendable {
    let offset: Int
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }
    var range: Range<Int> { offset..<offset + count }

    /// Some consecutive rows of it.
    func rows(_ range: Range<Int>) -> Tensor {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
        return Tensor(offset: offset + range.lowerBound * columns, rows: range.count, columns: columns)
    }
}

/// A matrix of weights in the flat buffer of parameters; a vector is one row.
struct Parameter: Hashable, Sendable {
    let offset: Int
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }
}

/// One step of a forward pass; its backward step stands beside it in `Slice`.
enum Operation: Sendable {
    /// Row r becomes `x[r] * weight + bias`: a number as a vector. `input` is its place among the slice's numbers.
    case spread(input: Int, weight: Parameter, bias: Parameter, into: Tensor)
    /// Row r becomes row `code[r]` of the table. `input` is the place among the slice's codes.
    case embed(input: Int, table: Parameter, into: Tensor)
    /// `into = x * weight' + bias`; added to what is there, without bias, where it `accumulates`.
    case linear(Tensor, weight: Parameter, bias: Parameter?, into: Tensor, accumulates: Bool)
    /// In place: `elu(x + context[row % samples])`.
    case elu(Tensor, context: Tensor?)
    /// A copy, for what is changed in place while the original is needed on the way back.
    case copy(Tensor, into: Tensor)
    /// In place: zero with the network's probability, else enlarged. `mask` is its place among the slice's masks.
    case dropout(Tensor, mask: Int)
    /// `into = layerNorm(skip + x[left] * sigmoid(x[right]))`, x `[rows, 2 * columns]`.
    case gateAddNorm(Tensor, skip: Tensor, gain: Parameter, shift: Parameter, into: Tensor, saved: GateMemory)
    /// `into = sum over j of softmax(logits)[j] * variables[j]`, variables `[j * rows, columns]` one below the other.
    case select(logits: Tensor, variables: Tensor, weights: Tensor, into: Tensor)
    case lstm(LSTMStep)
    case attention(AttentionStep)
    /// Only backward: nobody after these rows has used them.
    case zeroGradient(Tensor)
}

/// What a gate keeps for its way back.
struct GateMemory: Hashable, Sendable {
    /// `[rows, columns]`: the open share of each gate, and what was normalised.
    let open: Tensor
    let normalised: Tensor
    /// `[rows, 1]`: one over the standard deviation.
    let inverseDeviation: Tensor
}

/// A recurrent pass over an encoder and a decoder with weights of their own.
///
/// `gates` hold the input's share and the biases before, and the opened gates afterwards: input, forget, candidate,
/// output, each `[columns]`. Block t of `hidden` and `cell` is the state before step t.
struct LSTMStep: Hashable, Sendable {
    let gates: Tensor
    let hidden: Tensor
    let cell: Tensor
    /// `[steps * samples, columns]`: tanh of the cell after each step.
    let activated: Tensor
    let initialHidden: Tensor
    let initialCell: Tensor
    let encoderWeight: Parameter
    let decoderWeight: Parameter
    let encoderSteps: Int
    let steps: Int
}

/// Interpretable multi-head attention of the last steps over all of them.
struct AttentionStep: Hashable, Sendable {
    /// `[queries * samples, heads * width]`.
    let query: Tensor
    /// `[steps * samples, heads * width]`.
    let key: Tensor
    /// `[steps * samples, width]`: shared by the heads.
    let value: Tensor
    /// `[queries * samples, width]`: the mean over heads.
    let into: Tensor
    /// `[samples * heads * queries, steps]`.
    let probabilities: Tensor
    let heads: Int
    let queries: Int
    let steps: Int

    var width: Int { value.columns }
}

/// A network for a number of samples: operations on places, without numbers.
struct Tape: Sendable {
    let samples: Int
    let operations: [Operation]
    /// Backward: the operation, and for each of its inputs whether its gradient is added to what is there.
    let backward: [(operation: Operation, adds: [Bool])]
    /// Elements of the arena; of the masks; of the inputs.
    let activationCount: Int
    let maskCount: Int
    let realCount: Int
    let codeCount: Int
    let output: Tensor
}

extension Operation {
    /// What gets a gradient besides parameters, in the order of `adds`.
    var inputs: [Tensor] {
        switch self {
        case .spread, .embed, .dropout, .zeroGradient: []
        case .linear(let x, _, _, _, _), .copy(let x, _): [x]
        case .elu(_, let context): context.map { [$0] } ?? []
        case .gateAddNorm(let x, let skip, _, _, _, _): [x, skip]
        case .select(let logits, let variables, _, _): [logits, variables]
        case .lstm(let step): [step.gates, step.initialHidden, step.initialCell]
        case .attention(let step): [step.query, step.key, step.value]
        }
    }
}

extension Tape {
    /// The way back through `operations`: which gradients are written and which are added to, decided once.
    static func backward(of operations: [Operation], from output: Tensor) -> [(Operation, [Bool])] {
        var written = WrittenRanges()
        written.insert(output.range)
        var steps: [(Operation, [Bool])] = []
        for operation in operations.reversed() {
            var adds: [Bool] = []
            for input in operation.inputs {
                let missing = written.gaps(in: input.range)
                adds.append(missing != [input.range])
                if missing != [input.range] {
                    for gap in missing {
                        steps.append(
                            (.zeroGradient(Tensor(offset: gap.lowerBound, rows: 1, columns: gap.count)), []))
                    }
                }
                written.insert(input.range)
            }
            steps.append((operation, adds))
        }
        return steps
    }
}

/// Which places of an arena hold a gradient already.
private struct WrittenRanges {
    private var ranges: [Range<Int>] = []

    mutating func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var merged = range
        ranges.removeAll { other in
            guard other.upperBound >= merged.lowerBound && other.lowerBound <= merged.upperBound else {
                return false
            }
            merged = min(merged.lowerBound, other.lowerBound)..<max(merged.upperBound, other.upperBound)
            return true
        }
        ranges.append(merged)
    }

    /// The parts of `range` that are not written, in order.
    func gaps(in range: Range<Int>) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        var next = range.lowerBound
        for written in ranges.sorted(by: { $0.lowerBound < $1.lowerBound })
        where written.overlaps(range) {
            if written.lowerBound > next { gaps.append(next..<written.lowerBound) }
            next = max(next, written.upperBound)
        }
        if next < range.upperBound { gaps.append(next..<range.upperBound) }
        return gaps
    }
}
