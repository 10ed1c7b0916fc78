internal import DemandFeatures
internal import ForecastCore
internal import NetworkTape

// A trained network as a file of weights.
//
// The header's words say everything but the weights, so that a reader in another language can lay the network out.

extension TrainedNetwork {
    /// Of a version that did not keep the words of categories.
    private static let before = "forecast-engine temporal fusion 2"
    /// Of a version with one seed and forecasts that are the outputs themselves.
    private static let single = "forecast-engine temporal fusion 3"
    static let format = "forecast-engine temporal fusion 4"
    /// Mean and deviation of every measure, `[measure, 2]`.
    private static let measures = "inputs.measures"

    /// As a safetensors file: one array for each entry of the table of parameters, under its name; `seed.2.` and so on before
    /// the names of further seeds.
    var bytes: [UInt8] {
        let moments = encoding.measures.flatMap { [$0.mean, $0.deviation] }
        var tensors = [
            SafeTensors.Tensor(Self.measures, shape: [encoding.measures.count, 2], .double(moments))
        ]
        let entries = isTrained ? NetworkBuilder.build(shape, samples: 1).table.entries : []
        for (seed, weights) in weights.enumerated() {
            tensors += entries.map { entry in
                SafeTensors.Tensor(
                    Self.name(entry, seed: seed), shape: [entry.rows, entry.columns],
                    .float(Array(weights[entry.offset..<entry.offset + entry.count])))
            }
        }
        return SafeTensors(tensors, metadata: words).bytes
    }

    private static func name(_ entry: ParameterTable.Entry, seed: Int) -> String {
        seed == 0 ? entry.name : "seed.\(seed + 1).\(entry.name)"
    }

    private var words: [String: String] {
        [
            "format": Self.format, "link": link.rawValue, "seeds": "\(weights.count)",
            "hidden": "\(shape.hidden)", "heads": "\(shape.heads)",
            "encoder_steps": "\(shape.encoderSteps)", "decoder_steps": "\(shape.decoderSteps)",
            "outputs": "\(shape.outputs)", "dropout": "\(shape.dropout)",
            "static": Self.lines(variables.fixed), "past": Self.lines(variables.past),
            "known": Self.lines(variables.known), "marks_missing": "\(encoding.marksMissing)",
            "categories": codes.text,
            "measures": encoding.measures.map { "\($0.name)\t\($0.form.rawValue)" }.joined(separator: "\n"),
            "work": "\(work)", "mean_factor": "\(meanFactor)",
            "spread": spread.factors.map { $0.map { "\($0)" }.joined(separator: "\t") }.joined(
                separator: "\n"),
            "loss": NetworkWords.lines(of: curve),
        ]
    }

    /// One variable per line: its name, and `number` or the count of its categories.
    private static func lines(_ variables: [VariableNames.Variable]) -> String {
        variables.map { variable in
            switch variable.input {
            case .number: "\(variable.name)\tnumber"
            case .category(let count): "\(variable.name)\t\(count)"
            }
        }.joined(separator: "\n")
    }

    // MARK: - Reading

    /// Reads what `bytes` made.
    init(bytes: [UInt8]) throws(SafeTensorsError) {
        let file = try SafeTensors(bytes: bytes, needsDigest: true)
        let words = NetworkWords(file.metadata)
        let format = try words.text("format")
        guard format == Self.format || format == Self.single else {
            throw SafeTensorsError(
                .mismatched,
                format == Self.before
                    ? "they do not say which values their categories had"
                    : "they are no weights of a temporal fusion transformer")
        }
        let variables = VariableNames(
            fixed: try words.variables("static"), past: try words.variables("past"),
            known: try words.variables("known"))
        let shape = try words.shape(of: variables)
        self.init(
            shape: shape, variables: variables,
            encoding: InputEncoding(
                marksMissing: try words.text("marks_missing") == "true",
                measures: try Self.measures(file, words)), codes: try words.codes(),
            link: format == Self.single ? .identity : try words.link())
        work = try words.number("work")
        meanFactor = try words.number("mean_factor")
        curve = try words.curve()
        spread = try words.spread(levels: shape.outputs - 1)
        guard file.tensors.count > 1 else { return }
        let entries = NetworkBuilder.build(shape, samples: 1).table.entries
        let seeds = format == Self.single ? 1 : try words.count("seeds")
        guard file.tensors.count == 1 + seeds * entries.count else {
            throw SafeTensorsError(
                .mismatched, "\(file.tensors.count) arrays are not those of \(seeds) seeds")
        }
        for seed in 0..<seeds { weights.append(try Self.weights(file, entries, seed: seed)) }
    }

    private static func weights(
        _ file: SafeTensors, _ entries: [ParameterTable.Entry], seed: Int
    ) throws(SafeTensorsError) -> [Float] {
        var weights: [Float] = []
        for entry in entries {
            let name = name(entry, seed: seed)
            guard let tensor = file.tensor(name), tensor.shape == [entry.rows, entry.columns],
                case .float(let values) = tensor.values
            else {
                throw SafeTensorsError(.mismatched, "no '\(name)' of shape [\(entry.rows), \(entry.columns)]")
            }
            weights += values
        }
        return weights
    }

    private static func measures(
        _ file: SafeTensors, _ words: NetworkWords
    ) throws(SafeTensorsError) -> [InputEncoding.Measure] {
        let rows = try words.rows("measures", width: 2)
        guard case .double(let moments)? = file.tensor(measures)?.values, moments.count == 2 * rows.count
        else { throw SafeTensorsError(.mismatched, "the moments of \(rows.count) measures are not there") }
        var measures: [InputEncoding.Measure] = []
        for (index, row) in rows.enumerated() {
            guard let form = InputEncoding.Form(rawValue: row[1]) else {
                throw SafeTensorsError(.mismatched, "measure '\(row[0])' has the unknown form '\(row[1])'")
            }
            measures.append(
                .init(name: row[0], form: form, mean: moments[2 * index], deviation: moments[2 * index + 1]))
        }
        return measures
    }
}
