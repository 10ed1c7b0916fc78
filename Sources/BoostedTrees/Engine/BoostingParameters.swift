package import ForecastCore

/// How a model is trained: everything that decides its trees besides the data.
package struct BoostingParameters: Hashable, Sendable {
    package var objective: BoostingObjective
    /// The most trees a model gets.
    package var rounds: Int
    package var learningRate: Double
    /// The most leaves of a tree.
    package var leaves: Int
    /// -1 for no limit.
    package var maxDepth: Int
    package var minDataInLeaf: Int
    package var minSumHessianInLeaf: Double
    package var minGainToSplit: Double
    package var featureFraction: Double
    package var featureFractionByNode: Double
    package var baggingFraction: Double
    package var baggingFrequency: Int
    package var lambdaL1: Double
    package var lambdaL2: Double
    package var pathSmoothing: Double
    package var extraTrees: Bool
    package var maxBin: Int
    package var minDataInBin: Int
    package var categorySmoothing: Double
    package var categoryL2: Double
    package var minDataPerCategory: Int
    package var maxCategoryThreshold: Int
    package var poissonMaxDeltaStep: Double
    /// Rounds without a better validation loss before training stops; 0 trains all rounds.
    package var earlyStoppingRounds: Int
    /// From 0 to 2^31 - 1; drives row and column sampling.
    package var seed: Int

    /// The defaults of the declarations.
    package init(objective: BoostingObjective = .l2, seed: Int = 0) {
        var values: [String: ParameterValue] = [:]
        for declaration in Self.declarations { values[declaration.name] = declaration.defaultValue }
        self.init(ModelParameters(values), seed: seed)
        self.objective = objective
    }

    /// What a spec says, already checked against `declarations`; other parameters are passed over.
    package init(_ parameters: ModelParameters, seed: Int) {
        precondition(0...Int(Int32.max) ~= seed, "seed \(seed) does not fit LightGBM's int")
        objective = Self.objective(parameters)
        rounds = parameters.integer("rounds")
        learningRate = parameters.number("learning_rate")
        leaves = parameters.integer("leaves")
        maxDepth = parameters.integer("max_depth")
        minDataInLeaf = parameters.integer("min_data_in_leaf")
        minSumHessianInLeaf = parameters.number("min_sum_hessian_in_leaf")
        minGainToSplit = parameters.number("min_gain_to_split")
        featureFraction = parameters.number("feature_fraction")
        featureFractionByNode = parameters.number("feature_fraction_bynode")
        baggingFraction = parameters.number("bagging_fraction")
        baggingFrequency = parameters.integer("bagging_freq")
        lambdaL1 = parameters.number("lambda_l1")
        lambdaL2 = parameters.number("lambda_l2")
        pathSmoothing = parameters.number("path_smooth")
        extraTrees = parameters.boolean("extra_trees")
        maxBin = parameters.integer("max_bin")
        minDataInBin = parameters.integer("min_data_in_bin")
        categorySmoothing = parameters.number("cat_smooth")
        categoryL2 = parameters.number("cat_l2")
        minDataPerCategory = parameters.integer("min_data_per_group")
        maxCategoryThreshold = parameters.integer("max_cat_threshold")
        poissonMaxDeltaStep = parameters.number("poisson_max_delta_step")
        earlyStoppingRounds = parameters.integer("early_stopping")
        self.seed = seed
    }

    private static func objective(_ parameters: ModelParameters) -> BoostingObjective {
        switch parameters.word("objective") {
        case "l2": return .l2
        case "l1": return .l1
        case "mape": return .mape
        case "poisson": return .poisson
        case "gamma": return .gamma
        case "huber": return .huber(delta: parameters.number("huber_delta"))
        case "fair": return .fair(c: parameters.number("fair_c"))
        case "tweedie": return .tweedie(variancePower: parameters.number("tweedie_variance_power"))
        case "quantile":
            guard let level = QuantileLevel(parameters.number("quantile_level")) else {
                preconditionFailure("a quantile level outside (0, 1)")
            }
            return .quantile(level)
        case let name: preconditionFailure("no objective \(name)")
        }
    }
}

// MARK: - What a spec may say

extension BoostingParameters {
    /// The parameters of the model kind `lightgbm` that belong to training, in the order of documents. Aliases are
    /// those of LightGBM, scikit-learn and XGBoost.
    package static let declarations: [ParameterDeclaration] = [
        ParameterDeclaration(
            "objective", .word(BoostingObjective.names), default: .word("l2"),
            "the loss that the trees of the mean minimise", aliases: ["loss", "application"]),
        ParameterDeclaration(
            "rounds", .integer(1...100_000), default: .integer(300), "trees, at most",
            aliases: [
                "n_estimators", "num_iterations", "num_boost_round", "num_trees", "iterations", "num_rounds",
            ]),
        ParameterDeclaration(
            "learning_rate", .number(1e-6...1), default: .number(0.05), "the share of each tree that counts",
            aliases: ["eta", "shrinkage_rate"]),
        ParameterDeclaration(
            "leaves", .integer(2...131_072), default: .integer(31), "leaves of a tree, at most",
            aliases: ["num_leaves", "max_leaves"]),
        ParameterDeclaration(
            "max_depth", .integer(-1...1000), default: .integer(-1),
            "depth of a tree, at most; -1 for no limit"),
        ParameterDeclaration(
            "min_data_in_leaf", .integer(0...1_000_000_000), default: .integer(20),
            "rows of a leaf, at least", aliases: ["min_child_samples", "min_samples_leaf"]),
        ParameterDeclaration(
            "min_sum_hessian_in_leaf", .number(0...1e12), default: .number(1e-3),
            "second derivatives of a leaf, at least; matters with a log link and with weights",
            aliases: ["min_child_weight"]),
        ParameterDeclaration(
            "min_gain_to_split", .number(0...1e12), default: .number(0), "gain of a split, at least",
            aliases: ["min_split_gain", "gamma"]),
        ParameterDeclaration(
            "feature_fraction", .number(1e-6...1), default: .number(1), "share of the columns a tree may use",
            aliases: ["colsample_bytree"]),
        ParameterDeclaration(
            "feature_fraction_bynode", .number(1e-6...1), default: .number(1),
            "share of those columns a split may use", aliases: ["colsample_bynode"]),
        ParameterDeclaration(
            "bagging_fraction", .number(1e-6...1), default: .number(1),
            "share of the rows a tree is grown on", aliases: ["subsample"]),
        ParameterDeclaration(
            "bagging_freq", .integer(0...100_000), default: .integer(1),
            "rounds between draws of those rows; 0 switches bagging off", aliases: ["subsample_freq"]),
        ParameterDeclaration(
            "lambda_l1", .number(0...1e12), default: .number(0), "L1 penalty on leaf values",
            aliases: ["reg_alpha"]),
        ParameterDeclaration(
            "lambda_l2", .number(0...1e12), default: .number(0), "L2 penalty on leaf values",
            aliases: ["reg_lambda"]),
        ParameterDeclaration(
            "path_smooth", .number(0...1e12), default: .number(0), "how much a leaf leans on its parents"),
        ParameterDeclaration(
            "extra_trees", .boolean, default: .boolean(false), "one random threshold per column and split"),
        ParameterDeclaration(
            "max_bin", .integer(2...65_535), default: .integer(255),
            "bins that a column is cut into, at most", aliases: ["max_bins"]),
        ParameterDeclaration(
            "min_data_in_bin", .integer(1...1_000_000_000), default: .integer(3), "rows of a bin, at least"),
        ParameterDeclaration(
            "cat_smooth", .number(0...1e12), default: .number(10), "smoothing of rare categories"),
        ParameterDeclaration(
            "cat_l2", .number(0...1e12), default: .number(10), "L2 penalty in splits on categories"),
        ParameterDeclaration(
            "min_data_per_group", .integer(1...1_000_000_000), default: .integer(100),
            "rows of a group of categories, at least"),
        ParameterDeclaration(
            "max_cat_threshold", .integer(1...1_000_000), default: .integer(32),
            "categories on one side of a split, at most"),
        ParameterDeclaration(
            "early_stopping", .integer(0...100_000), default: .integer(0),
            "rounds without a better validation loss before training stops; 0 trains all rounds",
            aliases: ["early_stopping_rounds", "early_stopping_round"]),
        ParameterDeclaration(
            "huber_delta", .number(1e-9...1e12), default: .number(0.9),
            "where huber turns from squares to sizes"),
        ParameterDeclaration("fair_c", .number(1e-9...1e12), default: .number(1), "the scale of fair"),
        ParameterDeclaration(
            "tweedie_variance_power", .number(1.001...1.999), default: .number(1.5),
            "between 1 (counts) and 2 (sizes)"),
        ParameterDeclaration(
            "quantile_level", .number(0.001...0.999), default: .number(0.5),
            "the level of the objective quantile", aliases: ["alpha"]),
        ParameterDeclaration(
            "poisson_max_delta_step", .number(1e-6...1e6), default: .number(0.7),
            "safeguard of the objective poisson"),
    ]
}

// MARK: - What LightGBM is told

extension BoostingParameters {
    /// The text that decides how columns are cut into bins.
    ///
    /// - Parameter categorical: the columns that hold categories, ascending.
    func datasetText(categorical: [Int], threads: Int) -> String {
        Self.text(datasetFields(categorical: categorical, threads: threads))
    }

    /// Everything besides matrix and labels that decides how they are cut into bins.
    package var binning: String { datasetText(categorical: [], threads: 1) }

    /// The same field by field.
    package func datasetFields(categorical: [Int], threads: Int) -> [(name: String, value: String)] {
        var fields = commonFields(threads: threads)
        fields.append(("max_bin", String(maxBin)))
        fields.append(("min_data_in_bin", String(minDataInBin)))
        if !categorical.isEmpty {
            fields.append(("categorical_feature", categorical.map(String.init).joined(separator: ",")))
        }
        return fields
    }

    /// The text that decides how trees grow on binned data.
    func boosterText(monotone: [Int], threads: Int) -> String {
        Self.text(boosterFields(monotone: monotone, threads: threads))
    }

    /// The same field by field: the only place where it is made.
    package func boosterFields(monotone: [Int], threads: Int) -> [(name: String, value: String)] {
        var fields = objective.fields + commonFields(threads: threads)
        fields += [
            ("learning_rate", learningRate.description),
            ("num_leaves", String(leaves)),
            ("max_depth", String(maxDepth)),
            ("min_data_in_leaf", String(minDataInLeaf)),
            ("min_sum_hessian_in_leaf", minSumHessianInLeaf.description),
            ("min_gain_to_split", minGainToSplit.description),
            ("feature_fraction", featureFraction.description),
            ("feature_fraction_bynode", featureFractionByNode.description),
            ("bagging_fraction", baggingFraction.description),
            ("bagging_freq", String(baggingFrequency)),
            ("lambda_l1", lambdaL1.description),
            ("lambda_l2", lambdaL2.description),
            ("path_smooth", pathSmoothing.description),
            ("extra_trees", String(extraTrees)),
            ("max_bin", String(maxBin)),
            ("min_data_in_bin", String(minDataInBin)),
            ("cat_smooth", categorySmoothing.description),
            ("cat_l2", categoryL2.description),
            ("min_data_per_group", String(minDataPerCategory)),
            ("max_cat_threshold", String(maxCategoryThreshold)),
            ("poisson_max_delta_step", poissonMaxDeltaStep.description),
        ]
        if monotone.contains(where: { $0 != 0 }) {
            fields.append(("monotone_constraints", monotone.map(String.init).joined(separator: ",")))
        }
        return fields
    }

    /// What a prediction is told: one thread count, and to say nothing.
    static func predictionText(threads: Int) -> String {
        "num_threads=\(threads) verbosity=-1"
    }

    /// The same model text for any number of threads needs every one of these. The thread count is
    /// global to the process in LightGBM, so each text names it.
    private func commonFields(threads: Int) -> [(name: String, value: String)] {
        precondition(threads >= 1, "\(threads) threads")
        return [
            ("deterministic", "true"), ("force_row_wise", "true"), ("num_threads", String(threads)),
            ("seed", String(seed)), ("bagging_seed", String(seed)), ("feature_fraction_seed", String(seed)),
            ("data_random_seed", String(seed)), ("extra_seed", String(seed)),
            ("feature_pre_filter", "false"), ("verbosity", "-1"),
        ]
    }

    private static func text(_ fields: [(name: String, value: String)]) -> String {
        fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
}
