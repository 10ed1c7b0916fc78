/// One step of a forward pass; its backward step stands beside it in `Slice`.
package enum Operation: Sendable {
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
    /// `into = layerNorm(skip + x[left] * sigmoid(x[right]))`, x `[rows, 2 * columns]`. Without `saved` there is no way back.
    case gateAddNorm(
        Tensor, skip: Tensor, gain: Parameter, shift: Parameter, into: Tensor, saved: GateMemory?)
    /// `into = sum over j of softmax(logits)[j] * variables[j]`. A variable with a row for each step instead of each step and
    /// sample is the same for all samples; there is no way back to such a one.
    case select(logits: Tensor, variables: [Tensor], weights: Tensor, into: Tensor)
    /// Only forward: the row of a step goes to all samples of `into`, or is added there.
    case share(Tensor, into: Tensor, adds: Bool)
    case lstm(LSTMStep)
    case attention(AttentionStep)
    /// Only backward: nobody after these rows has used them.
    case zeroGradient(Tensor)
}

extension Operation {
    /// What gets a gradient besides parameters, in the order of `adds`.
    package var inputs: [Tensor] {
        switch self {
        case .spread, .embed, .dropout, .zeroGradient, .share: []
        case .linear(let x, _, _, _, _), .copy(let x, _): [x]
        case .elu(_, let context): context.map { [$0] } ?? []
        case .gateAddNorm(let x, let skip, _, _, _, _): [x, skip]
        case .select(let logits, let variables, _, _): [logits] + variables
        case .lstm(let step): [step.gates, step.initialHidden, step.initialCell]
        case .attention(let step): [step.query, step.key, step.value]
        }
    }

    /// All that its forward step reads or writes.
    var touches: [Tensor] {
        switch self {
        case .spread(_, _, _, let into), .embed(_, _, let into): [into]
        case .linear(let x, _, _, let into, _), .copy(let x, let into), .share(let x, let into, _): [x, into]
        case .elu(let x, let context): [x] + (context.map { [$0] } ?? [])
        case .dropout(let x, _): [x]
        case .gateAddNorm(let x, let skip, _, _, let into, let saved):
            [x, skip, into] + (saved.map { [$0.open, $0.normalised, $0.inverseDeviation] } ?? [])
        case .select(let logits, let variables, let weights, let into): [logits, weights, into] + variables
        case .lstm(let step):
            [step.gates, step.hidden, step.cell, step.initialHidden, step.initialCell]
                + (step.activated.map { [$0] } ?? [])
        case .attention(let step): [step.query, step.key, step.value, step.into, step.probabilities]
        case .zeroGradient: []
        }
    }
}
