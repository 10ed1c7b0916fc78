extension MarkdownReport {
    /// The ten features that move forecasts most, for the best few models that can tell.
    static func explanations(_ report: ExperimentReport) -> [String] {
        let explained = report.ranked(target: report.mainTarget).flatMap { model in
            model.explanations.map { (name: model.name, explanation: $0) }
        }
        guard !explained.isEmpty else { return [] }
        var lines = [
            FeatureText.notes(
                explained.map(\.explanation),
                contributions:
                    "Mean size of what a feature adds to a forecast (SHAP), in the unit the model learned, over a sample of the "
                    + "rows it forecast; gain and splits from training, over all fits.")
        ]
        for entry in explained.prefix(3) {
            if entry.explanation.isOfNetwork {
                lines += network(entry.explanation, of: entry.name, in: report)
                continue
            }
            let titles = ["mean SHAP", "share", "gain", "splits"]
            var table = MarkdownTable(
                ["\(name(entry.name)), \(name(entry.explanation.target))"] + titles,
                alignment: "l" + String(repeating: "r", count: titles.count))
            for feature in entry.explanation.ranked.prefix(10) {
                table.append([name(feature.feature)] + FeatureText.cells(feature))
            }
            lines += [""] + table.lines(limit: 3000, noun: "features")
        }
        if explained.count > 3 { lines += ["", "*\(explained.count - 3) more in report.html.*"] }
        return folded("What the models lean on", lines)
    }

    /// The five variables of each group that a network takes most of, what its steps look at, and its last three fits.
    private static func network(
        _ explanation: ExperimentReport.ModelExplanation, of model: String, in report: ExperimentReport
    ) -> [String] {
        let groups = explanation.groups
        var table = MarkdownTable(
            groups.flatMap { ["\(name(model)), \(name(explanation.target)): \($0.name)", "weight"] },
            alignment: groups.map { _ in "lr" }.joined())
        for place in 0..<min(5, groups.map(\.features.count).max() ?? 0) {
            table.append(
                groups.flatMap { group in
                    place < group.features.count
                        ? [name(group.features[place].feature)] + FeatureText.cells(group.features[place])
                        : ["", ""]
                })
        }
        let looks = (explanation.attention ?? []).compactMap { TrainingText.line($0, report.stepNoun) }
        let fits = report.models.first { $0.name == model }?.fits ?? []
        let trainings = fits.filter { $0.target == explanation.target }.compactMap(TrainingText.line)
        return [""] + table.lines(limit: 3000, noun: "variables") + [""]
            + (looks.map { "Attention: \($0)." } + trainings.suffix(3).map { "Training, \($0)." })
            .map { "- \($0)" }
    }
}
