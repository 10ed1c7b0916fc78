extension ExperimentReport {
    /// What is wrong with the report, one sentence each; empty for a sound one.
    ///
    /// Renderers rely on it: what is drawn together has the same length, what is named exists.
    package func problems() -> [String] {
        var problems: [String] = []
        if targets.isEmpty { problems.append("targets is empty") }
        problems += repeated(targets).map { "target '\($0)' appears twice" }
        problems += repeated(metrics.map(\.id)).map { "metric '\($0)' appears twice" }
        problems += repeated(models.map(\.name)).map { "model '\($0)' appears twice" }
        problems += windowProblems()
        problems += verdict.map(problems(of:)) ?? []
        problems += highlights.map(problems(of:)) ?? []
        problems += headToHead.map(problems(of:)) ?? []
        return problems
    }

    private func windowProblems() -> [String] {
        let known = Set(windows.map(\.window))
        return models.flatMap { model in
            model.byWindow.filter { !known.contains($0.window) }
                .map {
                    "model '\(model.name)' has scores of window \($0.window), which windows does not list"
                }
        }
    }

    private func problems(of verdict: Verdict) -> [String] {
        var problems: [String] = []
        let names = Set(models.map(\.name))
        for name in [verdict.champion, verdict.challenger] + verdict.comparisons.map(\.challenger)
        where !names.contains(name) {
            problems.append("verdict names the model '\(name)', which models does not list")
        }
        if !targets.contains(verdict.target) {
            problems.append("verdict names the target '\(verdict.target)', which targets does not list")
        }
        if !metrics.contains(where: { $0.id == verdict.metric }) {
            problems.append("verdict names the metric '\(verdict.metric)', which metrics does not list")
        }
        if !(verdict.confidence > 0 && verdict.confidence < 1) {
            problems.append("verdict.confidence is \(verdict.confidence), not between 0 and 1")
        }
        return problems
    }

    private func problems(of highlights: Highlights) -> [String] {
        (highlights.gains + highlights.losses).flatMap { series -> [String] in
            let steps = series.labels.count
            let bands = [series.championForecast, series.challengerForecast]
            let sameLength =
                series.history.count == series.historyLabels.count && series.actuals.count == steps
                && bands.allSatisfy { $0.mean.count == steps }
                && bands.allSatisfy {
                    $0.lower.count == $0.upper.count && [0, steps].contains($0.lower.count)
                }
            return sameLength ? [] : ["highlight '\(series.uniqueID)' has columns of different lengths"]
        }
    }

    private func problems(of headToHead: HeadToHead) -> [String] {
        let names = Set(models.map(\.name))
        return [headToHead.reference, headToHead.contender].filter { !names.contains($0) }
            .map { "head_to_head names the model '\($0)', which models does not list" }
    }

    private func repeated(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }
}
