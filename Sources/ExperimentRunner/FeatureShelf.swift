internal import BoostedTrees
internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
internal import Synchronization

/// What the global models of one target have in common: the table of each feature set, and training data cut into
/// bins. Built once, handed out again.
///
/// **Between windows** a table is shared: its blocks say of each period what was known then, so the table of the
/// last window serves every earlier one (`FeatureTable.rewound`). What is taken from all of the training data
/// (classes, scales) belongs to a window and is computed for each.
/// **Between models** of a window tables and bins are shared: a sweep over rounds, leaves or the learning rate bins
/// once.
/// **Memory** no more than `limit` bytes are kept, the longest unused go first. See docs/decisions/0011.
final class FeatureShelf: Sendable {
    struct Counts: Equatable, Sendable {
        var built = 0
        var reused = 0
        var seconds = 0.0
    }

    /// Everything that decides the bits of a binned dataset, within one target.
    struct BinsKey: Hashable, Sendable {
        let features: String
        let training: Range<Int>
        let strategy: ForecastStrategy
        let scaling: SeriesScaling
        let originsPerPeriod: Int
        let validationPeriods: Int
        let labels: LabelForm
        let weights: SampleWeights
        /// LightGBM's parameters of a dataset.
        let parameters: String
    }

    struct Bins: Sendable {
        let training: BinnedDataset
        let validation: BinnedDataset?

        var memory: Int {
            [training, validation].compactMap(\.self).reduce(0) {
                $0 + $1.rowCount * ($1.columnNames.count + 8)
            }
        }
    }

    private struct TableKey: Hashable {
        let features: String
        let firstPeriod: Int
    }

    private struct State {
        var tables: RecentlyUsed<TableKey, FeatureTable>
        var bins: RecentlyUsed<BinsKey, Bins>
        var counts = Counts()
    }

    private let latest: @Sendable (KnownPanel) -> KnownPanel
    private let clock: @Sendable () -> Double
    private let state: Mutex<State>

    /// - Parameters:
    ///   - latest: what is known at the last cutoff whose training begins where that of the given panel does.
    ///   - clock: seconds since some moment, for `Counts.seconds` alone.
    init(
        limit: Int = 512 << 20, clock: @escaping @Sendable () -> Double = { 0 },
        latest: @escaping @Sendable (KnownPanel) -> KnownPanel = { $0 }
    ) {
        self.latest = latest
        self.clock = clock
        state = Mutex(
            State(tables: RecentlyUsed(limit: limit / 2), bins: RecentlyUsed(limit: limit / 2)))
    }

    /// For the windows of a backtest.
    convenience init(
        of history: TargetHistory, classes: [SeriesClasses], spec: ExperimentSpec,
        clock: @escaping @Sendable () -> Double
    ) {
        let levels = spec.quantiles
        self.init(clock: clock) { known in
            let first = known.window.training.lowerBound
            guard let last = history.windows.last(where: { $0.training.lowerBound == first }),
                last.training.upperBound > known.window.training.upperBound
            else { return known }
            return KnownPanel(
                history.panel, target: history.target, window: last, classes: classes[last.index],
                levels: levels)
        }
    }

    var counts: Counts { state.withLock(\.counts) }

    /// The features of `known`, from its training periods to the last period to forecast.
    func table(of known: KnownPanel, _ features: FeatureSet) -> FeatureTable {
        let start = clock()
        let key = TableKey(features: features.name, firstPeriod: known.window.training.lowerBound)
        let through = known.window.cutoff + known.reach
        var whole = state.withLock { $0.tables.value(of: key) }
        if whole?.covers(training: known.window.training, through: through) != true { whole = nil }
        let isReused = whole != nil
        let table = whole ?? Self.table(of: latest(known), features)
        defer { count(isReused: isReused, since: start) }
        if !isReused { state.withLock { $0.tables.keep(table, as: key, memory: table.memory) } }
        return table.rewound(
            panel: known.panel, classes: known.classes, training: known.window.training, through: through)
    }

    private static func table(of known: KnownPanel, _ features: FeatureSet) -> FeatureTable {
        FeatureTable(
            panel: known.panel, features: features, classes: known.classes, training: known.window.training,
            through: known.window.cutoff + known.reach)
    }

    /// The bins under `key`, made now unless they are at hand.
    func bins(_ key: BinsKey, make: () throws -> Bins) throws -> Bins {
        let start = clock()
        if let bins = state.withLock({ $0.bins.value(of: key) }) {
            count(isReused: true, since: start)
            return bins
        }
        let bins = try make()
        state.withLock { $0.bins.keep(bins, as: key, memory: bins.memory) }
        count(isReused: false, since: start)
        return bins
    }

    private func count(isReused: Bool, since start: Double) {
        let seconds = clock() - start
        state.withLock { state in
            state.counts.built += isReused ? 0 : 1
            state.counts.reused += isReused ? 1 : 0
            state.counts.seconds += seconds
        }
    }
}

/// Values by key; when they need more than `limit` bytes, those unused for longest are let go.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let limit: Int
    /// The last used at the end. A handful, so a list serves.
    private var entries: [(key: Key, value: Value, memory: Int)] = []

    init(limit: Int) { self.limit = limit }

    mutating func value(of key: Key) -> Value? {
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        let entry = entries.remove(at: index)
        entries.append(entry)
        return entry.value
    }

    /// What alone is larger than the limit is not kept.
    mutating func keep(_ value: Value, as key: Key, memory: Int) {
        entries.removeAll { $0.key == key }
        guard memory <= limit else { return }
        while entries.reduce(memory, { $0 + $1.memory }) > limit { entries.removeFirst() }
        entries.append((key, value, memory))
    }
}
