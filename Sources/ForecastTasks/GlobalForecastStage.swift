package import ArtefactStore
package import ExperimentSpec
package import ForecastCore
internal import StatisticalModels
internal import Synchronization
package import Workers

/// Fits and forecasts one global model in every window, through the cache.
///
/// The unit of work is a window: the whole panel as it is known at the cutoff is the input, so any change to
/// it makes a new key. What is cached is what the model said; repairs and stand-ins follow each time.
package struct GlobalForecastStage {
    let experiment: ExperimentSpec
    let catalogue: ModelCatalogue
    let history: TargetHistory
    /// `[window]`.
    let classes: [SeriesClasses]
    let store: ArtefactStore
    let ignoresCache: Bool
    let queue: WorkQueue
    let progress: any RunProgress
    /// True to ask models what their forecasts lean on, and to keep the models.
    private let explains: Bool
    /// Of what is known in each window: the same for every model.
    private let digests: KnownDigests
    /// Nothing is fitted of these.
    private let trained: TrainedModels
    /// See `ModelKind.continues`: the windows whose fits may begin with one another.
    private let chain: [Int]

    /// - Parameter chain: the windows of the backtest among those of `history`; nil for all of them.
    package init(
        experiment: ExperimentSpec, catalogue: ModelCatalogue, history: TargetHistory,
        classes: [SeriesClasses], store: ArtefactStore, ignoresCache: Bool, queue: WorkQueue,
        progress: any RunProgress, explains: Bool = true, trained: TrainedModels = TrainedModels(),
        chain: [Int]? = nil
    ) {
        self.experiment = experiment
        self.catalogue = catalogue
        self.history = history
        self.classes = classes
        self.store = store
        self.ignoresCache = ignoresCache
        self.queue = queue
        self.progress = progress
        self.explains = explains
        self.trained = trained
        self.chain = chain ?? Array(history.windows.indices)
        digests = KnownDigests(windows: history.windows.count)
    }

    package static let stage = "global forecast"
    static let fitStage = "global fit"

    /// What one model came to in every window.
    package struct Output: Sendable {
        /// `[window]`, every block with every series of the panel.
        package internal(set) var blocks: [ForecastBlock] = []
        /// `[window]`: the fit that made the block, explained by its forecasts.
        package internal(set) var fits: [GlobalFit] = []
        /// What to know of the forecasts, a sentence each.
        package internal(set) var notes: [String] = []
        /// Where it sent its series; nil for a model that sends none.
        package internal(set) var routing: Routing?
        /// What it learned from earlier windows; nil for a model that learns nothing from them.
        package internal(set) var learned: LearnedShares?
        /// Of the levels above the series, in their order; a level that the model does not forecast has no blocks.
        package internal(set) var levels: [Output] = []
        /// By their place, those of the backtest and the earlier ones; empty for a model that is asked for none.
        private(set) var extended: [Int: ForecastBlock] = [:]

        /// The model that a series was sent or left to; nil where it forecasts by itself or mixes its members.
        package func route(ofSeries series: Int, inWindow window: Int) -> String? {
            routing?.route(ofSeries: series, inWindow: window)
                ?? learned?.choice(ofSeries: series, inWindow: window)
        }

        package init(
            blocks: [ForecastBlock] = [], fits: [GlobalFit] = [], notes: [String] = [],
            routing: Routing? = nil, learned: LearnedShares? = nil
        ) {
            self.blocks = blocks
            self.fits = fits
            self.notes = notes
            self.routing = routing
            self.learned = learned
        }

        /// With forecasts of earlier windows.
        /// - Parameters:
        ///   - places: of those windows among the extended ones.
        ///   - own: of the windows of the backtest.
        func extended(by earlier: [ForecastBlock], at places: [Int], own: [Int]) -> Output {
            var whole = self
            whole.extended = Dictionary(
                uniqueKeysWithValues: zip(places + own, earlier + blocks))
            return whole
        }

        /// Those of a window that a combination learns from.
        func forecasts(inExtended place: Int) -> ForecastBlock {
            guard let block = extended[place] else {
                preconditionFailure("a member was not forecast in the extended window \(place)")
            }
            return block
        }

        /// Of an output in more windows than a backtest has, the part that is the backtest's.
        func keeping(_ own: [Int]) -> Output {
            var part = self
            part.extended = Dictionary(uniqueKeysWithValues: blocks.enumerated().map { ($0, $1) })
            part.blocks = own.map { blocks[$0] }
            part.fits = fits.isEmpty ? [] : own.map { fits[$0] }
            return part
        }
    }

    package func run(_ declaration: ModelDeclaration, _ model: any GlobalModel) throws -> Output {
        var fitted: Fitted?
        // The last one that a later fit may begin with.
        var last: Fitted?
        var output = Output()
        for window in history.windows {
            if queue.interruption.isRequested { throw Interrupted() }
            let known = knownPanel(in: window)
            let key = key(of: declaration, known, stage: Self.stage)
            let participants = participants(in: window)
            var record = ignoresCache ? nil : stored(under: key.digest, count: valueCount(known))
            progress.advance(by: record == nil ? 0 : participants, cached: record == nil ? 0 : participants)
            if record == nil {
                if fitted?.window != window.fittedIn {
                    let fit = Fitted(
                        window: window.fittedIn,
                        fit: try fit(declaration, model, in: window.fittedIn, after: last))
                    fitted = fit
                    if chain.contains(fit.window) { last = fit }
                }
                guard let fitted else { preconditionFailure("a window without a fit") }
                let made = try self.record(of: fitted.fit, of: declaration, known)
                try store.put(key.digest, stage: Self.stage, parts: key.parts, payload: made.bytes)
                progress.advance(by: participants, cached: 0)
                record = made
            }
            guard let record else { preconditionFailure("a window without a forecast") }
            output.blocks.append(block(record.values, window: window, declaration: declaration))
            output.fits.append(record.fit)
            output.notes += record.remarks.map { "\(declaration.name): \($0)" }
                .filter { !output.notes.contains($0) }
        }
        return output
    }

    /// The fit of a window.
    private struct Fitted {
        let window: Int
        let fit: ReusableFit
    }

    /// The model of a window, restored where it was fitted before: its artefact stays in the store under a key of its own.
    func fit(
        _ declaration: ModelDeclaration, _ model: any GlobalModel, in window: Int
    ) throws -> ReusableFit {
        try fit(declaration, model, in: window, after: nil)
    }

    /// - Parameter last: a fit of an earlier window that is at hand.
    private func fit(
        _ declaration: ModelDeclaration, _ model: any GlobalModel, in window: Int, after last: Fitted?
    ) throws -> ReusableFit {
        if case .panel(let artefact, let scope)? = trained[declaration.name]?.model {
            return ReusableFit(try model.restore(artefact, levels: scope.levels), for: scope)
        }
        let known = knownPanel(in: history.windows[window])
        let key = key(of: declaration, known, stage: Self.fitStage)
        // What the store gives back is what was put in; an artefact of another program is fitted anew.
        if explains, !ignoresCache,
            let restored = store.get(key.digest).flatMap({ try? model.restoreFit($0) })
        {
            return restored
        }
        let checkpoint = explains ? store.checkpoint(of: key.digest) : nil
        // To compute anew is to begin at the beginning.
        if ignoresCache { checkpoint?.remove() }
        let fitted = try begun(declaration, model, in: window, after: last) { earlier in
            let scope = scope(ofFitIn: window, checkpoint)
            guard let earlier, let model = model as? any ContinuingGlobalModel else {
                return try model.fit(known, in: scope)
            }
            return try model.fit(known, after: earlier, in: scope)
        }
        let fit = ReusableFit(fitted, for: known.scope)
        guard explains else { return fit }
        try store.put(key.digest, stage: Self.fitStage, parts: key.parts, payload: fit.stored)
        checkpoint?.remove()
        return fit
    }

    /// What `fit` makes of the fit that the one in `window` begins with: nil where it begins anew.
    private func begun(
        _ declaration: ModelDeclaration, _ model: any GlobalModel, in window: Int, after last: Fitted?,
        fit: ((any FittedGlobalModel)?) throws -> any FittedGlobalModel
    ) throws -> any FittedGlobalModel {
        guard let before = earlierFits(of: declaration, before: window).last else { return try fit(nil) }
        if let last, last.window == before.index { return try fit(last.fit.model) }
        return try fit(try self.fit(declaration, model, in: before.index).model)
    }

    /// The windows whose fits lead to that of `window`, each beginning with the one before it: none for a model that begins
    /// anew in every window, nor for a window of which the backtest knows nothing.
    private func earlierFits(of declaration: ModelDeclaration, before window: Int) -> [BacktestWindow] {
        guard catalogue.kind(of: declaration).continues(declaration.parameters), chain.contains(window) else {
            return []
        }
        let cutoff = history.windows[window].cutoff
        return chain.map { history.windows[$0] }
            .filter { $0.fittedIn == $0.index && $0.cutoff < cutoff }
            .sorted { $0.cutoff < $1.cutoff }
    }

    private func scope(ofFitIn window: Int, _ checkpoint: StoredCheckpoint?) -> FitScope {
        let interruption = queue.interruption
        let progress = progress
        let name = history.windows.count > 1 ? "window \(window + 1), " : ""
        return FitScope(
            jobs: queue.jobs,
            shouldStop: {
                progress.pulse()
                return interruption.isRequested
            }, progress: { progress.fitting($0.step, of: $0.steps, name + $0.words) },
            warn: { progress.warn($0) }, checkpoint: checkpoint)
    }

    private func record(
        of fit: ReusableFit, of declaration: ModelDeclaration, _ known: KnownPanel
    ) throws -> GlobalForecastRecord {
        let outline = try outline(of: fit, of: declaration, known)
        return GlobalForecastRecord(
            values: try fit.forecast(known, jobs: queue.jobs), fit: outline.fit, remarks: outline.remarks)
    }

    /// The record of a window without its forecasts: what needs all series, and is no series' own.
    func outline(
        of fit: ReusableFit, of declaration: ModelDeclaration, _ known: KnownPanel
    ) throws -> GlobalForecastRecord {
        // Whoever forecasts with a model of before wants its numbers at once.
        let wasTrained = trained[declaration.name] != nil
        let explains = explains && !wasTrained
        return GlobalForecastRecord(
            values: [],
            fit: GlobalFit(
                modelDigest: fit.model.artefact.digest, work: fit.model.work,
                explanation: explains ? try fit.explanation(of: known, jobs: queue.jobs) : nil,
                course: fit.model.course),
            remarks: fit.model.lessons + (wasTrained ? fit.model.remarks(on: known) : []))
    }

    /// The forecasts of `window` by a fit from elsewhere, such as one that was made for a longer horizon. Nothing is
    /// trained, and nothing of it is kept.
    package func block(
        by fit: ReusableFit, of declaration: ModelDeclaration, in window: BacktestWindow
    ) throws -> ForecastBlock {
        block(
            try fit.forecast(knownPanel(in: window), jobs: queue.jobs), window: window,
            declaration: declaration)
    }

    /// How many of the model's forecasts the cache holds.
    package func cachedForecasts(of declaration: ModelDeclaration) -> Int {
        history.windows.reduce(0) { sum, window in
            let key = key(of: declaration, knownPanel(in: window), stage: Self.stage).digest
            return store.contains(key) ? sum + history.forecastSeries(in: window).count : sum
        }
    }

    /// How many series are forecast in `window`.
    package func participants(in window: BacktestWindow) -> Int { history.forecastSeries(in: window).count }

    /// The windows whose training a run would do: what the cache holds neither as forecasts nor as a fit.
    package func trainings(of declaration: ModelDeclaration) -> [BacktestWindow] {
        let missing = history.windows.filter { window in
            !store.contains(key(of: declaration, knownPanel(in: window), stage: Self.stage).digest)
        }
        func lacks(_ window: BacktestWindow) -> Bool {
            !store.contains(key(of: declaration, knownPanel(in: window), stage: Self.fitStage).digest)
        }
        let asked = history.windows.filter { window in
            missing.contains { $0.fittedIn == window.index } && lacks(window)
        }
        // Back to the last fit that is there, where one begins with another.
        let needed = Set(
            asked.flatMap { window in
                [window.index]
                    + earlierFits(of: declaration, before: window.index).reversed().prefix(while: lacks)
                    .map(\.index)
            })
        return history.windows.filter { needed.contains($0.index) }
    }

    package func knownPanel(in window: BacktestWindow) -> KnownPanel {
        KnownPanel(
            history.panel, target: history.target, window: window, classes: classes[window.index],
            levels: experiment.quantiles)
    }

    /// The same of a part of the panel.
    /// - Parameter importance: of its series among those of the whole panel.
    func knownPanel(in window: BacktestWindow, importance: [ABCClass]) -> KnownPanel {
        let own = classes[window.index]
        return KnownPanel(
            history.panel, target: history.target, window: window,
            classes: SeriesClasses(abc: importance, xyz: own.xyz, pattern: own.pattern),
            levels: experiment.quantiles)
    }

    package func key(
        of declaration: ModelDeclaration, _ known: KnownPanel, stage: String = Self.stage
    ) -> CanonicalEncoder {
        var key = ForecastKeys.head(
            stage: stage, version: CodeVersion.globalForecastStage, experiment, catalogue, declaration,
            history,
            known.window)
        key.add("explained", explains)
        key.add("training periods", known.window.training.count)
        key.add(
            "classes",
            [experiment.classes.adiCut, experiment.classes.cv2Cut] + experiment.classes.abcCuts
                + experiment.classes.xyzCuts)
        key.add("known panel", digests.digest(of: known))
        if let trained = trained[declaration.name] { key.add("trained model", trained.digest) }
        if known.window.fittedIn != known.window.index {
            key.add(
                "fitted panel", digests.digest(of: knownPanel(in: history.windows[known.window.fittedIn])))
        }
        for earlier in earlierFits(of: declaration, before: known.window.fittedIn) {
            let name = "earlier fit \(history.panel.grid.label(of: earlier.cutoff))"
            key.add(name, digests.digest(of: knownPanel(in: earlier)))
        }
        return key
    }

    // MARK: - Storing

    private func valueCount(_ known: KnownPanel) -> Int {
        history.panel.seriesCount * known.reach * (1 + experiment.quantiles.count)
    }

    /// Whether bytes from elsewhere are a record of what a model says of `known`.
    func reads(_ bytes: [UInt8], of known: KnownPanel) -> Bool {
        GlobalForecastRecord(bytes, valueCount: valueCount(known)) != nil
    }

    private func stored(under key: Digest, count: Int) -> GlobalForecastRecord? {
        store.get(key).flatMap { GlobalForecastRecord($0, valueCount: count) }
    }

    // MARK: - From what the model said to forecasts

    func block(_ values: [Double], window: BacktestWindow, declaration: ModelDeclaration)
        -> ForecastBlock
    {
        var block = ForecastBlock(horizon: window.horizon, levelCount: experiment.quantiles.count)
        block.reserve(series: history.panel.seriesCount)
        for series in 0..<history.panel.seriesCount {
            let request = ForecastRequest(
                horizon: window.gap + window.horizon, levels: experiment.quantiles,
                isNonNegative: !history.mayBeNegative(series, in: window))
            let stride = request.horizon * request.width
            guard history.participation[window.index][series].isForecast else {
                block.append(.absent(valueCount: window.horizon * request.width))
                continue
            }
            var forecast = repaired(
                Array(values[series * stride..<(series + 1) * stride]), series: series, window: window,
                request: request, kind: declaration.kind)
            forecast.values.removeFirst(window.gap * request.width)
            block.append(forecast)
        }
        return block
    }

    private func repaired(
        _ said: [Double], series: Int, window: BacktestWindow, request: ForecastRequest, kind: String
    ) -> SeriesForecast {
        let past = history.history(of: series, in: window)
        do throws(Fallback) {
            if history.participation[window.index][series] == .short { throw Fallback(.tooShort) }
            var values = said
            let repairs = try ForecastRepair.repair(
                &values, request: request, largestObserved: LocalModelExecution.largestMagnitude(past.values))
            return SeriesForecast(values: values, outcome: SeriesOutcome(repairs: repairs))
        } catch {
            return LocalModelExecution.standIn(
                past, because: error, request: request,
                random: history.randomPath(seed: experiment.seed, kind: kind, window: window, series: series))
        }
    }
}
