internal import ArtefactStore
internal import ExperimentSpec
internal import ForecastCore
internal import Scratch

/// A global model in pieces, for the run that has others perform them: one training for each fit, and behind it forecasts of some
/// series by what was fitted. What they come to goes into the cache as if the run had made all of it at one go.
package final class DividedModel {
    private let whole: ForecastTask
    private let worker: TaskWorker
    private let declaration: ModelDeclaration
    /// Those whose forecasts the cache lacks, in order.
    private let windows: [Window]
    /// By the place of the window that was fitted in.
    private let fitKeys: [Int: CanonicalEncoder]
    /// The same, as far as they are there.
    private var fits: [Int: ForecastTask.Input] = [:]
    /// By the place of the window: its record without forecasts.
    private var outlines: [Int: GlobalForecastRecord] = [:]
    /// `[window]`: what the model says, each **shape** `[series, gap + horizon, 1 + levels]`; empty before the first forecasts
    /// come.
    private var said: [NumberSpace] = []
    /// The first series of each prediction that was taken, and how many series they have together.
    private var taken: Set<Int> = []
    private var takenSeries = 0

    private struct Window {
        let place: Int
        let round: TaskWorker.Round
        let key: CanonicalEncoder
    }

    /// - Parameter task: of a global model, on all series.
    /// - Returns: nil for a model whose training and forecasts are one piece of work.
    package init?(_ task: ForecastTask, _ worker: TaskWorker) {
        guard task.step == .global, let declaration = worker.declarations(in: task).first,
            worker.catalogue.isDivisible(declaration, in: worker.spec)
        else { return nil }
        whole = task
        self.worker = worker
        self.declaration = declaration
        let stage = worker.stage(of: declaration)
        let rounds = worker.rounds(of: declaration)
        windows = rounds.enumerated().compactMap { place, round in
            let key = stage.key(of: declaration, stage.knownPanel(in: round.window))
            return worker.store.contains(key.digest) ? nil : Window(place: place, round: round, key: key)
        }
        fitKeys = Dictionary(
            uniqueKeysWithValues: Set(windows.map(\.round.window.fittedIn)).map { place in
                let known = stage.knownPanel(in: rounds[place].window)
                return (place, stage.key(of: declaration, known, stage: GlobalForecastStage.fitStage))
            })
    }

    /// Its name in the spec.
    var model: String { declaration.name }

    private var fitPlaces: [Int] { fitKeys.keys.sorted() }

    // MARK: - What is asked for

    /// One for each fit that is not there; none where the cache has every forecast.
    package var trainings: [ForecastTask] {
        fitPlaces.filter { fits[$0] == nil }.map { place in
            whole.piece(
                .training, of: whole.series,
                rounds: windows.filter { $0.round.window.fittedIn == place }.map(\.place))
        }
    }

    /// The task that forecasts `series`, naming the fits that it does so by; nil while one of them is not there, and where the
    /// cache has every forecast.
    package func prediction(of series: Range<Int>) -> ForecastTask? {
        guard !windows.isEmpty, fits.count == fitKeys.count else { return nil }
        return whole.piece(.prediction, of: series, rounds: windows.map(\.place))
            .reading(fitPlaces.compactMap { fits[$0] })
    }

    /// What a prediction of `series` has to know of all others, as a file.
    package func classes(of series: Range<Int>) -> [UInt8] {
        let classes = worker.learning.classes(of: declaration)
        return ImportanceList(windows.map { Array(classes[$0.place].abc[series]) }).bytes
    }

    // MARK: - What came of it

    /// Takes what came of a training or prediction of this model.
    /// - Parameter files: by name.
    /// - Throws: `UnfitTask` where they are not what the task makes; `StoreError`, `FileError`.
    func accept(_ files: [String: [UInt8]], of task: ForecastTask) throws {
        let asked = windows.filter { task.rounds.contains($0.place) }
        guard asked.count == task.rounds.count else { throw UnfitTask(reason: "nobody asked for it") }
        let bytes = try asked.map { window in
            guard let bytes = files[window.round.name] else {
                throw UnfitTask(reason: "it came to no \(window.round.name)")
            }
            return (window, bytes)
        }
        if task.step == .training {
            try acceptFit(files, bytes)
        } else {
            try acceptForecasts(bytes, of: task.series)
        }
    }

    private func acceptFit(_ files: [String: [UInt8]], _ outlined: [(Window, [UInt8])]) throws {
        let round = outlined[0].0.round
        let place = round.window.fittedIn
        let name = TaskWorker.fitName(declaration, round.history, fittedIn: place)
        guard let stored = files[name], let model = try? ReusableFit.parts(of: stored).artefact.digest,
            let key = fitKeys[place]
        else { throw UnfitTask(reason: "it came to no \(name)") }
        let read = try outlined.map { window, bytes in
            guard let outline = GlobalForecastRecord(bytes, valueCount: 0), outline.fit.modelDigest == model
            else { throw UnfitTask(reason: "\(window.round.name) is no outline of what \(name) says") }
            return (window.place, outline)
        }
        try worker.store.put(
            key.digest, stage: GlobalForecastStage.fitStage, parts: key.parts, payload: stored)
        outlines.merge(read) { $1 }
        fits[place] = .init(
            name: ForecastTask.fitInput, sha256: Digest.sha256(stored), size: stored.count)
    }

    private func acceptForecasts(_ forecasts: [(Window, [UInt8])], of series: Range<Int>) throws {
        for (window, bytes) in forecasts where bytes.count != 8 * series.count * width(of: window) {
            throw UnfitTask(reason: "\(window.round.name) is not what a model says of \(series.count) series")
        }
        guard forecasts.count == windows.count else {
            throw UnfitTask(reason: "it is for other windows than the run lacks")
        }
        guard taken.insert(series.lowerBound).inserted else { return }
        if said.isEmpty {
            said = try windows.map {
                try Scratch.standard.space(count: whole.series.count * width(of: $0))
            }
        }
        for (space, (window, bytes)) in zip(said, forecasts) {
            let values = LittleEndianReader.numbers(bytes[...])
            space.write(Numbers(values), at: series.lowerBound * width(of: window))
            space.letGo()
        }
        takenSeries += series.count
        if takenSeries == whole.series.count { try keep() }
    }

    /// Numbers of one series.
    private func width(of window: Window) -> Int {
        (window.round.window.gap + window.round.window.horizon) * (1 + worker.spec.quantiles.count)
    }

    /// Puts the records of all windows into the cache, one in memory at a time.
    private func keep() throws {
        for (window, space) in zip(windows, said) {
            guard let outline = outlines[window.place] else { preconditionFailure("forecasts without a fit") }
            let record = GlobalForecastRecord(
                values: Array(space.numbers), fit: outline.fit, remarks: outline.remarks)
            try worker.store.put(
                window.key.digest, stage: GlobalForecastStage.stage, parts: window.key.parts,
                payload: record.bytes)
            space.letGo()
        }
        said = []
    }
}
