internal import NetworkTape

/// Lays the Temporal Fusion Transformer out for a number of samples: a tape, and the table of its weights.
///
/// **Source** Lim, Arik, Loeff & Pfister 2021, "Temporal Fusion Transformers for interpretable multi-horizon time series
/// forecasting", International Journal of Forecasting 37; equation numbers in the code are theirs.
struct NetworkBuilder {
    let shape: NetworkShape
    let samples: Int
    private(set) var table = ParameterTable()
    private var operations: [Operation] = []
    private var activationCount = 0
    private var maskCount = 0
    private var realCount = 0
    private var codeCount = 0
    private var knownParameters: [(Parameter, Parameter?)] = []
    private(set) var inputs = InputPlaces()
    /// The weights of the choices, for explanations.
    private(set) var choices = ChoiceTensors()

    /// The tape and the table of `shape`.
    static func build(_ shape: NetworkShape, samples: Int) -> Network {
        var builder = NetworkBuilder(shape: shape, samples: samples)
        let output = builder.lay()
        let tape = Tape(
            samples: samples, operations: builder.operations,
            backward: Tape.backward(of: builder.operations, from: output).map {
                (operation: $0.0, adds: $0.1)
            },
            activationCount: builder.activationCount, maskCount: builder.maskCount,
            realCount: builder.realCount, codeCount: builder.codeCount, output: output)
        return Network(
            shape: shape, tape: tape, table: builder.table, inputs: builder.inputs, choices: builder.choices)
    }

    private init(shape: NetworkShape, samples: Int) {
        self.shape = shape
        self.samples = samples
    }

    // MARK: - The network

    private mutating func lay() -> Tensor {
        let size = shape.hidden
        let encoderRows = shape.encoderSteps * samples
        let decoderRows = shape.decoderSteps * samples

        // Section 4.2: static variables are chosen, and give four contexts.
        let fixed = fixedInputs()
        let chosen = tensor(samples, size)
        choices.fixed = choose("static", fixed, shape.fixed.count, context: nil, into: chosen)
        let selectionContext = residualNetwork("context.selection", chosen, size)
        let enrichmentContext = residualNetwork("context.enrichment", chosen, size)
        let hiddenContext = residualNetwork("context.hidden", chosen, size)
        let cellContext = residualNetwork("context.cell", chosen, size)

        // Section 4.2: variables of each step are chosen.
        let pastAndKnown = shape.past + shape.known
        let encoderVariables = encoderInputs(rows: encoderRows)
        let decoderVariables = decoderInputs(rows: decoderRows)
        let temporal = tensor(encoderRows + decoderRows, size)
        choices.encoder = choose(
            "encoder", encoderVariables, pastAndKnown.count, context: selectionContext,
            into: temporal.rows(0..<encoderRows))
        choices.decoder = choose(
            "decoder", decoderVariables, shape.known.count, context: selectionContext,
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

    private mutating func fixedInputs() -> Tensor {
        let all = tensor(shape.fixed.count * samples, shape.hidden)
        for (index, input) in shape.fixed.enumerated() {
            let weights = inputWeights("static.\(index)", input)
            let rows = index * samples..<(index + 1) * samples
            inputs.fixed.append(put(input, weights, into: all.rows(rows)))
        }
        return all
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

    private mutating func encoderInputs(rows: Int) -> Tensor {
        let all = tensor((shape.past.count + shape.known.count) * rows, shape.hidden)
        for (index, input) in shape.past.enumerated() {
            let weights = inputWeights("past.\(index)", input)
            inputs.past.append(put(input, weights, into: all.rows(index * rows..<(index + 1) * rows)))
        }
        for (index, input) in shape.known.enumerated() {
            let weights = inputWeights("known.\(index)", input)
            knownParameters.append(weights)
            let place = shape.past.count + index
            inputs.knownPast.append(put(input, weights, into: all.rows(place * rows..<(place + 1) * rows)))
        }
        return all
    }

    /// Known variables mean the same behind and ahead: their weights are shared.
    private mutating func decoderInputs(rows: Int) -> Tensor {
        let all = tensor(shape.known.count * rows, shape.hidden)
        for (index, input) in shape.known.enumerated() {
            inputs.knownAhead.append(
                put(input, knownParameters[index], into: all.rows(index * rows..<(index + 1) * rows)))
        }
        return all
    }

    // MARK: - Blocks

    private mutating func tensor(_ rows: Int, _ columns: Int) -> Tensor {
        defer { activationCount += rows * columns }
        return Tensor(offset: activationCount, rows: rows, columns: columns)
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

    /// Several variables, one below the other, as one wide row: `y = sum over j of x_j W_j' (+ bias)`.
    private mutating func wide(_ x: Tensor, _ count: Int, _ name: String, _ columns: Int, bias: Bool)
        -> Tensor
    {
        let rows = x.rows / count
        let y = tensor(rows, columns)
        let bound = (6 / Double(count * shape.hidden + columns)).squareRoot()
        let shift = bias ? table.add("\(name).bias", 1, columns, .constant(0)) : nil
        for index in 0..<count {
            let part = table.add("\(name).\(index).weight", columns, shape.hidden, .uniform(bound))
            operations.append(
                .linear(
                    x.rows(index * rows..<(index + 1) * rows), weight: part, bias: index == 0 ? shift : nil,
                    into: y, accumulates: index > 0))
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
        _ name: String, _ x: Tensor, skip: Tensor, drops: Bool = true, into: Tensor? = nil
    )
        -> Tensor
    {
        if drops { drop(x) }
        let columns = skip.columns
        let weight = weight("\(name).gate.weight", 2 * columns, x.columns)
        let bias = table.add("\(name).gate.bias", 1, 2 * columns, .constant(0))
        let opened = linear(x, weight, bias)
        let output = into ?? tensor(x.rows, columns)
        let gain = table.add("\(name).norm.gain", 1, columns, .constant(1))
        let shift = table.add("\(name).norm.shift", 1, columns, .constant(0))
        let memory = GateMemory(
            open: tensor(x.rows, columns), normalised: tensor(x.rows, columns),
            inverseDeviation: tensor(x.rows, 1))
        operations.append(
            .gateAddNorm(opened, skip: skip, gain: gain, shift: shift, into: output, saved: memory))
        return output
    }

    /// `GRN(x, context)` with as many outputs as inputs (equations 2 to 4).
    private mutating func residualNetwork(
        _ name: String, _ x: Tensor, _ columns: Int, context: Tensor? = nil, into: Tensor? = nil
    ) -> Tensor {
        precondition(x.columns == columns, "a residual of \(x.columns) for \(columns)")
        let first = weight("\(name).first.weight", columns, columns)
        let hidden = linear(x, first, table.add("\(name).first.bias", 1, columns, .constant(0)))
        return tail(name, hidden, skip: x, context: context, into: into)
    }

    /// The part of a GRN behind its first product.
    private mutating func tail(
        _ name: String, _ hidden: Tensor, skip: Tensor, context: Tensor?, into: Tensor?
    )
        -> Tensor
    {
        let projected = context.map { context in
            linear(context, weight("\(name).context.weight", hidden.columns, context.columns), nil)
        }
        operations.append(.elu(hidden, context: projected))
        let second = weight("\(name).second.weight", hidden.columns, hidden.columns)
        let mixed = linear(hidden, second, table.add("\(name).second.bias", 1, hidden.columns, .constant(0)))
        return gate(name, mixed, skip: skip, into: into)
    }

    /// A variable selection network (equations 6 to 8); the tensor of its weights comes back.
    private mutating func choose(_ name: String, _ x: Tensor, _ count: Int, context: Tensor?, into: Tensor)
        -> Tensor
    {
        let rows = x.rows / count
        let processed = tensor(x.rows, shape.hidden)
        for index in 0..<count {
            let range = index * rows..<(index + 1) * rows
            _ = residualNetwork(
                "\(name).variable.\(index)", x.rows(range), shape.hidden, into: processed.rows(range))
        }
        let hidden = wide(x, count, "\(name).choice.first", shape.hidden, bias: true)
        let skip = wide(x, count, "\(name).choice.skip", count, bias: false)
        let logits = tail("\(name).choice", hidden, skip: skip, context: context, into: nil)
        let weights = tensor(rows, count)
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
                    gates: gates, hidden: hidden, cell: tensor(states, size),
                    activated: tensor(temporal.rows, size), initialHidden: initialHidden,
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
        let probabilities = tensor(samples * shape.heads * shape.decoderSteps, shape.steps)
        choices.attention = probabilities
        operations.append(
            .attention(
                AttentionStep(
                    query: query, key: key, value: value, into: mean, probabilities: probabilities,
                    heads: shape.heads, queries: shape.decoderSteps, steps: shape.steps)))
        return linear(mean, weight("attention.output.weight", shape.hidden, width), nil)
    }
}
