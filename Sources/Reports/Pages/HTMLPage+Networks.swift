internal import ForecastCore

/// What a network takes of its variables, where its attention looks, and how its training went.
extension HTMLPage {
    private static let mostBars = 10

    /// Nothing for models that are no network.
    func networkCharts(
        _ explanation: ExperimentReport.ModelExplanation, _ model: ExperimentReport.ModelReport
    ) -> HTMLNode {
        let groups = explanation.groups
        guard !groups.isEmpty else { return .nothing }
        let bars = groups.map { group in
            FeatureBars(
                features: Array(group.features.prefix(Self.mostBars)), style: style(of: model.name),
                label: "Weight of the \(group.name) variables of \(model.name) for \(explanation.target)",
                title: Self.title(of: group, shown: Self.mostBars)
            ).node()
        }
        let charts = bars + [attention(explanation, model), losses(model, explanation.target)]
        return element("div", ["class": "charts"], charts.filter { !$0.isNothing })
    }

    /// `known ahead, the first 10 of 14`.
    private static func title(of group: ExperimentReport.VariableGroup, shown: Int) -> String {
        let names = ["static": "facts of the series", "past": "the past", "ahead": "known ahead"]
        let count = group.features.count
        return (names[group.name] ?? group.name)
            + (count > shown ? ", the first \(shown) of \(NumberText.count(count))" : "")
    }

    /// A line for each step that is shown, the nearest one thick.
    private func attention(
        _ explanation: ExperimentReport.ModelExplanation, _ model: ExperimentReport.ModelReport
    ) -> HTMLNode {
        let rows = explanation.attention ?? []
        let curves = rows.enumerated().map { index, row in
            CurveChart.Curve(
                name: "\(NumberText.count(row.step)) ahead",
                points: row.weights.enumerated().compactMap { offset, weight in
                    weight.value.map { (x: Double(row.firstPosition + offset), y: $0) }
                },
                style: ["c0", "c1", "c2"][index % 3], isThick: index == 0)
        }
        return CurveChart(
            curves: curves, horizontalTitle: "\(report.stepNoun(2)) from the cutoff",
            verticalTitle: "% of the attention",
            label:
                "Attention of \(model.name) for \(explanation.target) by \(report.stepNoun(1)) from the cutoff",
            isInPercent: true, border: 0.5
        ).node()
    }

    /// The last fit by name, earlier ones dashed, a dot where its weights were taken.
    private func losses(_ model: ExperimentReport.ModelReport, _ target: String) -> HTMLNode {
        let fits = model.fits.filter { $0.target == target && $0.losses?.isEmpty == false }
        guard let last = fits.last else { return .nothing }
        let marks = last.first
        func points(
            _ marks: ArraySlice<ExperimentReport.LossMark>, _ loss: (ExperimentReport.LossMark) -> Figure
        ) -> [(x: Double, y: Double)] {
            marks.compactMap { mark in loss(mark).value.map { (x: Double(mark.step), y: $0) } }
        }
        let isValidated = marks.contains { $0.validation.value != nil }
        let earlier = fits.dropLast().map { fit in
            CurveChart.Curve(
                name: nil, points: points(fit.first) { isValidated ? $0.validation : $0.training },
                style: "other")
        }
        let curves = [
            CurveChart.Curve(name: "training", points: points(marks) { $0.training }, style: "c1"),
            CurveChart.Curve(
                name: "validation", points: points(marks) { $0.validation }, style: "c0", isThick: true),
            CurveChart.Curve(name: "once more", points: points(last.again) { $0.training }, style: "c2"),
        ].filter { !$0.points.isEmpty }
        let dot = (last.again.last ?? last.best).flatMap { mark in
            (mark.validation.value ?? mark.training.value).map {
                (
                    x: Double(mark.step), y: $0,
                    style: last.again.isEmpty ? (isValidated ? "c0" : "c1") : "c2"
                )
            }
        }
        return CurveChart(
            curves: earlier + curves, horizontalTitle: "training steps",
            verticalTitle: "loss, window \(last.window)"
                + (fits.count > 1 ? "; dashed: the fits before" : ""),
            label: "Loss of \(model.name) for \(target) by training step", dots: dot.map { [$0] } ?? []
        ).node()
    }
}
