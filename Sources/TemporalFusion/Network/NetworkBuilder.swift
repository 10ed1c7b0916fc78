internal import NetworkTape

/// Lays the Temporal Fusion Transformer out for a number of samples: a tape, and the table of its weights.
///
/// **Source** Lim, Arik, Loeff & Pfister 2021, "Temporal Fusion Transformers for interpretable multi-horizon time series
/// forecasting", International Journal of Forecasting 37; equation numbers in the code are theirs.
struct NetworkBuilder {
    /// What a network is laid out for.
    private enum Purpose {
        case learning
        /// Forward alone; `shared` as in `Network`, `explains` as in `forecaster`.
        case forecasting(shared: [Bool], explains: Bool)
    }

    let shape: NetworkShape
    let samples: Int
    private let purpose: Purpose
    /// Where the tensors stand, in the order in which they are laid out; nil for one behind the other.
    private let plan: ArenaPlan?
    private(set) var table = ParameterTable()
    private var operations: [Operation] = []
    /// The place of every tensor, where each has its own.
    private var blocks: [Range<Int>] = []
    private var maskCount = 0
    private var realCount = 0
    private var codeCount = 0
    private var knownParameters: [(Parameter, Parameter?)] = []
    private(set) var inputs = InputPlaces()
    /// The weights of the choices, for explanations.
    private(set) var choices = ChoiceTensors()

    /// The tape and the table of `shape`.
    static func build(_ shape: NetworkShape, samples: Int) -> Network {
        var builder = NetworkBuilder(shape, samples: samples, for: .learning)
        let output = builder.lay()
        return builder.network(
            output, backward: Tape.backward(of: builder.operations, from: output), shared: [])
    }

    /// The same network without a way back and without dropout: what samples share is computed once, and memory is taken
    /// again. It gives the same bits where samples share nothing.
    /// - Parameters:
    ///   - shared: as in `Network`.
    ///   - explains: whether its choices and its attention can be read after a forward pass.
    static func forecaster(
        _ shape: NetworkShape, samples: Int, shared: [Bool], explains: Bool
    ) -> Network {
        var shape = shape
        shape.dropout = 0
        let purpose = Purpose.forecasting(shared: shared, explains: explains)
        var draft = NetworkBuilder(shape, samples: samples, for: purpose)
        let output = draft.lay()
        let plan = ArenaPlan(
            blocks: draft.blocks, operations: draft.operations,
            keeping: [output] + (explains ? draft.choices.all : []))
        var builder = NetworkBuilder(shape, samples: samples, for: purpose, plan)
        let place = builder.lay()
        return builder.network(place, backward: [], shared: shared)
    }

    private func network(
        _ output: Tensor, backward: [(Operation, [Bool])], shared: [Bool]
    ) -> Network {
        let tape = Tape(
            samples: samples, operations: operations,
            backward: backward.map { (operation: $0.0, adds: $0.1) },
            activationCount: plan?.count ?? blocks.last?.upperBound ?? 0, maskCount: maskCount,
            realCount: realCount, codeCount: codeCount, output: output)
        return Network(
            shape: shape, tape: tape, table: table, inputs: inputs, choices: choices, shared: shared)
    }

    private init(_ shape: NetworkShape, samples: Int, for purpose: Purpose, _ plan: ArenaPlan? = nil) {
        self.shape = shape
        self.samples = samples
        self.purpose = purpose
        self.plan = plan
    }

    private var goesBack: Bool {
        if case .learning = purpose { true } else { false }
    }

    private var recordsAttention: Bool {
        if case .forecasting(_, let explains) = purpose { explains } else { true }
    }

    /// Whether all samples have the same numbers of a known variable.
    private func isShared(known index: Int) -> Bool {
        if case .forecasting(let shared, _) = purpose { shared[index] } else { false }
    }

    // MARK: - The network

    private mutating func lay() -> Tensor {
        let size = shape.hidden
        let encoderRows = shape.encoderSteps * samples
        let decoderRows = shape.decoderSteps * samples

        // Section 4.2: static variables are chosen, and give four contexts.
        let fixed = fixedInputs()
        let chosen = tensor(samples, size)
        choices.fixed = choose("static", fixed, rows: samples, context: nil, into: chosen)
        let selectionContext = residualNetwork("context.selection", chosen, size)
        let enrichmentContext = residualNetwork("context.enrichment", chosen, size)
        let hiddenContext = residualNetwork("context.hidden", chosen, size)
        let cellContext = residualNetwork("context.cell", chosen, size)

        // Section 4.2: variables of each step are chosen.
        let encoderVariables = encoderInputs(rows: encoderRows)
        let decoderVariables = decoderInputs(rows: decoderRows)
        let temporal = tensor(encoderRows + decoderRows, size)
        choices.encoder = choose(
            "encoder", encoderVariables, rows: encoderRows, context: selectionContext,
            into: temporal.rows(0..<encoderRows))
        choices.decoder = choose(
            "decoder", decoderVariables, rows: decoderRows, context: selectionContext,
            into: temporal.rows(encoderRows..<encoderRows + decoderRows))

        // Section 4.5.1: a recurrent pass puts them in order.
        let recurrent = recurrence(temporal, hiddenContext, cellContext, encoderRows)
        let local = gate("lstm", droppable(recurrent), skip: temporal)
        // Section 4.5.2: enriched by what is static.
        let enriched = residualNetwork("enrichment", local, size, context: enrichmentContext)
        // Section 4.5.3: attention, from here on for the decoder only.
        let attended = attention(enriched, decoderRows)
        let ahead = encoderRows..<encoderRows + decoderRows
        let gated = gate("attention", attended, skip: enriched.rows(ahead))
        // Section 4.5.4, then the outputs (equation 23).
        let processed = residualNetwork("feedforward", gated, size)
        let final = gate("output", processed, skip: local.rows(ahead), drops: false)
        let weight = table.add("output.weight", shape.outputs, size, .uniform(0.01))
        let bias = table.add("output.bias", 1, shape.outputs, .outputs)
        return linear(final, weight, bias)
    }

    // MARK: - Inputs

    private mutating func fixedInputs() -> [Tensor] {
        shape.fixed.enumerated().map { index, input in
            let weights = inputWeights("static.\(index)", input)
            let vectors = tensor(samples, shape.hidden)
            inputs.fixed.append(put(input, weights, into: vectors))
            return vectors
        }
    }

    private mutating func inputWeights(_ name: String, _ input: NetworkShape.Input) -> (Parameter, Parameter?)
    {
        switch input {
        case .number:
            return (
                table.add("input.\(name).weight", 1, shape.hidden, .uniform(1)),
                table.add("input.\(name).bias", 1, shape.hidden, .uniform(0.1))
            )
        case .category(let count):
            return (table.add("input.\(name).table", count, shape.hidden, .uniform(0.5)), nil)
        }
    }

    /// Makes vectors of one variable; its place among the numbers or codes comes back.
    private mutating func put(
        _ input: NetworkShape.Input, _ weights: (Parameter, Parameter?), into: Tensor
    ) -> Int {
        switch input {
        case .number:
            defer { realCount += into.rows }
            guard let bias = weights.1 else { preconditionFailure("a number without a bias") }
            operations.append(.spread(input: realCount, weight: weights.0, bias: bias, into: into))
            return realCount
        case .category:
            defer { codeCount += into.rows }
            operations.append(.embed(input: codeCount, table: weights.0, into: into))
            return codeCount
        }
    }

    private mutating func encoderInputs(rows: Int) -> [Tensor] {
        let past = shape.past.enumerated().map { index, input in
            let weights = inputWeights("past.\(index)", input)
            let vectors = tensor(rows, shape.hidden)
            inputs.past.append(put(input, weights, into: vectors))
            return vectors
        }
        let known = shape.known.enumerated().map { index, input in
            let weights = inputWeights("known.\(index)", input)
            knownParameters.append(weights)
            let vectors = tensor(isShared(known: index) ? rows / samples : rows, shape.hidden)
            inputs.knownPast.append(put(input, weights, into: vectors))
            return vectors
        }
        return past + known
    }

    /// Known variables mean the same behind and ahead: their weights are shared.
    private mutating func decoderInputs(rows: Int) -> [Tensor] {
        shape.known.enumerated().map { index, input in
            let vectors = tensor(isShared(known: index) ? rows / samples : rows, shape.hidden)
            inputs.knownAhead.append(put(input, knownParameters[index], into: vectors))
            return vectors
        }
    }

    // MARK: - Blocks

    private mutating func tensor(_ rows: Int, _ columns: Int) -> Tensor {
        let end = blocks.last?.upperBound ?? 0
        blocks.append(end..<end + rows * columns)
        return Tensor(offset: plan?.offsets[blocks.count - 1] ?? end, rows: rows, columns: columns)
    }

    /// Glorot's bound (Glorot & Bengio 2010).
    private mutating func weight(_ name: String, _ rows: Int, _ columns: Int) -> Parameter {
        table.add(name, rows, columns, .uniform((6 / Double(rows + columns)).squareRoot()))
    }

    private mutating func linear(_ x: Tensor, _ weight: Parameter, _ bias: Parameter?) -> Tensor {
        let y = tensor(x.rows, weight.rows)
        operations.append(.linear(x, weight: weight, bias: bias, into: y, accumulates: false))
        return y
    }

    /// Several variables as one wide row: `y = sum over j of x_j W_j' (+ bias)`. Of a variable that samples share the product
    /// is taken once.
    private mutating func wide(
        _ x: [Tensor], _ rows: Int, _ name: String, _ columns: Int, bias: Bool
    ) -> Tensor {
        let y = tensor(rows, columns)
        let bound = (6 / Double(x.count * shape.hidden + columns)).squareRoot()
        let shift = bias ? table.add("\(name).bias", 1, columns, .constant(0)) : nil
        for (index, x) in x.enumerated() {
            let part = table.add("\(name).\(index).weight", columns, shape.hidden, .uniform(bound))
            let shift = index == 0 ? shift : nil
            if x.rows == rows {
                operations.append(.linear(x, weight: part, bias: shift, into: y, accumulates: index > 0))
            } else {
                operations.append(.share(linear(x, part, shift), into: y, adds: index > 0))
            }
        }
        return y
    }

    private mutating func drop(_ x: Tensor) {
        guard shape.dropout > 0 else { return }
        operations.append(.dropout(x, mask: maskCount))
        // Masks are made sixteen at a time.
        maskCount += (x.count + 15) / 16 * 16
    }

    /// A copy of what must not be dropped in place; itself without dropout.
    private mutating func droppable(_ x: Tensor) -> Tensor {
        guard shape.dropout > 0 else { return x }
        let copy = tensor(x.rows, x.columns)
        operations.append(.copy(x, into: copy))
        return copy
    }

    /// `layerNorm(skip + GLU(x))`, dropout on what enters the gate (equations 2 and 5).
    private mutating func gate(
        _ name: String, _ x: Tensor, skip: Tensor, drops: Bool = true
    ) -> Tensor {
        if drops { drop(x) }
        let columns = skip.columns
        let weight = weight("\(name).gate.weight", 2 * columns, x.columns)
        let bias = table.add("\(name).gate.bias", 1, 2 * columns, .constant(0))
        let opened = linear(x, weight, bias)
        let output = tensor(x.rows, columns)
        let gain = table.add("\(name).norm.gain", 1, columns, .constant(1))
        let shift = table.add("\(name).norm.shift", 1, columns, .constant(0))
        let memory =
            goesBack
            ? GateMemory(
                open: tensor(x.rows, columns), normalised: tensor(x.rows, columns),
                inverseDeviation: tensor(x.rows, 1)) : nil
        operations.append(
            .gateAddNorm(opened, skip: skip, gain: gain, shift: shift, into: output, saved: memory))
        return output
    }

    /// `GRN(x, context)` with as many outputs as inputs (equations 2 to 4).
    private mutating func residualNetwork(
        _ name: String, _ x: Tensor, _ columns: Int, context: Tensor? = nil
    ) -> Tensor {
        precondition(x.columns == columns, "a residual of \(x.columns) for \(columns)")
        let first = weight("\(name).first.weight", columns, columns)
        let hidden = linear(x, first, table.add("\(name).first.bias", 1, columns, .constant(0)))
        return tail(name, hidden, skip: x, context: context)
    }

    /// The part of a GRN behind its first product.
    private mutating func tail(
        _ name: String, _ hidden: Tensor, skip: Tensor, context: Tensor?
    ) -> Tensor {
        let projected = context.map { context in
            linear(context, weight("\(name).context.weight", hidden.columns, context.columns), nil)
        }
        operations.append(.elu(hidden, context: projected))
        let second = weight("\(name).second.weight", hidden.columns, hidden.columns)
        let mixed = linear(hidden, second, table.add("\(name).second.bias", 1, hidden.columns, .constant(0)))
        return gate(name, mixed, skip: skip)
    }

    /// A variable selection network (equations 6 to 8); the tensor of its weights comes back.
    private mutating func choose(
        _ name: String, _ x: [Tensor], rows: Int, context: Tensor?, into: Tensor
    ) -> Tensor {
        let processed = x.enumerated().map { index, x in
            residualNetwork("\(name).variable.\(index)", x, shape.hidden)
        }
        let hidden = wide(x, rows, "\(name).choice.first", shape.hidden, bias: true)
        let skip = wide(x, rows, "\(name).choice.skip", x.count, bias: false)
        let logits = tail("\(name).choice", hidden, skip: skip, context: context)
        let weights = tensor(rows, x.count)
        operations.append(.select(logits: logits, variables: processed, weights: weights, into: into))
        return weights
    }

    private mutating func recurrence(
        _ temporal: Tensor, _ initialHidden: Tensor, _ initialCell: Tensor, _ encoderRows: Int
    ) -> Tensor {
        let size = shape.hidden
        let gates = tensor(temporal.rows, 4 * size)
        let bound = 1 / Double(size).squareRoot()
        var recurrent: [Parameter] = []
        for (name, rows) in [("encoder", 0..<encoderRows), ("decoder", encoderRows..<temporal.rows)] {
            let weight = table.add("lstm.\(name).input.weight", 4 * size, size, .uniform(bound))
            let bias = table.add("lstm.\(name).bias", 1, 4 * size, .forgetGate)
            operations.append(
                .linear(
                    temporal.rows(rows), weight: weight, bias: bias, into: gates.rows(rows),
                    accumulates: false))
            recurrent.append(table.add("lstm.\(name).hidden.weight", 4 * size, size, .uniform(bound)))
        }
        let states = temporal.rows + samples
        let hidden = tensor(states, size)
        operations.append(
            .lstm(
                LSTMStep(
                    gates: gates, hidden: hidden, cell: tensor(goesBack ? states : samples, size),
                    activated: goesBack ? tensor(temporal.rows, size) : nil, initialHidden: initialHidden,
                    initialCell: initialCell, encoderWeight: recurrent[0], decoderWeight: recurrent[1],
                    encoderSteps: shape.encoderSteps, steps: shape.steps)))
        return hidden.rows(samples..<states)
    }

    private mutating func attention(_ x: Tensor, _ decoderRows: Int) -> Tensor {
        let width = max(1, shape.hidden / shape.heads)
        let all = shape.heads * width
        func bias(_ name: String, _ count: Int, _ table: inout ParameterTable) -> Parameter {
            table.add("attention.\(name).bias", 1, count, .constant(0))
        }
        let queries = x.rows(x.rows - decoderRows..<x.rows)
        let query = linear(
            queries, weight("attention.query.weight", all, shape.hidden), bias("query", all, &table))
        let key = linear(x, weight("attention.key.weight", all, shape.hidden), bias("key", all, &table))
        let value = linear(
            x, weight("attention.value.weight", width, shape.hidden), bias("value", width, &table))
        let mean = tensor(decoderRows, width)
        let recorded = samples * shape.heads * shape.decoderSteps
        let probabilities = tensor(recordsAttention ? recorded : 1, shape.steps)
        choices.attention = probabilities
        operations.append(
            .attention(
                AttentionStep(
                    query: query, key: key, value: value, into: mean, probabilities: probabilities,
                    heads: shape.heads, queries: shape.decoderSteps, steps: shape.steps)))
        return linear(mean, weight("attention.output.weight", shape.hidden, width), nil)
    }
}
