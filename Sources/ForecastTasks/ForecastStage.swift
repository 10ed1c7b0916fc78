package import ArtefactStore
package import ExperimentSpec
package import ForecastCore
package import Scratch
internal import StatisticalModels
internal import Synchronization
package import Workers

/// Fits and forecasts every model on every series in every window, through the cache.
///
/// The unit of work is a *chunk*: so many series of one model and target, through all windows in order
/// (a later window may reuse an earlier one's parameters). In each window the chunk has a key, under which
/// it is read in one piece, and so has each of its series: a changed series is computed again and its neighbours
/// are not.
package struct ForecastStage {
    let experiment: ExperimentSpec
    let catalogue: ModelCatalogue
    let history: TargetHistory
    let store: ArtefactStore
    /// True to compute everything anew; what comes out is stored all the same.
    let ignoresCache: Bool
    let queue: WorkQueue
    let progress: any RunProgress

    /// 128 series of 13 steps with five levels are about 85 kB: small enough to live inside the
    /// database, large enough to share one digest.
    package static let chunkSize = 128

    /// The local models to run.
    let declarations: [ModelDeclaration]
    let spent: TimeByModel
    /// Nothing is fitted of these but series that they have not seen.
    let trained: TrainedModels
    /// The series that a model is asked for, by its name, `[series]`; nil for all of them.
    private let wanted: [String: [Bool]]
    /// Where forecasts are kept that are too many for memory.
    private let scratch: Scratch

    /// - Parameter declarations: the local ones among the models of `experiment`.
    package init(
        experiment: ExperimentSpec, catalogue: ModelCatalogue, history: TargetHistory, store: ArtefactStore,
        ignoresCache: Bool, queue: WorkQueue, progress: any RunProgress, declarations: [ModelDeclaration],
        spent: TimeByModel, trained: TrainedModels = TrainedModels(), wanted: [String: [Bool]] = [:],
        scratch: Scratch = .standard
    ) {
        self.experiment = experiment
        self.catalogue = catalogue
        self.history = history
        self.store = store
        self.ignoresCache = ignoresCache
        self.queue = queue
        self.progress = progress
        self.declarations = declarations
        self.spent = spent
        self.trained = trained
        self.wanted = wanted
        self.scratch = scratch
    }

    /// The forecasts of these models, `[model][window]`, every block with the given series of the panel, or with all.
    /// - Parameter part: whole chunks.
    package func run(_ part: Range<Int>? = nil) throws -> [[ForecastBlock]] {
        let models = try declarations.compactMap {
            try ModelTask($0, of: experiment, in: catalogue, history, queue)
        }
        let series = part ?? 0..<history.panel.seriesCount
        let chunks = Self.chunks(of: history.panel.seriesCount).filter(series.contains)
        let writer = ChunkWriter(store)
        // Also when interrupted: what is finished is kept.
        defer { writer.flushQuietly() }
        let wholes = try spaces(models: models.count, series: series.count)
        // Models side by side within each chunk, so that the pace is that of all of them from the beginning.
        var outcomes = try queue.map(models.count * chunks.count) { task in
            let (chunk, model) = task.quotientAndRemainder(dividingBy: models.count)
            return try spent.measure(models[model].declaration.name, threads: 1) {
                let first = chunks[chunk].lowerBound - series.lowerBound
                let blocks = try blocks(of: models[model], series: chunks[chunk], writer: writer)
                for (window, block) in blocks.enumerated() {
                    wholes[model][window].write(block.values, at: first * block.stride)
                    if chunk % Self.chunksOfPass == 0 { wholes[model][window].letGo() }
                }
                return blocks.map(\.outcomes)
            }
        }
        try writer.flush()
        return models.indices.map { model in
            let taken = stride(from: model, to: outcomes.count, by: models.count)
            let blocks = history.windows.indices.map { window in
                wholes[model][window].letGo()
                return ForecastBlock(
                    horizon: history.windows[window].horizon, levelCount: experiment.quantiles.count,
                    values: Numbers(wholes[model][window]), outcomes: taken.flatMap { outcomes[$0][window] })
            }
            // The outcomes of one model at most are in memory twice.
            for part in taken { outcomes[part] = [] }
            HeapMemory.giveBack()
            return blocks
        }
    }

    /// Chunks after which a long pass lets go of what it has behind it.
    private static let chunksOfPass = 256

    /// Where the values of all series will be, `[model][window]`.
    private func spaces(models: Int, series: Int) throws -> [[NumberSpace]] {
        try (0..<models).map { _ in
            try history.windows.map { window in
                try scratch.space(count: series * valueCount(in: window))
            }
        }
    }

    /// So many series rounded up to whole chunks, one at least.
    package static func wholeChunks(_ size: Int) -> Int {
        (max(1, size) - 1) / chunkSize * chunkSize + chunkSize
    }

    /// Of so many series; a chunk has the same bounds in every part of a panel.
    package static func chunks(of seriesCount: Int) -> [Range<Int>] {
        stride(from: 0, to: seriesCount, by: chunkSize).map { $0..<min($0 + chunkSize, seriesCount) }
    }

    /// A declared model and the model that it declares.
    private struct ModelTask: Sendable {
        let declaration: ModelDeclaration
        let definition: ModelDefinition
        let profile: String
        let groups: SeriesGroups?
        private let model: any LocalModel
        /// What the groups have in common, `[window][group]`; empty without groups.
        private let seasons: [[GroupSeason?]]

        init?(
            _ declaration: ModelDeclaration, of spec: ExperimentSpec, in catalogue: ModelCatalogue,
            _ history: TargetHistory, _ queue: WorkQueue
        ) throws {
            guard let model = catalogue.localModel(declaration) else { return nil }
            self.declaration = declaration
            self.model = model
            definition = catalogue.definition(of: declaration, in: spec)
            profile = catalogue.numericProfile(of: declaration)
            let groups = SeriesGroups(of: declaration, in: catalogue, history)
            self.groups = groups
            guard let groups, let grouped = model as? any GroupedModel else {
                seasons = []
                return
            }
            seasons = try queue.map(history.windows.count) {
                groups.seasons(by: grouped, in: history.windows[$0])
            }
        }

        var parameterNames: [String] { model.parameterNames }
        var isFittedToHorizon: Bool { model.isFittedToHorizon }

        /// The model as it sees `series` in a window: with the season of its group.
        func model(of series: Int, in window: Int) -> any LocalModel {
            guard let groups, let grouped = model as? any GroupedModel else { return model }
            return grouped.sharing(groups.season(of: series, among: seasons[window]))
        }
    }
}

// MARK: - One chunk

extension ForecastStage {
    /// The chunk's forecasts in every window.
    private func blocks(of task: ModelTask, series: Range<Int>, writer: ChunkWriter) throws -> [ForecastBlock]
    {
        var fits = LocalFits()
        let blocks = try history.windows.map { window in
            if fits.window != window.fittedIn {
                try writer.add(fits.fresh)
                fits = LocalFits()
            }
            return try block(of: task, series: series, window: window, fits: &fits, writer: writer)
        }
        try writer.add(fits.fresh)
        return blocks
    }

    /// What the model learned of the chunk's series where `window` is fitted.
    private func fits(of task: ModelTask, series: Range<Int>, for window: BacktestWindow) -> LocalFits {
        let fitted = series.filter { history.participation[window.fittedIn][$0] == .full }
        // Where nothing is estimated, reading would take longer than fitting.
        let isKept = !task.parameterNames.isEmpty
        return LocalFits(
            of: isKept ? fitted : [], by: task.definition, profile: task.profile,
            horizon: task.isFittedToHorizon ? window.gap + window.horizon : nil,
            in: history.windows[window.fittedIn], history: history, groups: task.groups,
            store: isKept && !ignoresCache ? store : nil)
    }

    private func block(
        of task: ModelTask, series: Range<Int>, window: BacktestWindow, fits: inout LocalFits,
        writer: ChunkWriter
    ) throws -> ForecastBlock {
        let keys = ForecastKeys(
            experiment: experiment, catalogue: catalogue, declaration: task.declaration, history: history,
            window: window, trained: trained[task.declaration.name]?.digest, groups: task.groups)
        let wanted = wanted[task.declaration.name]
        func takesPart(_ series: Int) -> Bool {
            history.participation[window.index][series].isForecast && wanted?[series] != false
        }
        let participants = series.filter(takesPart)
        let seriesKeys = participants.map(keys.key(ofSeries:))
        let stored = try stored(keys, seriesKeys, in: window)
        var fresh = FreshChunk()
        var block = ForecastBlock(horizon: window.horizon, levelCount: experiment.quantiles.count)
        block.reserve(series: series.count)
        var next = 0
        for index in series {
            guard takesPart(index) else {
                block.append(.absent(valueCount: valueCount(in: window)))
                continue
            }
            defer { next += 1 }
            if let forecast = stored[next] {
                block.append(forecast)
                continue
            }
            if queue.interruption.isRequested { throw Interrupted() }
            if fits.window != window.fittedIn { fits = self.fits(of: task, series: series, for: window) }
            let forecast = forecast(of: task, series: index, window: window, fits: &fits)
            fresh.append(forecast, key: seriesKeys[next])
            block.append(forecast)
        }
        let isWhole = fresh.count == participants.count
        let whole =
            isWhole ? keys.whole(of: seriesKeys, from: series.lowerBound, areCompared: ignoresCache) : nil
        try writer.add(fresh.chunk(whole: whole))
        progress.advance(by: participants.count, cached: stored.count { $0 != nil })
        return block
    }

    /// What the cache holds of a chunk: all of it in one piece, or series by series.
    private func stored(
        _ keys: ForecastKeys, _ series: [Digest], in window: BacktestWindow
    ) throws -> [SeriesForecast?] {
        if !ignoresCache, let whole = store.get(keys.chunk(of: series)),
            let forecasts = ForecastCodec.decode(
                whole[...], count: series.count, valueCount: valueCount(in: window))
        {
            return forecasts
        }
        try store.indexSeries(of: keys.family)
        guard !ignoresCache else { return Array(repeating: nil, count: series.count) }
        return store.series(series).map { bytes in
            bytes.flatMap { ForecastCodec.decode($0, valueCount: valueCount(in: window)) }
        }
    }

    private func forecast(
        of task: ModelTask, series: Int, window: BacktestWindow, fits: inout LocalFits
    ) -> SeriesForecast {
        if history.participation[window.index][series] == .short {
            return execute(task, series: series, window: window, fit: .failure(Fallback(.tooShort)))
        }
        return execute(
            task, series: series, window: window, fit: fit(task, series: series, window: window, &fits))
    }

    /// Fitted where the schedule says, or in this very window for a series that was too short there.
    private func fit(
        _ task: ModelTask, series: Int, window: BacktestWindow, _ fits: inout LocalFits
    ) -> LocalFits.Fit {
        let horizon = window.gap + window.horizon
        if let known = trained[task.declaration.name]?.parameters(of: history.panel.seriesIDs[series]) {
            return .success(known)
        }
        guard history.participation[window.fittedIn][series] == .full else {
            return LocalModelExecution.fit(
                task.model(of: series, in: window.index), history.history(of: series, in: window),
                horizon: horizon)
        }
        return fits.fit(of: series) {
            LocalModelExecution.fit(
                task.model(of: series, in: window.fittedIn),
                history.history(of: series, in: history.windows[window.fittedIn]), horizon: horizon)
        }
    }

    /// The forecast over gap and horizon, of which the horizon is kept.
    private func execute(_ task: ModelTask, series: Int, window: BacktestWindow, fit: LocalFits.Fit)
        -> SeriesForecast
    {
        let request = ForecastRequest(
            horizon: window.gap + window.horizon, levels: experiment.quantiles,
            isNonNegative: !history.mayBeNegative(series, in: window))
        let path = history.randomPath(
            seed: experiment.seed, kind: task.declaration.kind, window: window, series: series)
        var forecast = LocalModelExecution.forecast(
            task.model(of: series, in: window.index), fitted: fit,
            history: history.history(of: series, in: window), request: request, random: path)
        forecast.values.removeFirst(window.gap * request.width)
        return forecast
    }

    private func valueCount(in window: BacktestWindow) -> Int {
        window.horizon * (1 + experiment.quantiles.count)
    }
}

// MARK: - Training

extension ForecastStage {
    /// What a model learns of every series where the first window is fitted; nil for a model that learns nothing.
    func fits(of declaration: ModelDeclaration) throws -> SeriesFits? {
        guard let task = try ModelTask(declaration, of: experiment, in: catalogue, history, queue),
            !task.parameterNames.isEmpty
        else { return nil }
        let window = history.windows[0]
        let chunks = Self.chunks(of: history.panel.seriesCount)
        let writer = ChunkWriter(store)
        defer { writer.flushQuietly() }
        let parts = try queue.map(chunks.count) { chunk in
            if queue.interruption.isRequested { throw Interrupted() }
            return try fits(of: task, series: chunks[chunk], in: window, writer: writer)
        }
        try writer.flush()
        return SeriesFits(parts.reduce(into: [:]) { all, part in all.merge(part) { $1 } })
    }

    private func fits(
        of task: ModelTask, series: Range<Int>, in window: BacktestWindow, writer: ChunkWriter
    ) throws -> [String: FittedParameters] {
        var fits = self.fits(of: task, series: series, for: window)
        var parameters: [String: FittedParameters] = [:]
        for index in series where history.participation[window.fittedIn][index] == .full {
            if case .success(let fitted) = fit(task, series: index, window: window, &fits) {
                parameters[history.panel.seriesIDs[index]] = fitted
            }
        }
        try writer.add(fits.fresh)
        progress.advance(by: series.count { history.participation[window.index][$0].isForecast }, cached: 0)
        return parameters
    }
}

extension SeriesForecast {
    /// Stands in a block for a series that takes no part in a window; never scored, never written.
    static func absent(valueCount: Int) -> SeriesForecast {
        SeriesForecast(
            values: Array(repeating: 0, count: valueCount), outcome: SeriesOutcome(isAbsent: true))
    }
}
