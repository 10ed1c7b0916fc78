package import ExperimentSpec
internal import ForecastCore

/// Makes the forecasts of models that are made of others out of their members' forecasts. Nothing of it is kept in the
/// cache: it takes less time than reading it would.
struct CombinationStage {
    private let spec: ExperimentSpec
    private let catalogue: ModelCatalogue
    private let learning: LearningHistory
    /// What combinations learned before: those learn nothing anew.
    private let trained: TrainedModels
    /// `[window]`.
    private let known: [KnownSeries]

    private var history: TargetHistory { learning.backtest }

    init(
        _ spec: ExperimentSpec, _ catalogue: ModelCatalogue, _ learning: LearningHistory,
        _ trained: TrainedModels
    ) {
        self.spec = spec
        self.catalogue = catalogue
        self.learning = learning
        self.trained = trained
        known = learning.backtest.windows.map { window in
            learning.backtest.known(in: window, classes: learning.classes[window.index])
        }
    }

    /// - Parameter members: `[member]`, in the order of the parameters of `declaration`.
    func run(_ declaration: ModelDeclaration, _ members: [GlobalForecastStage.Output])
        -> GlobalForecastStage.Output
    {
        let lessons = history.windows.map { lesson(for: declaration, members, before: $0) }
        let combinations = zip(history.windows, lessons).map { window, lesson in
            lesson.combiner.combine(members.map { $0.blocks[window.index] }, of: known[window.index])
        }
        let routing = routing(of: declaration, combinations)
        let learned = shares(of: declaration, lessons)
        let missing = note(on: missingMembers(of: declaration, combinations), declaration)
        let notes = [learned.map { $0.note(on: history) }, routing.map(note) ?? missing]
        let output = GlobalForecastStage.Output(
            blocks: combinations.map(\.block), notes: notes.compactMap(\.self), routing: routing,
            learned: learned)
        guard let extended = learning.extensionOf(declaration) else { return output }
        let earlier = earlierForecasts(of: declaration, members, in: extended)
        return output.extended(by: earlier.blocks, at: earlier.places, own: extended.schedule.own)
    }

    /// What it forecast in the earlier windows, as it had learned by then.
    private func earlierForecasts(
        of declaration: ModelDeclaration, _ members: [GlobalForecastStage.Output],
        in extended: LearningHistory.Extended
    ) -> (places: [Int], blocks: [ForecastBlock]) {
        let combiner = catalogue.combiner(declaration)
        let places = Set(extended.schedule.earlier.joined()).subtracting(extended.schedule.own).sorted()
        let blocks = places.map { place in
            let known = extended.history.known(
                in: extended.history.windows[place], classes: extended.classes[place])
            let lesson = lesson(
                for: combiner, members,
                from: extended.schedule.places(
                    behind: place, count: combiner.earlierWindows, spec.backtest), known)
            return lesson.combiner.combine(members.map { $0.forecasts(inExtended: place) }, of: known).block
        }
        return (places, blocks)
    }

    // MARK: - Learning

    /// What the windows before the first cutoff teach; nil where the data begin too late for any.
    /// - Parameter members: `[member]`, in the order of the parameters of `declaration`.
    func lesson(
        for declaration: ModelDeclaration, _ members: [GlobalForecastStage.Output]
    ) -> CombinationLesson? {
        let lesson = lesson(for: declaration, members, before: history.windows[0])
        guard !lesson.shares.isEmpty else { return nil }
        let window = LearnedShares.Window(
            earlier: lesson.windows, shares: lesson.shares, choices: lesson.choices)
        return window.lesson(
            of: declaration.parameters.members.map(\.name), series: history.panel.seriesIDs)
    }

    /// A combination as the windows before a cutoff teach it, and how many there are.
    private struct Lesson {
        let combiner: any ForecastCombiner
        var shares: [LearnedCombiner.Share] = []
        var choices: [Int]?
        var windows = 0
    }

    private func lesson(
        for declaration: ModelDeclaration, _ members: [GlobalForecastStage.Output],
        before window: BacktestWindow
    ) -> Lesson {
        let combiner = catalogue.combiner(declaration)
        if let lesson = trained[declaration.name]?.lesson {
            let ids = history.panel.seriesIDs
            let window = LearnedShares.Window(
                taughtBy: lesson, series: ids, counted: known[window.index].history.count { $0 > 0 })
            return Lesson(
                combiner: combiner.taught(by: lesson, series: ids), shares: window.shares,
                choices: window.choices)
        }
        guard let extended = learning.extended, combiner.earlierWindows > 0 else {
            return Lesson(combiner: combiner)
        }
        let places = extended.schedule.earlier[window.index].prefix(combiner.earlierWindows)
        return lesson(for: combiner, members, from: Array(places), known[window.index])
    }

    /// - Parameter places: of the extended windows that it learns from, the latest first.
    private func lesson(
        for combiner: any ForecastCombiner, _ members: [GlobalForecastStage.Output], from places: [Int],
        _ known: KnownSeries
    ) -> Lesson {
        guard let extended = learning.extended, !places.isEmpty else { return Lesson(combiner: combiner) }
        let earlier = places.map { place in
            EarlierForecasts(
                members: members.map { $0.forecasts(inExtended: place) },
                actuals: extended.history.actuals(in: extended.schedule.windows[place]),
                levels: spec.quantiles)
        }
        let learned = combiner.learning(from: earlier, of: known)
        return Lesson(
            combiner: learned.combiner, shares: learned.shares, choices: learned.choices,
            windows: earlier.count)
    }

    private func shares(of declaration: ModelDeclaration, _ lessons: [Lesson]) -> LearnedShares? {
        guard catalogue.combiner(declaration).earlierWindows > 0 else { return nil }
        return LearnedShares(
            model: declaration.name, members: declaration.parameters.members.map(\.name),
            metric: declaration.parameters.values["by"]?.text ?? "",
            isTaughtBefore: trained[declaration.name]?.lesson != nil,
            windows: lessons.map { .init(earlier: $0.windows, shares: $0.shares, choices: $0.choices) })
    }

    private func routing(of declaration: ModelDeclaration, _ combinations: [Combination]) -> Routing? {
        let rules = declaration.parameters.rules
        guard !rules.isEmpty else { return nil }
        return Routing(
            model: declaration.name, rules: rules, taken: combinations.map(\.rules), known: known)
    }

    // MARK: - What the report says

    private func note(_ routing: Routing) -> String {
        let words = routing.counts.map { "\(NumberText.count($0.series)) to \($0.model)" }
        let churn = routing.churn.map {
            "; \(NumberText.count($0.changed)) of \(NumberText.count($0.series)) go another way than in the window before"
        }
        return "\(routing.model): series of \(history.target) by their classes at the last cutoff: "
            + words.joined(separator: ", ") + (churn ?? "") + "."
    }

    /// `ses in 12`, of those that could not forecast somewhere.
    private func missingMembers(of declaration: ModelDeclaration, _ combinations: [Combination]) -> [String] {
        let names = declaration.parameters.members.map(\.name)
        let missing = names.indices.map { member in combinations.reduce(0) { $0 + $1.missing[member] } }
        return zip(names, missing).filter { $1 > 0 }.map { "\($0) in \(NumberText.count($1))" }
    }

    private func note(on missing: [String], _ declaration: ModelDeclaration) -> String? {
        missing.isEmpty
            ? nil
            : "\(declaration.name): of \(NumberText.count(history.forecastCount)) forecasts of \(history.target) "
                + "some lack a member, which could not forecast and whose weight went to the others: "
                + missing.joined(separator: ", ") + "."
    }
}

extension TargetHistory {
    /// What is known of every series at the cutoff of `window`.
    func known(in window: BacktestWindow, classes: SeriesClasses) -> KnownSeries {
        let (count, values) = (panel.grid.count, self.values)
        let observed = (0..<panel.seriesCount).map { series in
            window.training.count { !values[series * count + $0].isNaN }
        }
        return KnownSeries(classes: classes, history: observed, attributes: panel.attributes)
    }
}
