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
        let body = [chart(explanation, model), weights(explanation), fits(model, explanation.target)]
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

/// The numbers of a feature as pages show them.
enum FeatureText {
    /// What the numbers of these explanations are: of contributions as said, of networks in words of their own.
    static func notes(_ explanations: [ExperimentReport.ModelExplanation], contributions: String) -> String {
        let network =
            "Of a network: the mean weight by which it takes a variable in, 100 % in all for static variables, for "
            + "those of the past and for those ahead."
        return
            ((explanations.allSatisfy(\.isOfNetwork) ? [] : [contributions])
            + (explanations.contains(where: \.isOfNetwork) ? [network] : [])).joined(separator: " ")
    }

    /// Of the columns that `cells` fills.
    static func titles(_ explanation: ExperimentReport.ModelExplanation) -> [String] {
        explanation.isOfNetwork ? ["weight"] : ["mean |SHAP|", "share", "gain", "splits"]
    }

    /// `31.4 %`.
    static func share(_ share: Figure) -> String {
        share.value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? NumberText.undefined
    }

    /// Contribution, its share, gain's share, splits; of a network the weight alone.
    static func cells(_ feature: ExperimentReport.FeatureWeight) -> [String] {
        if let selection = feature.selection { return [share(selection)] }
        return [
            NumberText.fixed(feature.contribution.value, decimals: 4), share(feature.contributionShare),
            share(feature.gainShare), NumberText.fixed(feature.splits.value, decimals: 0),
        ]
    }
}

/// Amounts of work as pages show them.
enum WorkText {
    static let unit = "million cell visits"

    /// `1,204 million cell visits`.
    static func visits(_ work: Double) -> String { "\(number(work)) \(unit)" }

    /// Three digits at least, and no more than tell models apart.
    static func number(_ work: Double) -> String { NumberText.fixed(work, decimals: work < 10 ? 2 : 0) }
}

/// Bars of the mean contribution of features, the longest first.
struct FeatureBars {
    let features: [ExperimentReport.FeatureWeight]
    let style: String
    /// For those who cannot see the picture.
    let label: String

    private static let width = 440.0, left = 178.0, right = 58.0, rowHeight = 21.0

    func node() -> HTMLNode {
        let longest = features.map(\.weight).max() ?? 0
        guard longest > 0 else { return .nothing }
        let room = Self.width - Self.left - Self.right
        let rows = features.enumerated().flatMap { index, feature -> [HTMLNode] in
            let y = Self.rowHeight * Double(index) + 4
            let length = room * feature.weight / longest
            let name = PlainText.truncated(PlainText.sanitised(feature.feature), to: 22)
            return [
                SVG.text(Self.left - 8, y + 12, name, "name end"),
                element(
                    "rect",
                    [
                        "x": SVG.coordinate(Self.left), "y": SVG.coordinate(y + 2),
                        "width": SVG.coordinate(max(1, length)), "height": "12", "class": "weight \(style)",
                    ]),
                SVG.text(
                    Self.left + length + 6, y + 12, FeatureText.share(feature.share), "axis"),
            ]
        }
        return SVG.picture(
            width: Self.width, height: Self.rowHeight * Double(features.count) + 8, label: label,
            style: "chart", rows)
    }
}
