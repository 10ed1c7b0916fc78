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
        precondition(hidden > 0 && heads > 0 && hidden % heads == 0, "\(heads) heads on a width of \(hidden)")
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

/// Names, shapes and places of all weights in one flat buffer.
package struct ParameterTable: Sendable {
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let rows: Int
        package let columns: Int
        package let offset: Int
        let start: Start

        package var count: Int { rows * columns }
        var parameter: Parameter { Parameter(offset: offset, rows: rows, columns: columns) }
    }

    /// What a weight is before training.
    enum Start: Sendable, Equatable {
        /// Uniform with this bound.
        case uniform(Double)
        case constant(Double)
        /// 1 for the forget gate, else 0: a new memory keeps what it has (Jozefowicz et al. 2015).
        case forgetGate
        /// The quantiles of a standard normal around 1, one per output; the mean's is 1.
        case outputs
    }

    package private(set) var entries: [Entry] = []
    package private(set) var count = 0

    mutating func add(_ name: String, _ rows: Int, _ columns: Int, _ start: Start) -> Parameter {
        let entry = Entry(name: name, rows: rows, columns: columns, offset: count, start: start)
        entries.append(entry)
        count += entry.count
        return entry.parameter
    }
}
