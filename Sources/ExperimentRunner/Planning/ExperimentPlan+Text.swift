internal import ExperimentSpec
internal import ForecastCore
internal import Reports

extension ExperimentPlan {
    /// What the text says of the spec beside the tables.
    struct Words {
        let backtest: BacktestDeclaration
        let evaluation: EvaluationDeclaration
        let classes: ClassificationDeclaration
        let memory: String
        /// `2 threads`.
        let threads: String
    }

    package func text(width: Int?) -> String {
        var lines = heading + [words.memory]
        lines += [""] + windowTable(width) + [""] + workTable(width)
        if !trainings.isEmpty { lines += [""] + trainingTable(width) }
        if !searches.isEmpty { lines += [""] + searches.map(\.text) }
        if !remarks.isEmpty { lines += [""] + remarks.map { "note: \($0)" } }
        if isFinished {
            lines += [
                "", "This very run is finished: `forecast run` answers from results/\(experiment)/\(run).",
            ]
        }
        return lines.joined(separator: "\n")
    }

    private var heading: [String] {
        let classes = words.classes
        return [
            "experiment  \(experiment)   run \(run)",
            "data        \(data.dataset), \(data.series) series, \(data.periods) \(data.step) "
                + "(\(data.firstPeriod) to \(data.lastPeriod)), targets \(data.targets.joined(separator: ", "))",
            "backtest    horizon \(words.backtest.horizon), refit every "
                + "\(NumberText.count(words.backtest.refit, "window", "windows")), "
                + (words.evaluation.steps.isEmpty
                    ? "all steps scored"
                    : "scored steps \(words.evaluation.steps.map(String.init).joined(separator: ", "))"),
        ] + levelLine + [
            "classes     ADI \(classes.adiCut), CV2 \(classes.cv2Cut), ABC \(classes.abcCuts), XYZ \(classes.xyzCuts)"
        ]
    }

    /// `levels      all (1), category (12): forecast and scored as the 200 series are`
    private var levelLine: [String] {
        guard let levels else { return [] }
        let words = levels.map { "\($0.level) (\($0.nodes))" }
        return ["levels      \(words.joined(separator: ", ")): sums that are forecast as the series are"]
    }

    private func windowTable(_ width: Int?) -> [String] {
        var rows = [
            [
                "window", "train", "", "periods", "test", "", "periods", "gap", "fitted in", "series",
                "short", "not launched",
            ]
        ]
        for window in windows {
            rows.append([
                String(window.window), window.train.first, window.train.last, String(window.train.periods),
                window.test.first, window.test.last, String(window.test.periods), String(window.gap),
                String(window.fittedIn), String(window.series), String(window.short),
                String(window.notLaunched),
            ])
        }
        return PlainColumns.render(rows, width: width)
    }

    private func workTable(_ width: Int?) -> [String] {
        var rows = [["model", "kind", "target", "forecasts", "cached", "to do"]]
        for work in work {
            rows.append(
                [work.model, work.kind, work.target]
                    + [work.forecasts, work.cached, work.forecasts - work.cached].map(String.init))
        }
        let total = work.reduce(0) { $0 + $1.forecasts }
        let cached = work.reduce(0) { $0 + $1.cached }
        rows.append(["all", "", ""] + [total, cached, total - cached].map(String.init))
        return PlainColumns.render(rows, width: width)
    }
}

extension ExperimentPlan {
    private func trainingTable(_ width: Int?) -> [String] {
        PlainColumns.render([PlannedTraining.titles] + trainings.map(\.cells), width: width) + [
            "time is an estimate for \(words.threads), at a rate that docs/tft.md states; a training that stops by itself mostly ends earlier"
        ]
    }
}

extension ExperimentPlan.Search {
    /// What a search will try, in one line.
    fileprivate var text: String {
        "search \(name): \(candidates) candidates compete by \(metric) on \(validation.first) to \(validation.last), from "
            + "\(minRounds) rounds on; the best \(keep) will be backtested, which adds "
            + "\(NumberText.count(keep, "model", "models")) to the work above"
    }
}
