/// The sizes of a network and what it reads; everything about it but its weights.
package struct NetworkShape: Hashable, Sendable {
    /// One input variable.
    package enum Input: Hashable, Sendable {
        case number
        /// A category out of so many; the last one stands for unseen and missing values.
        case category(Int)
    }

    /// The width of every layer, d in the paper.
    package var hidden: Int
    /// Each has `hidden / heads` columns, rounded down, one at least.
    package var heads: Int
    package var encoderSteps: Int
    package var decoderSteps: Int
    /// Facts of a series; numbers known up to the origin; numbers known ahead, which encoder and decoder both read.
    package var fixed: [Input]
    package var past: [Input]
    package var known: [Input]
    /// Numbers per decoder step.
    package var outputs: Int
    /// The probability that an activation is dropped in training, below 1.
    package var dropout: Double

    package init(
        hidden: Int, heads: Int, encoderSteps: Int, decoderSteps: Int, fixed: [Input], past: [Input],
        known: [Input], outputs: Int, dropout: Double
    ) {
        precondition(hidden > 0 && heads > 0, "\(heads) heads on a width of \(hidden)")
        precondition(
            encoderSteps > 0 && decoderSteps > 0 && outputs > 0, "a network without steps or outputs")
        precondition(!fixed.isEmpty && !past.isEmpty && !known.isEmpty, "a network without inputs")
        self.hidden = hidden
        self.heads = heads
        self.encoderSteps = encoderSteps
        self.decoderSteps = decoderSteps
        self.fixed = fixed
        self.past = past
        self.known = known
        self.outputs = outputs
        self.dropout = dropout
    }

    package var steps: Int { encoderSteps + decoderSteps }
}
