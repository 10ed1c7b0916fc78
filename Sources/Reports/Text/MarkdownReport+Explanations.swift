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
            let titles =
                entry.explanation.isOfNetwork ? ["weight"] : ["mean SHAP", "share", "gain", "splits"]
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
}
