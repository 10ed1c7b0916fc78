/// A model that is fitted to all series of a panel at once.
package protocol GlobalModel: Sendable {
    /// Fits to what is known at a cutoff.
    /// - Parameter jobs: threads that may work; changes no bit of the result.
    /// - Parameter shouldStop: asked now and then; true abandons the fit, which then throws.
    func fit(_ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool) throws
        -> any FittedGlobalModel
}

/// A global model whose training can pause and go on: the same bits as trained at once.
package protocol IncrementalGlobalModel: GlobalModel {
    /// Training that has not begun.
    func training(on known: KnownPanel, jobs: Int) throws -> any GlobalTraining
}

/// The training of one model as far as it has come.
package protocol GlobalTraining: AnyObject, Sendable {
    /// Goes on until `rounds` are done in all, or training is finished before.
    func advance(toRound rounds: Int, shouldStop: @escaping @Sendable () -> Bool) throws

    /// What was learned so far.
    func fitted() throws -> any FittedGlobalModel
}

/// What a global model learned: immutable, storable, forecasts any later window.
package protocol FittedGlobalModel: Sendable {
    /// The model as text that its own library reads: never executable code.
    var artefact: String { get }

    /// The forecasts of every series after the cutoff of `known`, gap included, before any repair that a
    /// local forecast would get too (`ForecastRepair`).
    /// **Shape** `[series, gap + horizon, 1 + levels]`, row-major, mean first.
    func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double]

    /// How much work the fit was: the same on every machine, comparable between models of one kind.
    /// **Units** million cell visits: training rows x columns x trees x levels of a tree, or what comes closest.
    var work: Double { get }

    /// What the centre of the forecasts of `known` leans on.
    /// - Parameter jobs: threads that may work; changes no bit of the result.
    func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation
}

/// A panel as it is known at one cutoff: targets and past-only columns end there, because later values are
/// not in it; what is known ahead reaches to the end of the horizon.
package struct KnownPanel: Sendable {
    package let panel: Panel
    package let target: String
    package let window: BacktestWindow
    /// From this window's training data.
    package let classes: SeriesClasses
    package let levels: [QuantileLevel]

    /// Hides everything of `panel` that is not known at the cutoff of `window`.
    package init(
        _ panel: Panel, target: String, window: BacktestWindow, classes: SeriesClasses,
        levels: [QuantileLevel]
    ) {
        self.target = target
        self.window = window
        self.classes = classes
        self.levels = levels
        self.panel = Panel(
            grid: panel.grid, seriesIDs: panel.seriesIDs, firstStep: panel.firstStep,
            columns: panel.columns.map { Self.hidden($0, panel: panel, window: window) },
            attributes: panel.attributes, holidays: panel.holidays)
    }

    /// Steps from the cutoff to the last scored period.
    package var reach: Int { window.gap + window.horizon }

    private static func hidden(_ column: PanelColumn, panel: Panel, window: BacktestWindow) -> PanelColumn {
        let end = column.knowledge == .knownAhead ? window.test.upperBound : window.training.upperBound
        var values = column.values
        for series in 0..<panel.seriesCount {
            let row = series * panel.grid.count
            for step in end..<max(end, panel.grid.count) { values[row + step] = .nan }
        }
        return PanelColumn(name: column.name, knowledge: column.knowledge, values: values)
    }
}
