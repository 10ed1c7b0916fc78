internal import ArtefactStore
internal import DataSnapshots
internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
internal import StatisticalModels
internal import Synchronization

/// Fits and forecasts one global model in every window, through the cache.
///
/// The unit of work is a window: the whole panel as it is known at the cutoff is the input, so any change to
/// it makes a new key. What is cached is what the model said; repairs and stand-ins follow each time.
struct GlobalForecastStage {
    let experiment: ExperimentSpec
    let history: TargetHistory
    /// `[window]`.
    let classes: [SeriesClasses]
    let store: ArtefactStore
    let ignoresCache: Bool
    let queue: WorkQueue
    let progress: any RunProgress
    /// Of what is known in each window: the same for every model.
    private let digests: KnownDigests

    init(
        experiment: ExperimentSpec, history: TargetHistory, classes: [SeriesClasses], store: ArtefactStore,
        ignoresCache: Bool, queue: WorkQueue, progress: any RunProgress
    ) {
        self.experiment = experiment
        self.history = history
        self.classes = classes
        self.store = store
        self.ignoresCache = ignoresCache
        self.queue = queue
        self.progress = progress
        digests = KnownDigests(windows: history.windows.count)
    }

    static let stage = "global forecast"

    /// `[window]`, every block with every series of the panel.
    func run(_ declaration: ModelDeclaration, _ model: any GlobalModel) throws -> [ForecastBlock] {
        var fitted: (window: Int, model: any FittedGlobalModel)?
        return try history.windows.map { window in
            if queue.interruption.isRequested { throw Interrupted() }
            let known = knownPanel(in: window)
            let key = key(of: declaration, known)
            let participants = history.forecastSeries(in: window).count
            if !ignoresCache, let values = stored(under: key.digest, count: valueCount(known)) {
                progress.advance(by: participants, cached: participants)
                return block(values, window: window, declaration: declaration)
            }
            let interruption = queue.interruption
            let source = window.fittedIn
            if fitted?.window != source {
                let past = source == window.index ? known : knownPanel(in: history.windows[source])
                fitted = (source, try model.fit(past, jobs: queue.jobs) { interruption.isRequested })
            }
            guard let fitted else { preconditionFailure("a window without a fit") }
            let values = try fitted.model.forecast(known, jobs: queue.jobs)
            try store.put(key.digest, stage: Self.stage, parts: key.parts, payload: Self.bytes(of: values))
            progress.advance(by: participants, cached: 0)
            return block(values, window: window, declaration: declaration)
        }
    }

    /// How many of the model's forecasts the cache holds.
    func cachedForecasts(of declaration: ModelDeclaration) -> Int {
        history.windows.reduce(0) { sum, window in
            let key = key(of: declaration, knownPanel(in: window)).digest
            return store.contains(key) ? sum + history.forecastSeries(in: window).count : sum
        }
    }

    func knownPanel(in window: BacktestWindow) -> KnownPanel {
        KnownPanel(
            history.panel, target: history.target, window: window, classes: classes[window.index],
            levels: experiment.quantiles)
    }

    func key(of declaration: ModelDeclaration, _ known: KnownPanel) -> CanonicalEncoder {
        var key = CanonicalEncoder(stage: Self.stage, version: CodeVersion.forecastStage)
        key.add("numeric profile", CodeVersion.numericProfile)
        ModelCatalogue.add(declaration, to: &key)
        ModelCatalogue.addGlobalInputs(of: declaration, in: experiment, to: &key)
        key.add("seed", experiment.seed)
        key.add("target", history.target)
        key.add("cutoff", history.panel.grid.label(of: known.window.cutoff))
        key.add("training periods", known.window.training.count)
        key.add("gap", known.window.gap)
        key.add("horizon", known.window.horizon)
        key.add("quantiles", experiment.quantiles.map(\.value))
        key.add(
            "classes",
            [experiment.classes.adiCut, experiment.classes.cv2Cut] + experiment.classes.abcCuts
                + experiment.classes.xyzCuts)
        key.add("known panel", digests.digest(of: known))
        if known.window.fittedIn != known.window.index {
            key.add(
                "fitted panel", digests.digest(of: knownPanel(in: history.windows[known.window.fittedIn])))
        }
        return key
    }

    // MARK: - Storing

    private func valueCount(_ known: KnownPanel) -> Int {
        history.panel.seriesCount * known.reach * (1 + experiment.quantiles.count)
    }

    private func stored(under key: Digest, count: Int) -> [Double]? {
        guard let bytes = store.get(key), bytes.count == 8 * count else { return nil }
        return bytes.withUnsafeBytes { raw in
            (0..<count).map { Double(bitPattern: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
    }

    private static func bytes(of values: [Double]) -> [UInt8] {
        values.withUnsafeBytes { Array($0) }
    }

    // MARK: - From what the model said to forecasts

    private func block(_ values: [Double], window: BacktestWindow, declaration: ModelDeclaration)
        -> ForecastBlock
    {
        let request = ForecastRequest(horizon: window.gap + window.horizon, levels: experiment.quantiles)
        let stride = request.horizon * request.width
        var block = ForecastBlock(horizon: window.horizon, levelCount: experiment.quantiles.count)
        block.reserve(series: history.panel.seriesCount)
        for series in 0..<history.panel.seriesCount {
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

/// The digest of what is known in each window, computed once.
private final class KnownDigests: Sendable {
    /// `[window]`.
    private let digests: Mutex<[Digest?]>

    init(windows: Int) { digests = Mutex(Array(repeating: nil, count: windows)) }

    func digest(of known: KnownPanel) -> Digest {
        if let digest = digests.withLock({ $0[known.window.index] }) { return digest }
        let digest = known.panel.digest
        digests.withLock { $0[known.window.index] = digest }
        return digest
    }
}
