internal import ForecastCore

/// What the words of a report mean, in a line each, for whoever reads it in ten seconds.
enum Glossary {
    struct Entry {
        let word: String
        let meaning: String
    }

    /// `wape` and `mase@m=52` by the part before the `@`; nil for a metric that nobody knows.
    static func metric(_ id: String) -> String? {
        let parts = id.split(separator: "@", maxSplits: 1)
        guard let name = parts.first.flatMap({ MetricName(rawValue: String($0)) }) else { return nil }
        return meaning(of: name, variant: parts.count > 1 ? String(parts[1]) : nil)
    }

    private static func meaning(of name: MetricName, variant: String?) -> String {
        switch name {
        case .wape: "all errors added up, in percent of all that was observed: 40 is 40 of every 100 pieces"
        case .mape: "the mean error of a single observation in percent of it; those of 0 are left out"
        case .smape: "the mean error in percent of the mean of forecast and observation, from 0 to 200"
        case .mae: "the mean error, in pieces or whatever the target is counted in"
        case .rmse: "as mae, but a large error weighs more than many small ones"
        case .bias:
            "all forecasts against all that was observed: below 0 too little was forecast, above 0 too much"
        case .mase: "the mean error in multiples of that of \(naive(variant)); below 1 is better than it"
        case .rmsse: "as mase, but a large error weighs more than many small ones"
        case .pinball: "the error of one quantile, weighted by the side that it should be on"
        case .wql: "the error of all quantiles together, in relation to all that was observed"
        case .coverage:
            "how much of what came lay in the middle range of the forecast, which promises "
                + (variant.map { "\($0) %" } ?? "a stated share")
        }
    }

    private static func naive(_ variant: String?) -> String {
        switch variant?.split(separator: "=").last {
        case nil: "the naive forecast within the history"
        case "1"?: "repeating the last value, within the history"
        case let season?: "repeating the value of \(season) steps before, within the history"
        }
    }

    /// What a guardrail asks for.
    static func guardrail(_ name: String) -> String? {
        switch name {
        case "naive_baseline": "not worse than the best of the simple baselines"
        case "bias_pp": "not much further from a balanced forecast than the champion"
        case "bias_abs_pp": "not far from a balanced forecast, unless the champion is further"
        case "worst_segment_pp": "in no class of series much worse than the champion"
        case "fallback_share":
            "not many more series than the champion's for which something simpler had to stand in"
        default: nil
        }
    }

    /// The words of every comparison.
    static let comparison = [
        Entry(word: "champion", meaning: "the model in use, which stays unless a better one is shown"),
        Entry(word: "challenger", meaning: "a model that may take the champion's place"),
        Entry(
            word: "baseline",
            meaning: "a forecast that costs nothing, such as the last value: a yardstick and no candidate"),
        Entry(
            word: "guardrail", meaning: "what a challenger must not break, however much better its metric is"),
        Entry(
            word: "interval",
            meaning:
                "the range in which the improvement probably lies, counting what series and windows do by chance; where it holds 0, it may be chance"
        ),
        Entry(word: "pp", meaning: "percentage points: from 75 % to 72 % are 3 pp"),
    ]
}

/// Explanations on the page: in the verdict's box what it says itself, at the end every word.
extension HTMLPage {
    /// `wape: ...; pp: ...`, no more than the box needs to be understood.
    func shortGlossary() -> HTMLNode {
        guard let metric = report.mainMetric, let meaning = Glossary.metric(metric.id) else {
            return .nothing
        }
        let usesPoints = report.verdict?.improvementUnit == .percentagePoints
        let words =
            [Glossary.Entry(word: metric.id, meaning: meaning + lowerIsBetter(metric))]
            + Glossary.comparison.filter { $0.word == "pp" && usesPoints }
        return element(
            "p", ["class": "gloss"],
            words.flatMap { [element("b", text: $0.word), .text(": \($0.meaning). ")] }
                + [element("a", ["href": "#words"], text: "All words")])
    }

    private func lowerIsBetter(_ metric: ExperimentReport.MetricDescription) -> String {
        metric.better == .lower ? "; smaller is better" : ""
    }

    func glossary() -> HTMLNode {
        let guardrails = (report.verdict?.guardrails ?? []).compactMap { guardrail in
            Glossary.guardrail(guardrail.name).map { Glossary.Entry(word: guardrail.name, meaning: $0) }
        }
        let parts = [
            ("Metrics", metricEntries), ("Models", kindEntries),
            ("Comparison", report.verdict == nil ? [] : Glossary.comparison), ("Guardrails", guardrails),
        ].filter { !$0.1.isEmpty }
        return section(
            "Words", id: "words", note: "What the names on this page mean.",
            [element("div", ["class": "charts"], parts.map { list($0.0, $0.1) })])
    }

    /// One per metric, without the levels of the pinball loss.
    private var metricEntries: [Glossary.Entry] {
        var seen: Set<String> = []
        return report.metricsByWeight.compactMap { metric in
            let word = metric.id.hasPrefix("pinball@") ? "pinball" : metric.id
            guard seen.insert(word).inserted else { return nil }
            return Glossary.metric(word).map { Glossary.Entry(word: word, meaning: $0) }
        }
    }

    /// One per kind, with the models that are of it where their names do not say so.
    private var kindEntries: [Glossary.Entry] {
        var seen: Set<String> = []
        return report.models.compactMap { model in
            guard let summary = model.kindSummary, seen.insert(model.kind).inserted else { return nil }
            let names = report.models.filter { $0.kind == model.kind && $0.name != model.kind }.map(\.name)
            let more = names.count > 4 ? " and \(NumberText.count(names.count - 4)) more" : ""
            let list = names.isEmpty ? "" : " (\(names.prefix(4).map(short).joined(separator: ", "))\(more))"
            return .init(word: model.kind, meaning: summary + list)
        }
    }

    private func list(_ title: String, _ entries: [Glossary.Entry]) -> HTMLNode {
        element(
            "div", [:],
            [
                element("h3", text: title),
                element(
                    "dl", ["class": "words"],
                    entries.map { entry in
                        element(
                            "div", [:],
                            [element("dt", text: entry.word), element("dd", text: entry.meaning)])
                    }),
            ])
    }
}
