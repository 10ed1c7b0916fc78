package import ExperimentSpec
package import ForecastCore
package import Workers

/// One target in the windows of a backtest, and in the earlier ones that its combinations learn from.
///
/// The models that such a combination is made of forecast in both; all others in the backtest alone.
package struct LearningHistory: Sendable {
    /// The windows of the backtest.
    package let backtest: TargetHistory
    /// `[window]`, of the backtest.
    package let classes: [SeriesClasses]
    /// Nil where nothing learns from earlier windows.
    package let extended: Extended?
    /// The models that forecast in the extended windows.
    private var members: Set<String>

    package struct Extended: Sendable {
        package let schedule: EarlierSchedule
        package let history: TargetHistory
        /// `[window]`, of `history`.
        package let classes: [SeriesClasses]
        /// The windows that no backtest has.
        let earlierAlone: Part
    }

    /// Some of the extended windows.
    struct Part: Sendable {
        let history: TargetHistory
        /// `[window]`, of `history`.
        let classes: [SeriesClasses]
        /// Of each among the extended ones.
        let places: [Int]
    }

    /// - Parameter classes: `[window]`, of `backtest`.
    package init(
        _ backtest: TargetHistory, classes: [SeriesClasses], of spec: ExperimentSpec,
        _ catalogue: ModelCatalogue, queue: WorkQueue
    ) throws {
        self.backtest = backtest
        self.classes = classes
        let learners = catalogue.learners(in: spec)
        members = Set(learners.flatMap { catalogue.allMembers(of: $0, in: spec) }.map(\.name))
        guard let depth = catalogue.earlierDepth(in: spec) else {
            extended = nil
            return
        }
        extended = try Self.extended(backtest, classes, by: depth, spec, queue)
    }

    /// The same where these models have learned before: their members forecast in the backtest alone, unless others learn
    /// from them.
    func without(_ taught: [String], of spec: ExperimentSpec, _ catalogue: ModelCatalogue) -> LearningHistory
    {
        var copy = self
        copy.members = Set(
            catalogue.learners(in: spec).filter { !taught.contains($0.name) }
                .flatMap { catalogue.allMembers(of: $0, in: spec) }.map(\.name))
        return copy
    }

    private static func extended(
        _ backtest: TargetHistory, _ classes: [SeriesClasses], by depth: EarlierDepth, _ spec: ExperimentSpec,
        _ queue: WorkQueue
    ) throws -> Extended {
        let schedule = EarlierSchedule(before: backtest.windows, depth, spec.backtest)
        let history = try TargetHistory(
            target: backtest.target, panel: backtest.panel, windows: schedule.windows,
            backtest: spec.backtest, queue: queue)
        let classification = ClassStage(spec: spec, panel: backtest.panel)
        let ownWindow = Dictionary(uniqueKeysWithValues: schedule.own.enumerated().map { ($1, $0) })
        let all = try queue.map(schedule.windows.count) { place in
            ownWindow[place].map { classes[$0] } ?? classification.classes(in: schedule.windows[place])
        }
        return Extended(
            schedule: schedule, history: history, classes: all,
            earlierAlone: try earlierAlone(history, all, schedule, spec, queue))
    }

    private static func earlierAlone(
        _ history: TargetHistory, _ classes: [SeriesClasses], _ schedule: EarlierSchedule,
        _ spec: ExperimentSpec, _ queue: WorkQueue
    ) throws -> Part {
        let places = schedule.added
        let windows = places.enumerated().map { index, place in
            BacktestSchedule.window(
                index, cutoff: schedule.windows[place].cutoff, fittedIn: index, of: spec.backtest)
        }
        return Part(
            history: try TargetHistory(
                target: history.target, panel: history.panel, windows: windows, backtest: spec.backtest,
                queue: queue),
            classes: places.map { classes[$0] }, places: places)
    }

    /// In how many windows each model forecasts at most, before any row is read. `[model]`
    package static func windowCounts(of spec: ExperimentSpec, _ catalogue: ModelCatalogue) -> [Int] {
        let learners = catalogue.learners(in: spec)
        let members = Set(learners.flatMap { catalogue.allMembers(of: $0, in: spec) }.map(\.name))
        let depth = catalogue.earlierDepth(in: spec) ?? EarlierDepth(windows: 0)
        let windows = spec.backtest.windowCount
        let extended = EarlierSchedule.windowCount(of: spec.backtest, earlier: depth)
        return spec.models.map { members.contains($0.name) ? extended : windows }
    }

    /// The windows in which a model forecasts.
    package func history(of declaration: ModelDeclaration) -> TargetHistory {
        extensionOf(declaration)?.history ?? backtest
    }

    /// The classes in those windows.
    package func classes(of declaration: ModelDeclaration) -> [SeriesClasses] {
        extensionOf(declaration)?.classes ?? classes
    }

    /// The windows in which a model forecasts, each as people call it: `window 2`, or `earlier cutoff 2024-06-03`.
    package func placed(_ declaration: ModelDeclaration) -> [(window: BacktestWindow, name: String)] {
        history(of: declaration).windows.map { window in
            let own =
                extensionOf(declaration).map { $0.schedule.own.firstIndex(of: window.index) } ?? window.index
            return (
                window,
                own.map { "window \($0 + 1)" }
                    ?? "earlier cutoff \(backtest.panel.grid.label(of: window.cutoff))"
            )
        }
    }

    /// The cutoffs of windows that no backtest has, ascending.
    package var addedCutoffs: [String] {
        guard let extended else { return [] }
        let cutoffs = Set(extended.schedule.added.map { extended.schedule.windows[$0].cutoff })
        return cutoffs.sorted().map(backtest.panel.grid.label)
    }

    /// Forecasts that a model makes of these series over all its windows.
    package func forecastCount(of declaration: ModelDeclaration, _ series: Range<Int>) -> Int {
        history(of: declaration).forecastCount(of: series)
    }

    /// The windows of the backtest among those in which a model forecasts.
    package func chain(of declaration: ModelDeclaration) -> [Int]? {
        extensionOf(declaration)?.schedule.own
    }

    /// Nil for a model that forecasts in the backtest alone.
    func extensionOf(_ declaration: ModelDeclaration) -> Extended? {
        members.contains(declaration.name) ? extended : nil
    }
}
