internal import ArtefactStore
package import ExperimentSpec
package import ForecastCore

/// The cache keys of one model's forecasts of one target in one window.
///
/// A key holds everything that decides the forecast's bits and nothing else: not the model's name, not
/// the other models, not the position of the series in the panel.
package struct ForecastKeys {
    package static let stage = "forecast"

    /// What is common to all series: model, cutoff, horizon, levels, seed.
    let common: CanonicalEncoder
    /// The digest of that: the keys of all series begin with it.
    package let family: Digest
    private let prefix: [UInt8]
    private let history: TargetHistory
    private let window: BacktestWindow
    private let groups: SeriesGroups?

    /// - Parameter trained: of the model, where it forecasts as it was trained before.
    package init(
        experiment: ExperimentSpec, catalogue: ModelCatalogue, declaration: ModelDeclaration,
        history: TargetHistory,
        window: BacktestWindow, trained: Digest? = nil
    ) {
        self.init(
            experiment: experiment, catalogue: catalogue, declaration: declaration, history: history,
            window: window, trained: trained, groups: SeriesGroups(of: declaration, in: catalogue, history))
    }

    /// - Parameter groups: those of the model.
    init(
        experiment: ExperimentSpec, catalogue: ModelCatalogue, declaration: ModelDeclaration,
        history: TargetHistory, window: BacktestWindow, trained: Digest?, groups: SeriesGroups?
    ) {
        var key = Self.head(
            stage: Self.stage, version: CodeVersion.forecastStage, experiment, catalogue, declaration,
            history,
            window)
        if let trained { key.add("trained model", trained) }
        common = key
        family = key.digest
        prefix = family.bytes
        self.history = history
        self.window = window
        self.groups = groups
    }

    /// What the key of any forecast begins with, or of what it is made by: the model, and what it is asked for.
    static func head(
        stage: String, version: Int, _ experiment: ExperimentSpec, _ catalogue: ModelCatalogue,
        _ declaration: ModelDeclaration, _ history: TargetHistory, _ window: BacktestWindow
    ) -> CanonicalEncoder {
        var key = CanonicalEncoder(stage: stage, version: version)
        key.add("numeric profile", catalogue.numericProfile(of: declaration))
        catalogue.definition(of: declaration, in: experiment).addToKey(&key)
        key.add("seed", experiment.seed)
        key.add("target", history.target)
        key.add("frequency", history.panel.grid.frequency.rawValue)
        key.add("cutoff", history.panel.grid.label(of: window.cutoff))
        key.add("gap", window.gap)
        key.add("horizon", window.horizon)
        key.add("quantiles", experiment.quantiles.map(\.value))
        return key
    }

    /// What the chunk that begins with this series is explained by.
    package func parts(ofChunkFrom first: Int) -> [CanonicalEncoder.Part] {
        common.parts + [.init(name: "series", value: history.panel.seriesIDs[first])]
    }

    /// How the chunk of `series` is found in the store, which begins with series `first` of the panel.
    /// - Parameter areCompared: whether its series are held against what the cache has of each.
    func whole(of series: [Digest], from first: Int, areCompared: Bool) -> SeriesChunk.Whole {
        SeriesChunk.Whole(
            key: chunk(of: series), parts: parts(ofChunkFrom: first), family: areCompared ? nil : family)
    }

    /// The key of a chunk: it changes with any of its series.
    package func chunk(of series: [Digest]) -> Digest {
        var stream = DigestStream()
        stream.update(prefix)
        for key in series { stream.update(key.bytes) }
        return stream.finish()
    }

    /// The key of one series' forecast. All parts but the id have a fixed length, and the id comes last: no two inputs run together.
    package func key(ofSeries index: Int) -> Digest {
        var bytes = prefix
        let isShort: UInt8 = history.participation[window.index][index] == .full ? 0 : 1
        // What was below 0 may lie before the periods of the digest, which a sliding window forgets.
        bytes.append(history.mayBeNegative(index, in: window) ? isShort + 2 : isShort)
        let fitsElsewhere =
            window.fittedIn != window.index && history.participation[window.fittedIn][index] == .full
        bytes.append(fitsElsewhere ? 1 : 0)
        bytes += history.digests[window.index][index].bytes
        if fitsElsewhere { bytes += history.digests[window.fittedIn][index].bytes }
        if let groups {
            bytes += groups.bytes(of: index, in: window.index)
            if fitsElsewhere { bytes += groups.bytes(of: index, in: window.fittedIn) }
        }
        bytes += Array(history.panel.seriesIDs[index].utf8)
        return Digest.sha256(bytes)
    }
}
