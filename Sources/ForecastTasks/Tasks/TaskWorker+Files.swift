internal import ArtefactStore
internal import ExperimentSpec
internal import ForecastCore

// What a task came to, as files that another process puts into its own cache: no key is in them, so that whoever takes them
// puts them under the keys of the task that it has itself, and nothing else.

extension TaskWorker {
    /// The files of a task that was performed: those of a model together, windows in order.
    /// - Parameters:
    ///   - task: on this worker's panel.
    ///   - outputs: by model.
    func files(of task: ForecastTask, _ outputs: [String: GlobalForecastStage.Output]) throws -> [TaskFile] {
        try declarations(in: task).flatMap { declaration in
            try rounds(of: declaration).map { round in
                let bytes =
                    task.step == .local
                    ? outputs[declaration.name].map { localBytes($0, round) } ?? []
                    : try globalBytes(declaration, round)
                return TaskFile(name: round.name, bytes: bytes)
            }
        }
    }

    /// Puts what another process made into the store, under the keys of `task`.
    /// - Parameter files: by name.
    /// - Throws: `UnfitTask` where they are not what the task makes; `StoreError`.
    package func accept(_ files: [String: [UInt8]], of task: ForecastTask) throws {
        for declaration in declarations(in: task) {
            for round in rounds(of: declaration) {
                guard let bytes = files[round.name] else {
                    throw UnfitTask(reason: "it came to no \(round.name)")
                }
                if task.step == .local {
                    try acceptLocal(bytes, round, declaration, series: task.series)
                } else {
                    try acceptGlobal(bytes, round, declaration)
                }
            }
        }
    }

    func declarations(in task: ForecastTask) -> [ModelDeclaration] {
        spec.models.filter { task.models.contains($0.name) }
    }

    // MARK: - Windows

    /// One window in which a model forecasts.
    struct Round {
        let name: String
        let history: TargetHistory
        let window: BacktestWindow
        /// Whether it is one of the windows that members of a learning model have.
        let isExtended: Bool
    }

    func rounds(of declaration: ModelDeclaration) -> [Round] {
        let history = learning.history(of: declaration)
        let grid = history.panel.grid
        return history.windows.map { window in
            let fitted = history.windows[window.fittedIn].cutoff
            let place = "\(declaration.name)/\(grid.label(of: window.cutoff))"
            return Round(
                name: fitted == window.cutoff ? place : "\(place) fitted \(grid.label(of: fitted))",
                history: history, window: window, isExtended: learning.extensionOf(declaration) != nil)
        }
    }

    // MARK: - Local models

    private func localBytes(_ output: GlobalForecastStage.Output, _ round: Round) -> [UInt8] {
        let place = round.window.index
        let block = round.isExtended ? output.forecasts(inExtended: place) : output.blocks[place]
        var writer = LittleEndianWriter()
        for index in 0..<block.seriesCount where !block.outcomes[index].isAbsent {
            ForecastCodec.append(block.forecast(ofSeries: index), to: &writer)
        }
        return writer.bytes
    }

    private func acceptLocal(
        _ bytes: [UInt8], _ round: Round, _ declaration: ModelDeclaration, series: Range<Int>
    ) throws {
        let (history, window) = (round.history, round.window)
        let keys = ForecastKeys(
            experiment: spec, catalogue: catalogue, declaration: declaration, history: history, window: window
        )
        let isForecast = series.filter { history.participation[window.index][$0].isForecast }
        let valueCount = window.horizon * (1 + spec.quantiles.count)
        guard
            let forecasts = ForecastCodec.decode(
                bytes[...], count: isForecast.count, valueCount: valueCount)
        else { throw UnfitTask(reason: "\(round.name) is not \(isForecast.count) forecasts") }
        if ignoresCache { try store.indexSeries(of: keys.family) }
        var chunks: [SeriesChunk] = []
        var next = 0
        for chunk in ForecastStage.chunks(of: history.panel.seriesCount) where series.contains(chunk) {
            var fresh = FreshChunk()
            var chunkKeys: [Digest] = []
            for index in chunk where history.participation[window.index][index].isForecast {
                chunkKeys.append(keys.key(ofSeries: index))
                fresh.append(forecasts[next], key: chunkKeys[chunkKeys.count - 1])
                next += 1
            }
            let whole = keys.whole(of: chunkKeys, from: chunk.lowerBound, areCompared: ignoresCache)
            if let made = fresh.chunk(whole: whole) { chunks.append(made) }
        }
        if !chunks.isEmpty { try store.put(chunks) }
    }

    // MARK: - Global models

    func stage(of declaration: ModelDeclaration) -> GlobalForecastStage {
        guard let extended = learning.extensionOf(declaration) else { return globalStage }
        return globalStage(of: extended)
    }

    /// What the model said, as it lies in the store by now.
    private func globalBytes(_ declaration: ModelDeclaration, _ round: Round) throws -> [UInt8] {
        let stage = stage(of: declaration)
        let key = stage.key(of: declaration, stage.knownPanel(in: round.window)).digest
        guard let bytes = store.get(key) else {
            throw UnkeptForecast(name: round.name, folder: store.folder)
        }
        return bytes
    }

    private func acceptGlobal(_ bytes: [UInt8], _ round: Round, _ declaration: ModelDeclaration) throws {
        let stage = stage(of: declaration)
        let known = stage.knownPanel(in: round.window)
        guard stage.reads(bytes, of: known) else {
            throw UnfitTask(reason: "\(round.name) is no record of a global model")
        }
        let key = stage.key(of: declaration, known)
        try store.put(key.digest, stage: GlobalForecastStage.stage, parts: key.parts, payload: bytes)
    }
}
