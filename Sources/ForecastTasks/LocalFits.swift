internal import ArtefactStore
internal import ForecastCore
internal import StatisticalModels

/// The fits of one chunk's series by one local model at one cutoff: read from the store in one piece, or made as they
/// are asked for. Whatever is forecast from that cutoff on, for any quantiles and over any horizon (but by a model that is
/// fitted to one), uses them again.
struct LocalFits {
    typealias Fit = Result<FittedParameters, Fallback>

    /// Of the store's entries.
    static let stage = "fit"

    /// Where the series are fitted; nil for no fits at all.
    let window: Int?
    private let key: Digest
    /// Series that are fitted at this cutoff, ascending.
    private let series: [Int]
    private var fits: [Int: Fit]
    /// Whether the store has all of them.
    private let isStored: Bool

    init() {
        window = nil
        key = Digest.sha256([UInt8]())
        series = []
        fits = [:]
        isStored = true
    }

    /// - Parameters:
    ///   - series: those of the chunk that have enough history at the cutoff of `window`.
    ///   - horizon: that the model is fitted to; nil where it is to none.
    ///   - groups: those of the model.
    init(
        of series: [Int], by definition: ModelDefinition, profile: String, horizon: Int?,
        in window: BacktestWindow, history: TargetHistory, groups: SeriesGroups?, store: ArtefactStore?
    ) {
        var key = CanonicalEncoder(stage: Self.stage, version: CodeVersion.fitStage)
        key.add("numeric profile", profile)
        definition.addToKey(&key)
        if let horizon { key.add("horizon", horizon) }
        var stream = DigestStream()
        stream.update(key.digest.bytes)
        for index in series {
            stream.update(history.digests[window.index][index].bytes)
            if let groups { stream.update(groups.bytes(of: index, in: window.index)) }
        }
        self.key = stream.finish()
        self.window = window.index
        self.series = series
        let stored = store?.get(self.key).flatMap { Self.decode($0, count: series.count) }
        isStored = stored != nil
        fits = Dictionary(uniqueKeysWithValues: zip(series, stored ?? []))
    }

    /// The fit of `series`, made now unless it is at hand.
    mutating func fit(of series: Int, _ make: () -> Fit) -> Fit {
        if let fit = fits[series] { return fit }
        let fit = make()
        fits[series] = fit
        return fit
    }

    /// What the store lacks; nil while not every series was asked for.
    var fresh: SeriesChunk? {
        guard !isStored, !series.isEmpty else { return nil }
        let made = series.compactMap { fits[$0] }
        guard made.count == series.count else { return nil }
        return SeriesChunk(
            stage: Self.stage, payload: Self.encode(made), slices: [], whole: .init(key: key, parts: []))
    }

    // MARK: - Bytes

    /// Per series, little-endian: why there is no fit (1 byte, 0 where there is one), parameter count (2 bytes),
    /// parameters (8 bytes each).
    private static func encode(_ fits: [Fit]) -> [UInt8] {
        var writer = LittleEndianWriter()
        for fit in fits {
            switch fit {
            case .failure(let fallback): writer.append(raw: [fallback.reason.rawValue, 0, 0])
            case .success(let parameters):
                writer.append(UInt8(0))
                writer.append(UInt16(clamping: parameters.values.count))
                writer.append(parameters.values)
            }
        }
        return writer.bytes
    }

    /// Nil when `bytes` is anything but `count` fits: they are made anew.
    private static func decode(_ bytes: [UInt8], count: Int) -> [Fit]? {
        var reader = LittleEndianReader(bytes)
        var fits: [Fit] = []
        fits.reserveCapacity(count)
        do throws(UnreadableArtefact) {
            for _ in 0..<count {
                let head = try reader.word(UInt8.self)
                let values = try reader.numbers(try reader.count(ofAtLeast: 8, in: UInt16.self))
                if head == 0 {
                    fits.append(.success(FittedParameters(values)))
                } else {
                    guard let reason = Fallback.Reason(rawValue: head) else { return nil }
                    fits.append(.failure(Fallback(reason)))
                }
            }
        } catch {
            return nil
        }
        return reader.isAtEnd ? fits : nil
    }
}
