package import DemandFeatures
package import ForecastCore
internal import Workers

/// The model kind `lightgbm`: declared features joined to boosted trees by a strategy over horizon steps.
package struct BoostedTreesForecaster: GlobalModel {
    let featureSetName: String
    let features: FeatureSetDefinition
    package let parameters: BoostingParameters
    let strategy: Strategy
    /// The first of several to choose from, where it is to be chosen.
    var scaling: SeriesScaling
    /// Whether the scaling is found out before anything is trained (`settled`).
    let choosesScaling: Bool
    package let centre: QuantileBooster.Centre
    /// The last so many training periods, held out to decide when to stop; 0 without early stopping.
    let validationPeriods: Int
    /// Into how many runs of neighbours these are cut, spread over the later half of the training periods: one is the tail.
    let validationBlocks: Int
    /// With the step as a feature, from how many origins each training period is learned.
    let originsPerPeriod: Int
    /// An ensemble of trees learns from a sample of its rows where they are more.
    let mostRows: Int
    /// Of the run.
    let seed: UInt64
    let labels: LabelForm
    /// Blocks of training periods of which trees of the others tell the smearing factor; 0 or 1: the trees' own rows.
    let foldCount: Int
    let weights: SampleWeights
    let intervals: Intervals
    /// Columns with which forecasts of the centre must not fall, and must not rise.
    let monotone: (increasing: [String], decreasing: [String])
    let library: LightGBMLibrary
    /// What this model has in common with others.
    let shared: SharedWork

    /// How 13 steps come out of models for rows.
    enum Strategy: String, CaseIterable {
        /// One model for the next period; the mean is fed back as history.
        case recursive
        /// A model of its own for every step.
        case direct
        /// One model for all steps, told which by a feature.
        case step
    }

    enum Intervals: String, CaseIterable {
        /// What the trees of each quantile say.
        case model
        /// The same, moved away from their median or towards it by how far off trees were in periods that they had not seen.
        case conformal
    }

    package static let file: ModelFile? = ModelFile(stem: "lgbm", fileExtension: "txt")

    package static let kind = ModelKind(
        name: "lightgbm",
        summary: "global gradient boosting on declared features, a quantile objective per level",
        source: "Ke et al. 2017, LightGBM 4.7.0", version: 4,
        parameters: [
            ParameterDeclaration("features", .featureSet, default: nil, "the feature set that it reads"),
            ParameterDeclaration(
                "strategy", .word(Strategy.allCases.map(\.rawValue)), default: .word("step"),
                "how the steps are forecast: recursive, direct (a model per step), step (the step as a feature)"
            ),
            ParameterDeclaration(
                "scaling", .word(SeriesScaling.allCases.map(\.rawValue) + [chosenScaling]),
                default: .word("mean"),
                "by what each series is divided before it is learned from; auto: mean or none, whichever forecast better what "
                    + "trees had not seen of the training periods"),
            ParameterDeclaration(
                "centre", .word(["mean", "median"]), default: .word("mean"),
                "what the point forecast is: a model of the objective, or the median"),
            ParameterDeclaration(
                "origins_per_period", .integer(1...730), default: .integer(1),
                "with strategy step: from how many origins each training period is learned"),
            ParameterDeclaration(
                mostRows, .integer(1000...1_000_000_000), default: .integer(mostRowsByDefault),
                "where an ensemble of trees would learn from more rows: a sample of about so many, drawn by series and origin"
            ),
            ParameterDeclaration(
                "labels", .word(LabelForm.allCases.map(\.rawValue)), default: .word("value"),
                "what the trees learn: the scaled target, or the logarithm of it"),
            ParameterDeclaration(
                smearingFolds, .integer(0...20), default: .integer(4),
                "with labels log and objective l2: blocks of held-out periods that tell how far the mean lies above the "
                    + "median; 0 asks the training rows themselves"),
            ParameterDeclaration(
                "intervals", .word(Intervals.allCases.map(\.rawValue)), default: .word("model"),
                "quantiles as the trees say them, or moved by how far off trees were in periods that they had not seen (conformal)"
            ),
            ParameterDeclaration(
                "validation", .integer(1...1000), default: .integer(13),
                "the last training periods that decide on early stopping; unused without it"),
            ParameterDeclaration(
                "validation_blocks", .integer(1...50), default: .integer(1),
                "runs that these are cut into, spread over the later half of the training periods, so that no single peak decides"
            ),
        ] + SampleWeights.declarations + monotoneDeclarations + BoostingParameters.declarations,
        make: .global, rounds: "rounds")

    init(
        _ values: ModelParameters, features: FeatureSetDefinition, seed: UInt64, library: LightGBMLibrary,
        shared: SharedWork
    ) {
        featureSetName = values.word("features")
        self.features = features
        parameters = BoostingParameters(values, seed: Int(seed % UInt64(Int32.max)))
        strategy = Strategy(rawValue: values.word("strategy")) ?? .step
        scaling = SeriesScaling(rawValue: values.word("scaling")) ?? .mean
        choosesScaling = values.word("scaling") == Self.chosenScaling
        validationBlocks = min(values.integer("validation_blocks"), max(1, values.integer("validation")))
        centre = values.word("centre") == "median" ? .median : .objective
        validationPeriods = parameters.earlyStoppingRounds > 0 ? values.integer("validation") : 0
        originsPerPeriod = values.integer("origins_per_period")
        mostRows = values.integer(Self.mostRows)
        self.seed = seed
        labels = LabelForm(rawValue: values.word("labels")) ?? .value
        foldCount = values.integer(Self.smearingFolds)
        weights = SampleWeights(values)
        intervals = Intervals(rawValue: values.word("intervals")) ?? .model
        monotone = (
            increasing: values.names(Self.monotoneIncreasing),
            decreasing: values.names(Self.monotoneDecreasing)
        )
        self.library = library
        self.shared = shared
    }

    // MARK: - Fitting

    package func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        try trees(fittedTo: known, jobs: jobs, shouldStop: shouldStop)
    }

    package func trees(
        fittedTo known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> FittedBoostedTrees {
        do {
            return try settled(on: known, jobs: jobs, shouldStop: shouldStop)
                .trained(on: known, jobs: jobs, shouldStop: shouldStop)
        } catch is NothingToLearn {
            return unlearned
        }
    }

    /// No series may be long enough, or none within the range of Float.
    struct NothingToLearn: Error {}

    /// What is fitted where there is nothing to learn from: every forecast is a fallback.
    var unlearned: FittedBoostedTrees {
        FittedBoostedTrees(model: self, parts: [], codes: CategoryCodes(), isOfSample: false, work: 0)
    }

    private func trained(
        on known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> FittedBoostedTrees {
        let table = try table(of: known)
        var work = 0.0
        var isOfSample = false
        let parts = try plan(for: known.window).map { strategy in
            isOfSample = isOfSample || taken(of: known, on: table, strategy).isSample
            let bins = try datasets(of: known, on: table, strategy, jobs: jobs)
            let booster = try train(on: bins, levels: known.levels, jobs: jobs, shouldStop: shouldStop)
            let calibration = try calibration(
                of: booster, stoppedEarly: bins.validation != nil, on: table, known, strategy, jobs: jobs,
                shouldStop: shouldStop)
            work += parameters.work(on: bins.training, trees: booster.treeCount) + calibration.work
            return FittedBoostedTrees.Part(
                booster: booster,
                smearing: try smearing(
                    of: booster, on: table, known, strategy, jobs: jobs, shouldStop: shouldStop),
                spread: calibration.spread)
        }
        return FittedBoostedTrees(
            model: self, parts: parts, codes: table.features.codes, isOfSample: isOfSample, work: work)
    }

    /// The features of `known`, from its training periods to the last period to forecast.
    /// - Parameter codes: those that the model was fitted with.
    package func table(
        of known: KnownPanel, codes: CategoryCodes = CategoryCodes()
    ) throws(DiagnosticsError) -> FeatureTable {
        let set = try FeatureSet(
            name: featureSetName, features, panel: known.panel, target: known.target, codes: codes)
        return FeatureTable.shared(of: known, set, in: shared)
    }

    /// One entry per ensemble to train. Nothing learns the steps of the gap but a recursive model, which must
    /// walk through it.
    package func plan(for window: BacktestWindow) -> [ForecastStrategy] {
        let steps = Array(window.gap + 1...window.gap + window.horizon)
        switch strategy {
        case .recursive: return [.recursive]
        case .direct: return steps.map { .direct(step: $0) }
        case .step: return [.stepAsFeature(steps: steps)]
        }
    }

    /// What one ensemble learns from, and the tail that decides when it stops; a tail without an observed period decides
    /// nothing, and all rounds are trained.
    /// - Throws: `NothingToLearn`.
    func datasets(
        of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy, jobs: Int
    ) throws -> TrainingBins {
        let key = TrainingBins.Key(
            features: featureSetName, training: table.training, strategy: strategy, scaling: scaling,
            originsPerPeriod: originsPerPeriod, mostRows: mostRows, seed: seed,
            validationPeriods: validationPeriods,
            validationBlocks: validationBlocks, labels: labels, weights: weights,
            parameters: parameters.binning)
        return try shared.value(of: key, memory: \.memory) {
            let rows = trainingRows(of: known, on: table, strategy)
            guard rows.training.matrix.rowCount > 0 else { throw NothingToLearn() }
            let dataset = try BinnedDataset(
                rows.training.matrix, labels: rows.training.labels, weights: rows.training.weights,
                parameters: parameters, threads: jobs, library: library)
            let validation = try rows.validation.flatMap { tail in
                guard tail.matrix.rowCount > 0 else { return nil as BinnedDataset? }
                return try BinnedDataset(
                    tail.matrix, labels: tail.labels, weights: tail.weights, parameters: parameters,
                    threads: jobs, reference: dataset, library: library)
            }
            return TrainingBins(training: dataset, validation: validation)
        }
    }

    /// Examples as LightGBM gets them.
    package struct Rows {
        package let matrix: FeatureMatrix
        package let labels: [Float]
        /// Nil where all are equal.
        package let weights: [Float]?
    }

    /// All examples of a strategy; the last periods apart when they decide on early stopping.
    package func trainingRows(
        of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy
    ) -> (training: Rows, validation: Rows?) {
        let periods = table.training
        if validationPeriods > 0, validationBlocks > 1 {
            let heldOut = Set(validationRuns(of: periods).joined())
            func rows(_ isWanted: @escaping (Int) -> Bool) -> Rows {
                trainingRows(of: known, on: table, strategy, targets: periods, where: isWanted)
            }
            return (rows { !heldOut.contains($0) }, rows(heldOut.contains))
        }
        let split = max(periods.upperBound - validationPeriods, periods.lowerBound)
        func rows(_ targets: Range<Int>) -> Rows {
            trainingRows(of: known, on: table, strategy, targets: targets)
        }
        return (
            rows(periods.lowerBound..<split), validationPeriods > 0 ? rows(split..<periods.upperBound) : nil
        )
    }

    /// The examples with these target periods.
    /// - Parameter isWanted: of the target periods; all by default.
    func trainingRows(
        of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy, targets: Range<Int>,
        where isWanted: ((Int) -> Bool)? = nil
    ) -> Rows {
        let rows = learnedRows(of: known, on: table, strategy, targets: targets, where: isWanted)
        return Rows(
            matrix: rows.matrix, labels: labels.labels(of: rows),
            weights: weights.values(of: rows, table: table, known: known))
    }

    /// The periods that decide on early stopping, in runs of neighbours; the last one ends with the training. Cut short where the
    /// later half has no room for all.
    func validationRuns(of periods: Range<Int>) -> [Range<Int>] {
        let half = periods.count - periods.count / 2
        let length = max(1, min(validationPeriods, half) / validationBlocks)
        return (0..<min(validationBlocks, half)).map { block in
            // Evenly: each run at the end of its part of the half.
            let end = periods.upperBound - half + half * (block + 1) / validationBlocks
            return max(periods.lowerBound, end - length)..<end
        }
    }

    /// - Parameter centre: that of the parameters by default.
    func train(
        on bins: TrainingBins, levels: [QuantileLevel], centre: QuantileBooster.Centre? = nil, jobs: Int,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws -> QuantileBooster {
        do throws(BoostedTreesError) {
            return try QuantileBooster.train(
                on: bins.training, validation: bins.validation, parameters: parameters, levels: levels,
                centre: centre ?? self.centre, monotone: monotone(of: bins.training.columnNames), jobs: jobs,
                shouldStop: { _ in shouldStop() })
        } catch {
            if error.kind == .cancelled { throw Interrupted() }
            throw error
        }
    }
}

extension LabelForm {
    /// What the trees learn of each row.
    fileprivate func labels(of rows: FeatureRows) -> [Float] {
        if self == .value { return rows.labels }
        let series = rows.series
        return rows.labels.indices.map { label(rows.labels[$0], scale: rows.scales[Int(series[$0])]) }
    }
}
