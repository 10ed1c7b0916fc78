internal import ForecastCore

/// What pages say of the training of networks and of where their attention looks.
enum TrainingText {
    static let note =
        "Attention: how much a step of the forecast takes of each period, heads and series averaged; periods after the cutoff are "
        + "those of what is known ahead. Loss: pinball losses and the error of the mean, scaled; the weights at the dot forecast."

    /// `window 2: 1,300 steps, weights of step 800, loss 0.412 in training, 0.455 in validation; from them 200 steps once more,
    /// the kept periods included, loss 0.409`.
    static func line(_ fit: ExperimentReport.ModelFit) -> String? {
        guard let last = fit.first.last, let taken = fit.best else { return nil }
        let steps = "window \(fit.window): \(NumberText.count(last.step, "step", "steps"))"
        let place = taken.step == last.step ? "" : ", weights of step \(NumberText.count(taken.step))"
        let validation =
            taken.validation.value.map { ", \(NumberText.fixed($0, decimals: 4)) in validation" } ?? ""
        let again =
            fit.again.last.map {
                "; from them \(NumberText.count($0.step - last.step, "step", "steps")) once more, the kept periods included, "
                    + "loss \(NumberText.fixed($0.training.value, decimals: 4))"
            } ?? ""
        return
            "\(steps)\(place), loss \(NumberText.fixed(taken.training.value, decimals: 4)) in training\(validation)\(again)"
    }

    /// `1 week ahead it takes 41 % from the last 4 weeks, 12 % from those planned, and most (14 %) from 52 weeks before`.
    static func line(_ row: ExperimentReport.AttentionRow, _ noun: (Int) -> String) -> String? {
        guard let peak = row.peak, row.step > 0 else { return nil }
        func periods(_ count: Int) -> String { "\(NumberText.count(count)) \(noun(count))" }
        func percent(_ share: Double) -> String { NumberText.fixed(100 * share, decimals: 1) + " %" }
        let recent = min(4, max(1, 1 - row.firstPosition))
        let place: String =
            switch peak.position {
            case ..<0: "\(periods(0 - peak.position)) before the cutoff"
            case 0: "the cutoff's \(noun(1))"
            default: "\(periods(peak.position)) after the cutoff"
            }
        return
            "\(periods(row.step)) ahead it takes \(percent(row.share(of: (1 - recent)...0))) from the last \(periods(recent)), "
            + "\(percent(row.share(of: 1...max(1, row.step)))) from what is known ahead, and most (\(percent(peak.weight))) "
            + "from \(place)"
    }
}
