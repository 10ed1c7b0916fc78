package import ForecastCore

extension TemporalFusionTransformer {
    /// What a spec can say of it.
    package static let file: ModelFile? = ModelFile(stem: "tft", fileExtension: "safetensors")

    package static let kind = ModelKind(
        name: "tft",
        summary:
            "a neural network that reads sequences: variable selection, LSTM, attention; quantiles at once",
        source: "Lim, Arik, Loeff & Pfister 2021", version: 7,
        parameters: [
            ParameterDeclaration("features", .featureSet, default: nil, "the feature set that it reads"),
            ParameterDeclaration(
                "hidden", .integer(4...256), default: .integer(32), "the width of every layer",
                aliases: ["hidden_size", "d_model"]),
            ParameterDeclaration(
                "heads", .integer(1...16), default: .integer(4), "heads of the attention",
                aliases: ["attention_head_size", "num_heads"]),
            ParameterDeclaration(
                "encoder", .integer(1...1000), default: .integer(52),
                "how many periods of its past a forecast reads",
                aliases: ["max_encoder_length", "input_size", "context_length"]),
            ParameterDeclaration(
                "epochs", .numberOrWord(0...10_000, words: [automatic]), default: .word(automatic),
                "passes over all examples; auto: until the last training periods say that no more is learned",
                aliases: ["max_epochs", "n_epochs"]),
            ParameterDeclaration(
                "validation", .countOrWord(1...1000, words: [automatic]), default: .word(automatic),
                "with epochs auto: the last so many training periods decide when to stop, a forecast's length at least; auto: an eighth of them, 13 at most"
            ),
            ParameterDeclaration(
                "batch", .integer(1...4096), default: .integer(64), "examples per step",
                aliases: ["batch_size"]),
            ParameterDeclaration(
                "learning_rate", .number(1e-6...1), default: .number(0.003), "of AdamW, at its highest",
                aliases: ["lr"]),
            ParameterDeclaration(
                "weight_decay", .number(0...1), default: .number(0.01), "of AdamW"),
            ParameterDeclaration(
                "dropout", .number(0...0.9), default: .number(0.1),
                "the share of activations left out in training"),
            ParameterDeclaration(
                "weighting", .word(Weighting.allCases.map(\.rawValue)), default: .word("equal"),
                "what an error counts: the same for every series (equal), or by the series' scale (volume), as in WAPE"
            ),
            ParameterDeclaration(
                "link", .word(OutputLink.allCases.map(\.rawValue)), default: .word("identity"),
                "how outputs become forecasts: as they are (identity), as exponentials of both signs (log), never below 0 (softplus)"
            ),
            ParameterDeclaration(
                "seeds", .integer(1...16), default: .integer(1),
                "networks that are trained from different first weights, whose forecasts are averaged",
                aliases: ["num_seeds", "n_seeds"]),
            ParameterDeclaration(
                "whole_numbers", .booleanOrWord([automatic]), default: .word(automatic),
                "round the quantiles of a series of whole numbers from 0 to whole numbers, half up; auto: of one that sells fewer than six at a time"
            ),
            ParameterDeclaration(
                "warm_start", .boolean, default: .boolean(false),
                "begin in every window of the backtest with the weights of the window before"),
        ],
        make: .global, multipliesMatrices: true,
        leastHistory: { min(TrainingWindows.leastHistory, $0.integer("encoder")) + 1 },
        continues: { $0.boolean("warm_start") })

    fileprivate static let automatic = "auto"

    fileprivate enum Weighting: String, CaseIterable {
        case equal, volume
    }
}

extension NetworkParameters {
    /// - Parameter values: checked against `TemporalFusionTransformer.kind`.
    package init(_ values: ModelParameters) {
        self.init(
            hidden: values.integer("hidden"), heads: values.integer("heads"),
            encoder: values.integer("encoder"),
            dropout: values.number("dropout"), batch: values.integer("batch"),
            length: values.optionalNumber("epochs").map(TrainingLength.epochs) ?? .automatic,
            validation: values.optionalInteger("validation"), rate: values.number("learning_rate"),
            weightDecay: values.number("weight_decay"),
            weighsByScale: values.word("weighting") == TemporalFusionTransformer.Weighting.volume.rawValue,
            link: OutputLink(rawValue: values.word("link")) ?? .identity, seeds: values.integer("seeds"),
            wholeNumbers: values.optionalBoolean("whole_numbers"))
    }
}
