internal import ForecastCore

/// What global models lean on: a bar chart and a table per model and target.
extension HTMLPage {
    /// Explanations that are drawn; reports with more models show the best ones.
    private static let mostExplained = 12
    private static let mostFeatures = 40

    func explanations() -> HTMLNode {
        let explained = report.ranked(target: report.mainTarget).flatMap { model in
            model.explanations.map { (model: model, explanation: $0) }
        }
        guard !explained.isEmpty else { return .nothing }
        let left = explained.count - Self.mostExplained
        let parts = explained.prefix(Self.mostExplained).enumerated().map { index, entry in
            explanation(entry.model, entry.explanation, isOpen: index == 0)
        }
        return section(
            "What the models lean on", id: "explanations",
            note: FeatureText.notes(
                explained.map(\.explanation),
                contributions:
                    "SHAP: how far a feature moves the centre of a forecast on average, in the unit the model learned (the target "
                    + "divided by the series' scale; its logarithm with poisson, gamma and tweedie), over a fixed sample of the rows "
                    + "it forecast in all windows. Gain and splits: what the feature was worth in training, summed over all fits."
            )
                + (left > 0 ? " \(NumberText.count(left)) more are in report.json." : ""), parts)
    }

    private func explanation(
        _ model: ExperimentReport.ModelReport, _ explanation: ExperimentReport.ModelExplanation, isOpen: Bool
    ) -> HTMLNode {
        let subject = report.targets.count > 1 ? ", \(short(explanation.target))" : ""
        let title = "\(short(model.name))\(subject)"
        let summary = element(
            "summary", [:],
            [element("b", text: title), .text(": " + Self.leaders(explanation))])
        let pictures =
            explanation.isOfNetwork ? networkCharts(explanation, model) : chart(explanation, model)
        let body = [pictures, weights(explanation), fits(model, explanation.target)]
        return isOpen
            ? element("details", ["open": "open"], [summary] + body)
            : element("details", [:], [summary] + body)
    }

    /// `lag_1 31 %, rolling_mean_4 22 %, week_of_year 9 %`.
    private static func leaders(_ explanation: ExperimentReport.ModelExplanation) -> String {
        explanation.ranked.prefix(3).map {
            "\(PlainText.truncated(PlainText.sanitised($0.feature), to: 40)) \(FeatureText.share($0.share))"
        }.joined(separator: ", ")
    }

    private func chart(
        _ explanation: ExperimentReport.ModelExplanation, _ model: ExperimentReport.ModelReport
    ) -> HTMLNode {
        FeatureBars(
            features: Array(explanation.ranked.prefix(15)), style: style(of: model.name),
            label: "Mean contribution of the features of \(model.name) to \(explanation.target)"
        ).node()
    }

    private func weights(_ explanation: ExperimentReport.ModelExplanation) -> HTMLNode {
        let titles = (["feature"] + FeatureText.titles(explanation)).enumerated().map {
            element("th", ["class": $0.offset == 0 ? "" : "n", "scope": "col"], text: $0.element)
        }
        let rows = explanation.ranked.prefix(Self.mostFeatures).map { feature in
            element(
                "tr", [:],
                [
                    element(
                        "th", ["scope": "row"],
                        [
                            element(
                                "bdi", text: PlainText.truncated(PlainText.sanitised(feature.feature), to: 60)
                            )
                        ])
                ]
                    + FeatureText.cells(feature).map { element("td", ["class": "n"], text: $0) })
        }
        let left = explanation.features.count - rows.count
        return table(
            titles, rows,
            caption: "Over \(NumberText.count(explanation.rows)) forecast rows"
                + (left > 0 ? "; \(NumberText.count(left)) more features are in report.json" : ""))
    }

    /// Which models these were, and what they took.
    private func fits(_ model: ExperimentReport.ModelReport, _ target: String) -> HTMLNode {
        let fits = model.fits.filter { $0.target == target }
        guard !fits.isEmpty else { return .nothing }
        let shown = fits.prefix(12).map { "window \($0.window) \($0.modelDigest.prefix(12))" }
        return element(
            "p", ["class": "note"],
            text: "Models by digest: \(shown.joined(separator: ", "))\(fits.count > 12 ? ", ..." : ""); "
                + "training took \(WorkText.visits(fits.reduce(0) { $0 + $1.work })).")
    }
}
