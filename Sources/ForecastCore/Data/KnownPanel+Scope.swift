extension KnownPanel {
    /// What it is to be forecast.
    package var scope: ForecastScope {
        ForecastScope(gap: window.gap, horizon: window.horizon, levels: levels)
    }

    /// The same knowledge, to be forecast in another scope. Nothing more is known of periods behind those of this one.
    package func asked(for scope: ForecastScope) -> KnownPanel {
        let first = window.training.upperBound + scope.gap
        let test = first..<first + scope.horizon
        return KnownPanel(
            panel.extended(toPeriods: test.upperBound), target: target,
            window: BacktestWindow(
                index: window.index, training: window.training, test: test, fittedIn: window.fittedIn),
            classes: classes, levels: scope.levels)
    }
}
