internal import BoostedTrees
internal import DemandFeatures
internal import ForecastCore

/// The model kind `lightgbm`: declared features joined to boosted trees by a strategy over horizon steps.
struct BoostedTreesForecaster: GlobalModel {
    let featureSetName: String
    let features: FeatureRequest
    let parameters: BoostingParameters
    let strategy: Strategy
    let scaling: SeriesScaling
    let centre: QuantileBooster.Centre
    /// The last so many training periods, held out to decide when to stop; 0 without early stopping.
    let validationPeriods: Int
    /// With the step as a feature, from how many origins each training period is learned.
    let originsPerPeriod: Int
    let labels: LabelForm
    /// Blocks of training periods of which trees of the others tell the smearing factor; 0 or 1: the trees' own rows.
    let foldCount: Int
    let weights: SampleWeights
    /// Columns with which forecasts of the centre must not fall, and must not rise.
    let monotone: (increasing: [String], decreasing: [String])
    let library: LightGBMLibrary
    /// What this model has in common with others.
    let shelf: FeatureShelf

    /// How 13 steps come out of models for rows.
    enum Strategy: String, CaseIterable {
        /// One model for the next period; the mean is fed back as history.
        case recursive
        /// A model of its own for every step.
        case direct
        /// One model for all steps, told which by a feature.
        case step
    }

    static let kind = ModelKind(
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
                "scaling", .word(SeriesScaling.allCases.map(\.rawValue)), default: .word("mean"),
                "by what each series is divided before it is learned from"),
            ParameterDeclaration(
                "centre", .word(["mean", "median"]), default: .word("mean"),
                "what the point forecast is: a model of the objective, or the median"),
            ParameterDeclaration(
                "origins_per_period", .integer(1...730), default: .integer(1),
                "with strategy step: from how many origins each training period is learned"),
            ParameterDeclaration(
                "labels", .word(LabelForm.allCases.map(\.rawValue)), default: .word("value"),
                "what the trees learn: the scaled target, or the logarithm of it"),
            ParameterDeclaration(
                smearingFolds, .integer(0...20), default: .integer(4),
                "with labels log and objective l2: blocks of held-out periods that tell how far the mean lies above the "
                    + "median; 0 asks the training rows themselves"),
            ParameterDeclaration(
                "validation", .integer(1...1000), default: .integer(13),
                "the last training periods that decide on early stopping; unused without it"),
        ] + SampleWeights.declarations + monotoneDeclarations + BoostingParameters.declarations,
        make: .global, rounds: "rounds")

    init(
        _ values: ModelParameters, features: FeatureRequest, seed: UInt64, library: LightGBMLibrary,
        shelf: FeatureShelf
    ) {
        featureSetName = values.word("features")
        self.features = features
        parameters = BoostingParameters(values, seed: Int(seed % UInt64(Int32.max)))
        strategy = Strategy(rawValue: values.word("strategy")) ?? .step
        scaling = SeriesScaling(rawValue: values.word("scaling")) ?? .mean
        centre = values.word("centre") == "median" ? .median : .objective
        validationPeriods = parameters.earlyStoppingRounds > 0 ? values.integer("validation") : 0
        originsPerPeriod = values.integer("origins_per_period")
        labels = LabelForm(rawValue: values.word("labels")) ?? .value
        foldCount = values.integer(Self.smearingFolds)
        weights = SampleWeights(values)
        monotone = (
            increasing: Self.names(values.word(Self.monotoneIncreasing)),
            decreasing: Self.names(values.word(Self.monotoneDecreasing))
        )
        self.library = library
        self.shelf = shelf
    }

    // MARK: - Fitting

    func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        do {
            return try trained(on: known, jobs: jobs, shouldStop: shouldStop)
        } catch is NothingToLearn {
            return unlearned
        }
    }

    /// No series may be long enough, or none within the range of Float.
    struct NothingToLearn: Error {}

    /// What is fitted where there is nothing to learn from: every forecast is a fallback.
    var unlearned: FittedBoostedTrees { FittedBoostedTrees(model: self, parts: [], work: 0) }

    private func trained(
        on known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> FittedBoostedTrees {
        let table = try table(of: known)
        var work = 0.0
        let parts = try plan(for: known.window).map { strategy in
            let bins = try datasets(of: known, on: table, strategy, jobs: jobs)
            let booster = try train(on: bins, levels: known.levels, jobs: jobs, shouldStop: shouldStop)
            work += parameters.work(on: bins.training, trees: booster.treeCount)
            return FittedBoostedTrees.Part(
                booster: booster,
                smearing: try smearing(
                    of: booster, on: table, known, strategy, jobs: jobs, shouldStop: shouldStop))
        }
        return FittedBoostedTrees(model: self, parts: parts, work: work)
    }

    /// The features of `known`, from its training periods to the last period to forecast.
    func table(of known: KnownPanel) throws(DiagnosticsError) -> FeatureTable {
        let set = try FeatureSet(name: featureSetName, features, panel: known.panel, target: known.target)
        return shelf.table(of: known, set)
    }

    /// One entry per ensemble to train. Nothing learns the steps of the gap but a recursive model, which must
    /// walk through it.
    func plan(for window: BacktestWindow) -> [ForecastStrategy] {
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
    ) throws -> FeatureShelf.Bins {
        let key = FeatureShelf.BinsKey(
            features: featureSetName, training: table.training, strategy: strategy, scaling: scaling,
            originsPerPeriod: originsPerPeriod, validationPeriods: validationPeriods, labels: labels,
            weights: weights, parameters: parameters.binning)
        return try shelf.bins(key) {
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
            return FeatureShelf.Bins(training: dataset, validation: validation)
        }
    }

    /// Examples as LightGBM gets them.
    struct Rows {
        let matrix: FeatureMatrix
        let labels: [Float]
        /// Nil where all are equal.
        let weights: [Float]?
    }

    /// All examples of a strategy; the last periods apart when they decide on early stopping.
    func trainingRows(
        of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy
    ) -> (training: Rows, validation: Rows?) {
        let periods = table.training
        let split = max(periods.upperBound - validationPeriods, periods.lowerBound)
        func rows(_ targets: Range<Int>) -> Rows {
            trainingRows(of: known, on: table, strategy, targets: targets)
        }
        return (
            rows(periods.lowerBound..<split), validationPeriods > 0 ? rows(split..<periods.upperBound) : nil
        )
    }

    /// The examples with these target periods. A period seen from neighbouring origins gives nearly the same row, so
    /// with the step as a feature each is taken from `originsPerPeriod` origins, staggered over the periods: every step
    /// stays equally represented. On 1,234 synthetic products one origin instead of three cost 0.1 points of
    /// WAPE and no WQL, for a third of the rows.
    private func trainingRows(
        of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy, targets: Range<Int>
    ) -> Rows {
        let rows = table.trainingRows(for: strategy, scaling: scaling, targets: targets)
        let learned = labels.labels(of: rows)
        let kept = kept(of: rows, strategy)
        return Rows(
            matrix: kept.map { rows.matrix.selecting(rows: $0) } ?? rows.matrix,
            labels: kept.map { kept in kept.map { learned[$0] } } ?? learned,
            weights: weights.values(of: rows, kept: kept, table: table, known: known))
    }

    /// Which of the rows are learned from; nil for all.
    func kept(of rows: FeatureRows, _ strategy: ForecastStrategy) -> [Int]? {
        guard case .stepAsFeature(let all) = strategy, originsPerPeriod < all.count else { return nil }
        let periods = rows.targets
        let steps = rows.steps
        return periods.indices.filter {
            (Int(periods[$0]) + Int(steps[$0])) % all.count < originsPerPeriod
        }
    }

    func train(
        on bins: FeatureShelf.Bins, levels: [QuantileLevel], jobs: Int,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws -> QuantileBooster {
        do throws(BoostedTreesError) {
            return try QuantileBooster.train(
                on: bins.training, validation: bins.validation, parameters: parameters, levels: levels,
                centre: centre, monotone: monotone(of: bins.training.columnNames), jobs: jobs,
                shouldStop: { _ in shouldStop() })
        } catch {
            if error.kind == .cancelled { throw Interrupted() }
            throw error
        }
    }
}

/// Boosted trees for every step of a horizon.
struct FittedBoostedTrees: FittedGlobalModel {
    let model: BoostedTreesForecaster
    /// One per entry of the model's plan; none where there was nothing to learn from: then no forecast is a number, and
    /// the runner's stand-ins take their places.
    let parts: [Part]
    let work: Double

    struct Part {
        let booster: QuantileBooster
        /// See `BoostedTreesForecaster.smearing`.
        let smearing: Double
    }

    /// The texts of all trees: per ensemble the mean, then the levels, then a line with the smearing factor where
    /// there is one.
    var artefact: String {
        parts.flatMap { part in
            part.booster.models.map(\.text.text) + (part.smearing == 1 ? [] : ["smearing=\(part.smearing)\n"])
        }.joined(separator: "\u{0C}\n")
    }

    func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
        let table = try model.table(of: known)
        guard !parts.isEmpty else {
            let count = table.seriesCount * known.reach * (1 + known.levels.count)
            return Array(repeating: .nan, count: count)
        }
        var output = Output(
            labels: model.labels, series: table.seriesCount, steps: known.reach, width: 1 + known.levels.count
        )
        switch model.strategy {
        case .recursive: try recursive(table, known, jobs: jobs, to: &output)
        case .direct, .step: try learnedSteps(table, known, jobs: jobs, to: &output)
        }
        return output.values
    }

    private func learnedSteps(_ table: FeatureTable, _ known: KnownPanel, jobs: Int, to output: inout Output)
        throws
    {
        for (part, strategy) in zip(parts, model.plan(for: known.window)) {
            let rows = table.predictionRows(for: strategy, steps: strategy.steps, scaling: model.scaling)
            let values = try part.booster.predict(rows.matrix, jobs: jobs)
            output.write(values, steps: strategy.steps, scales: rows.scales, smearing: part.smearing)
        }
    }

    /// The quantiles of a step are those of its one-step model given the means before it: honest for the
    /// first step, too narrow for later ones where errors accumulate.
    private func recursive(_ table: FeatureTable, _ known: KnownPanel, jobs: Int, to output: inout Output)
        throws
    {
        var rows = RecursiveFeatures(table, scaling: model.scaling)
        let least = known.mayBeNegative.map { $0 ? -Double.infinity : 0 }
        for step in 1...known.reach {
            let values = try parts[0].booster.predict(rows.matrix(), jobs: jobs)
            output.write(values, steps: [step], scales: rows.scales, smearing: parts[0].smearing)
            rows.append((0..<table.seriesCount).map { max(least[$0], output.mean(series: $0, step: step)) })
        }
    }

    /// `[series, step, 1 + levels]`, filled step by step; 0 in a gap that no part forecasts.
    private struct Output {
        let labels: LabelForm
        let steps: Int
        let width: Int
        var values: [Double]

        init(labels: LabelForm, series: Int, steps: Int, width: Int) {
            self.labels = labels
            self.steps = steps
            self.width = width
            values = Array(repeating: 0, count: series * steps * width)
        }

        func mean(series: Int, step: Int) -> Double { values[(series * steps + step - 1) * width] }

        /// `said` is `[series, its steps, width]`, as the trees say it.
        mutating func write(_ said: [Double], steps written: [Int], scales: [Double], smearing: Double) {
            for (series, scale) in scales.enumerated() {
                for (place, step) in written.enumerated() {
                    let from = (series * written.count + place) * width
                    let to = (series * steps + step - 1) * width
                    for column in 0..<width {
                        let value = labels.forecast(said[from + column], scale: scale)
                        let isSmeared = column == 0 && smearing != 1
                        values[to + column] = isSmeared ? (value + 1) * smearing - 1 : value
                    }
                }
            }
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
