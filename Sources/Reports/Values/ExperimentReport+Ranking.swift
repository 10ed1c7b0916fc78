internal import ForecastCore

/// What every renderer asks of a report: who leads, compared with whom, by what.
extension ExperimentReport {
    /// The target that the verdict is about, else the first.
    package var mainTarget: String { verdict?.target ?? targets.first ?? "" }

    /// The metric that ranks models: the verdict's, else the first that is lower for better.
    package var mainMetric: MetricDescription? {
        metrics.first { $0.id == verdict?.metric } ?? metrics.first { $0.better == .lower } ?? metrics.first
    }

    /// The main metric first, then the others in the order of the spec. A pinball loss per level says
    /// little beside its sum, so those come last.
    var metricsByWeight: [MetricDescription] {
        let main = mainMetric.map { [$0] } ?? []
        let others = metrics.filter { $0.id != mainMetric?.id }
        return main + others.filter { !$0.id.hasPrefix("pinball@") }
            + others.filter { $0.id.hasPrefix("pinball@") }
    }

    /// The model that differences are taken to: the champion, else the best one.
    package var referenceName: String? { verdict?.champion ?? ranked(target: mainTarget).first?.name }

    func model(_ name: String?) -> ModelReport? { models.first { $0.name == name } }

    /// The models, best first by the main metric; undefined ones last, and those that never forecast, whose values are their
    /// stand-ins'; ties in the order of the spec.
    package func ranked(target: String) -> [ModelReport] {
        guard let metric = mainMetric else { return models }
        let losses = models.map { model in
            model.neverForecasts(target)
                ? .infinity
                : model.scores.value(target: target, metric: metric.id).map(metric.loss(of:)) ?? .infinity
        }
        return models.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }.map { models[$0] }
    }

    /// One metric of one target over all models. **Complexity** O(models): made once per column, not per
    /// cell.
    func column(target: String, metric: MetricDescription) -> ScoreColumn {
        let values = models.compactMap { $0.scores.value(target: target, metric: metric.id) }
        let own = models.filter { !$0.neverForecasts(target) }
            .compactMap { $0.scores.value(target: target, metric: metric.id) }
        return ScoreColumn(
            target: target, metric: metric, decimals: metric.decimals(for: values),
            best: models.count > 1 ? own.min { metric.loss(of: $0) < metric.loss(of: $1) } : nil,
            referenceName: referenceName,
            reference: model(referenceName)?.scores.value(target: target, metric: metric.id))
    }

    /// The decimals of one column of a ranking.
    func decimals(target: String, metric: MetricDescription) -> Int {
        column(target: target, metric: metric).decimals
    }

    /// Who a model is in this comparison: `champion`, `challenger`, `baseline` or nothing.
    func role(of model: ModelReport) -> String? {
        if model.name == verdict?.champion { return "champion" }
        if verdict?.comparisons.contains(where: { $0.challenger == model.name }) == true {
            return "challenger"
        }
        return model.isBaseline ? "baseline" : nil
    }

    /// The segments in the order in which models list them, each with its classes.
    var segmentKeys: [SegmentKey] {
        var seen: Set<SegmentKey> = []
        var keys: [SegmentKey] = []
        for scores in models.flatMap(\.bySegment) {
            let key = SegmentKey(segment: scores.segment, value: scores.value)
            if seen.insert(key).inserted { keys.append(key) }
        }
        return keys
    }

    struct SegmentKey: Hashable {
        let segment: String
        let value: String

        /// Whether series of these three classes are of this one.
        func holds(abc: String, xyz: String, pattern: String) -> Bool {
            switch segment {
            case "abc_class": abc == value
            case "xyz_class": xyz == value
            default: segment == "demand_pattern" && pattern == value
            }
        }
    }

    /// How many series are of a class at the last cutoff, so that the classes of one kind add up to all series;
    /// where the report does not know, how many ever were.
    func memberCount(_ key: SegmentKey) -> Int? {
        guard data.classes.isEmpty else {
            return data.classes.filter { key.holds(abc: $0.abc, xyz: $0.xyz, pattern: $0.pattern) }
                .reduce(0) { $0 + $1.series }
        }
        return models.lazy.compactMap { model in
            model.bySegment.first { $0.segment == key.segment && $0.value == key.value }?.series
        }.first
    }

    /// `week` and `weeks`, or a word that fits any frequency.
    func stepNoun(_ count: Int) -> String {
        Frequency(rawValue: data.frequency)?.stepNoun(count) ?? (count == 1 ? "step" : "steps")
    }

    /// `4 windows of 13 weeks`.
    var backtestText: String {
        let windowText = NumberText.count(windows.count, "window", "windows")
        guard let periods = windows.first?.test.periods else { return windowText }
        return "\(windowText) of \(periods) \(stepNoun(periods))"
    }
}

extension ExperimentReport.MetricDescription {
    /// Two decimals of a percentage, as many as the size asks for otherwise.
    func decimals(for values: [Double]) -> Int {
        unit == .percent
            ? min(2, NumberText.decimals(for: values.map { max($0.magnitude, 10) }))
            : NumberText.decimals(for: values)
    }

    /// `mape %`, `mase@m=52`, `mae`: a column's title.
    var title: String { id + unitSuffix }
}

extension ExperimentReport.ModelReport {
    /// Whether all that is scored under its name on `target` was made by stand-ins.
    package func neverForecasts(_ target: String) -> Bool { fallbacks.neverForecast.contains(target) }

    func scores(window: Int) -> ExperimentReport.ScoreSet? { byWindow.first { $0.window == window }?.scores }

    func scores(_ key: ExperimentReport.SegmentKey) -> ExperimentReport.ScoreSet? {
        bySegment.first { $0.segment == key.segment && $0.value == key.value }?.scores
    }
}
