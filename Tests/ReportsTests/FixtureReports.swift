import ForecastCore
import ForecastEvaluation
import Reports

/// Reports that look like those of real runs: made of pseudo-random numbers, the same every time.
enum FixtureReports {
    struct Model {
        var name: String
        var kind: String
        /// Its MAPE; the other metrics follow.
        var error: Double
        var isBaseline = false
    }

    static let standardModels = [
        Model(name: "ses", kind: "ses", error: 13.4),
        Model(name: "tsb", kind: "tsb", error: 12.98),
        Model(name: "ets", kind: "ets", error: 13.9),
        Model(name: "naive52", kind: "seasonal_naive", error: 19.2, isBaseline: true),
        Model(name: "naive", kind: "naive", error: 17.1, isBaseline: true),
    ]

    static let all: [(name: String, report: ExperimentReport)] = [
        ("promote", promote), ("keep", keep), ("inconclusive", inconclusive), ("no-promotion", noPromotion),
        ("one-model", oneModel), ("undefined", undefined), ("hostile", hostile), ("two-targets", twoTargets),
        ("search", search),
    ]

    static var promote: ExperimentReport {
        var report = make(models: standardModels, highlights: 1)
        report.verdict = verdict(.promote, improvement: 1.62, interval: (1.08, 2.2))
        report.verdict?.reasons = [
            "mape improves by 1.62 pp, its 95 % interval lies above 0 and no guardrail breaks"
        ]
        return report
    }

    static var keep: ExperimentReport {
        var report = make(models: standardModels)
        report.verdict = verdict(.keep, improvement: 0.42, interval: (-0.31, 1.12))
        report.verdict?.guardrails[1] = ExperimentReport.Guardrail(
            name: "worst_segment_pp", passed: false, value: 6.1, limit: 5,
            explanation: "demand_pattern lumpy is 6.1 pp worse, more than the 5 pp allowed")
        report.verdict?.reasons.append("the guardrail worst_segment_pp is broken")
        report.verdict?.comparisons[1].brokenGuardrails = ["bias_pp"]
        report.verdict?.comparisons[1].guardrails = [
            .init(
                name: "bias_pp", passed: false, value: 3.4, limit: 2,
                explanation: "Bias is -4.31 %, the champion's 0.91 %: 3.40 pp further from 0, 2.00 allowed")
        ]
        return report
    }

    static var inconclusive: ExperimentReport {
        var report = make(models: standardModels, highlights: 1)
        report.verdict = verdict(.inconclusive, improvement: 1.2, interval: (-0.4, 2.83))
        let ground = evidence([3.9, 0.1, 0.4, 0.4], detectable: 1.62, carried: true)
        report.verdict?.evidence = ground
        report.verdict?.comparisons[0].evidence = ground
        report.verdict?.challengersTried = 2
        report.verdict?.championBelowBaseline =
            "the champion ses itself is worse than the naive baseline naive (mape 31.00 % against 30.20 %)"
        return report
    }

    static var noPromotion: ExperimentReport {
        var report = make(models: standardModels)
        report.highlights = nil
        return report
    }

    static var oneModel: ExperimentReport {
        var report = make(models: [standardModels[0]])
        report.highlights = nil
        return report
    }

    /// All actuals are zero: nearly nothing can be measured.
    static var undefined: ExperimentReport {
        var report = make(models: Array(standardModels.prefix(2)), highlights: 1)
        for index in report.models.indices {
            report.models[index].scores = withoutValues(report.models[index].scores)
            for slice in report.models[index].byWindow.indices {
                report.models[index].byWindow[slice].scores = withoutValues(
                    report.models[index].byWindow[slice].scores)
            }
            for slice in report.models[index].byStep.indices {
                report.models[index].byStep[slice].scores = withoutValues(
                    report.models[index].byStep[slice].scores)
            }
            report.models[index].bySegment = []
            report.models[index].fallbacks.volumeShare = .undefined
        }
        for index in report.models.indices {
            report.models[index].standing?.improvement = .undefined
            report.models[index].standing?.interval = nil
            report.models[index].calibration = []
        }
        report.headToHead?.distribution = .init(improvements: [], volumes: [], undefined: 913)
        report.headToHead?.classes = []
        report.breakdown = nil
        report.data.classes = []
        report.highlights?.losses = []
        report.verdict = verdict(.inconclusive, improvement: .nan, interval: nil, others: [])
        report.verdict?.reasons = ["mape is undefined for ses: every actual is 0"]
        return report
    }

    static let hostileName =
        "<b>a|b`c\n# @all\u{202E}txt\u{1B}[31m & \"q\" ]]> [x](http://e.vil) 'z' very long name 果物 🍎🍎"

    static var hostile: ExperimentReport {
        var models = Array(standardModels.prefix(3))
        models[1].name = hostileName
        models[2].name = "</script><script>alert(1)</script>"
        var report = make(models: models, targets: ["vol|ume\"><i>"], highlights: 1)
        report.headToHead?.classes[0].pattern = "</td><script>"
        report.experiment = "evil`exp`\n\n# heading"
        report.description = "<img src=x onerror=alert(1)> | ``` \u{2028} https://e.vil"
        report.reproduction.command = "forecast run `rm -rf`\n--set 'a'=<b>"
        report.data.notes = ["javascript:alert(1) <style>*{display:none}</style>"]
        report.data.dataset = "x\u{0}y"
        report.models[0].bySegment[0].value = "A|<td>"
        report.models[1].fallbacks = .init(
            count: 3, forecasts: 12, volumeShare: 0.5, byReason: [.init(reason: "|<td>|", count: 3)])
        for index in report.highlights?.gains.indices ?? 0..<0 {
            report.highlights?.gains[index].uniqueID = "=HYPERLINK(\"http://e.vil\")<svg onload=1>\u{202E}"
        }
        for index in 1...2 {
            explain(&report.models[index], work: 5, features: [hostileName, "</text><script>", "a|b"])
        }
        report.frontier = report.measuredFrontier()
        report.halvings = [halving([hostileName, "</script><script>alert(1)</script>", "x`y"])]
        report.halvings?[0].name = "</h2>`|"
        report.highlights?.challenger = hostileName
        report.verdict = verdict(
            .keep, improvement: -0.42, interval: (-1.31, 0.32), champion: "ses", challenger: hostileName,
            others: ["</script><script>alert(1)</script>"], target: "vol|ume\"><i>")
        return report
    }

    /// A sweep of three boosted models, one of them found by a search, beside a local champion.
    static var search: ExperimentReport {
        let names = ["lgbm.leaves-15", "lgbm.leaves-31", "lgbm.leaves-63"]
        let boosted = zip(names, [12.6, 12.1, 12.4]).map { Model(name: $0, kind: "lightgbm", error: $1) }
        var report = make(models: [standardModels[0]] + boosted + standardModels.suffix(2), highlights: 1)
        for (index, work) in [812.5, 1625, 3250].enumerated() {
            explain(
                &report.models[index + 1], work: work, features: ["lag_1", "week_of_year", "current_price"])
        }
        report.frontier = report.measuredFrontier()
        report.halvings = [halving(names)]
        return report
    }

    /// Standings, calibration, and the first two models series by series.
    private static func compare(_ report: inout ExperimentReport) {
        guard let reference = report.models.first, let target = report.targets.first else { return }
        report.yardsticks = .init(
            target: target, metric: "mape", reference: reference.name, seasonalNaive: report.seasonalNaive,
            improvementUnit: .percentagePoints, confidence: 0.95)
        let base = reference.scores.value(target: target, metric: "mape") ?? 0
        for (index, model) in report.models.enumerated() {
            let gain = base - (model.scores.value(target: target, metric: "mape") ?? 0)
            let skill = report.targets.map { ($0, Figure(report.skill(of: model, target: $0))) }
            let bias = report.targets.map { ($0, model.scores.metrics[$0]?["bias"] ?? .undefined) }
            report.models[index].standing = .init(
                skill: Dictionary(uniqueKeysWithValues: skill), bias: Dictionary(uniqueKeysWithValues: bias),
                improvement: Figure(index == 0 ? nil : gain),
                interval: index == 0 ? nil : .init(lower: gain - 0.7, upper: gain + 0.8))
            report.models[index].calibration = report.targets.flatMap { target in
                [0.1, 0.25, 0.5, 0.75, 0.9].map { level in
                    let off = 0.02 * Double(index) - 0.03 * level
                    return .init(
                        target: target, level: level, below: Figure(level + off - 0.01),
                        atOrBelow: Figure(level + off), points: 47_476)
                }
            }
        }
        if report.models.count > 1 {
            report.headToHead = contrast(report, target: target)
            report.breakdown = breakdown(report, target: target)
        }
    }

    /// A year in four windows: a contender that misses the weeks before Christmas.
    private static func breakdown(_ report: ExperimentReport, target: String) -> ExperimentReport.Breakdown {
        typealias Breakdown = ExperimentReport.Breakdown
        var stream = RandomPath(seed: 17, ["breakdown"]).stream
        let periods = (0..<52).map { week -> Breakdown.Period in
            let actual = (9000 + 3000 * stream.nextUniform() + (week > 44 ? 6000 : 0)).rounded()
            return .init(
                label: label(105 + week), window: 1 + week / 13, actual: actual,
                reference: (actual * (0.9 + 0.2 * stream.nextUniform())).rounded(),
                contender: week > 44
                    ? (actual * 0.7).rounded() : (actual * (0.95 + 0.1 * stream.nextUniform())).rounded())
        }
        func errors(_ wape: Double, _ bias: Double) -> Breakdown.Errors {
            .init(wape: Figure(wape), bias: Figure(bias))
        }
        let seasons = (1...52).map { week -> Breakdown.Part in
            let noise = stream.nextUniform()
            return .init(
                group: "week of year", value: String(week), points: 913, share: Figure(1.0 / 52),
                reference: errors(20 + 4 * noise, 3 * noise - 1),
                contender: errors(17 + 5 * noise + (week > 45 ? 12 : 0), week > 45 ? -14 : 2 * noise - 1))
        }
        let flags = ["0", "1"].map { value in
            Breakdown.Part(
                group: "promotion", value: value, points: value == "0" ? 42_000 : 5476,
                share: Figure(value == "0" ? 0.79 : 0.21), reference: errors(value == "0" ? 19 : 41, -1.5),
                contender: errors(value == "0" ? 18.4 : 24, value == "0" ? 0.4 : -6.25))
        }
        let steps = (1...13).map { step in
            let (reference, contender) = (84 - 0.4 * Double(step), 79 - 0.9 * Double(step))
            return Breakdown.CoveragePart(
                group: "step", value: String(step), points: 3652, reference: Figure(reference),
                contender: Figure(contender), halfReference: Figure(reference - 2),
                halfContender: Figure(contender - 2), randomisedReference: Figure(reference - 1),
                randomisedContender: Figure(contender - 1))
        }
        let classes = ["A", "B", "C"].map { value in
            let (reference, contender) = (value == "C" ? 91.5 : 80.25, value == "A" ? 66.5 : 81.5)
            let (half, halfContender) = (value == "C" ? 71.5 : 78.25, value == "A" ? 64.5 : 79.5)
            let (part, partOfContender) = (value == "C" ? 81.5 : 79.5, value == "A" ? 65.5 : 80.5)
            return Breakdown.CoveragePart(
                group: "abc_class", value: value, points: 15_000, reference: Figure(reference),
                contender: Figure(contender), halfReference: Figure(half),
                halfContender: Figure(halfContender), randomisedReference: Figure(part),
                randomisedContender: Figure(partOfContender))
        }
        return .init(
            target: target, reference: report.models[0].name, contender: report.models[1].name,
            periods: periods,
            seasonName: "week of year", seasons: seasons, flags: flags, coverage: steps + classes,
            intervalLabel: "p10 to p90", nominal: 80)
    }

    private static func contrast(_ report: ExperimentReport, target: String) -> ExperimentReport.HeadToHead {
        var stream = RandomPath(seed: 13, ["series"]).stream
        let improvements = (0..<913).map { _ in
            12 * (stream.nextUniform() + stream.nextUniform() + stream.nextUniform() - 1.4)
        }
        let volumes = (0..<913).map { _ in stream.nextUniform() }
        return .init(
            target: target, metric: "mape", reference: report.models[0].name,
            contender: report.models[1].name, improvementUnit: .percentagePoints,
            distribution: .init(improvements: improvements, volumes: volumes, undefined: 4),
            classes: report.data.classes.enumerated().map { index, cell in
                let base = 8 + 2 * Double(index)
                let gain = 3 * (stream.nextUniform() - 0.4)
                return .init(
                    abc: cell.abc, xyz: cell.xyz, pattern: cell.pattern, series: cell.series,
                    share: cell.share, referenceValue: Figure(base), contenderValue: Figure(base - gain),
                    improvement: Figure(gain))
            }, pareto: .init(contributions: zip(improvements, volumes).map { $0 * $1 / 913 }))
    }

    static func explain(_ model: inout ExperimentReport.ModelReport, work: Double, features: [String]) {
        model.fits = (1...2).map {
            .init(
                target: "volume", window: 2 * $0 - 1, modelDigest: hex("\(model.name) \($0)"), work: work / 2)
        }
        let weights = features.indices.map { 1 / Double($0 + 1) }
        let total = weights.reduce(0, +)
        model.explanations = [
            .init(
                target: "volume", rows: 1976,
                features: zip(features, weights).reversed().map { name, weight in
                    .init(
                        feature: name, gain: Figure(1000 * weight), gainShare: Figure(weight / total),
                        splits: Figure((300 * weight).rounded()), contribution: Figure(0.125 * weight),
                        contributionShare: Figure(weight / total))
                })
        ]
    }

    static func halving(_ names: [String]) -> ExperimentReport.Halving {
        let losses: [[Figure]] = [[14.2, 13.1], [13.9, 12.8, 12.5], [15.4]]
        let cards = zip(names, losses).map { name, losses in
            ExperimentReport.Halving.Candidate(
                model: name, rung: losses.count, rounds: [50, 150, 300][losses.count - 1], losses: losses,
                work: 40.5 * Double(losses.count), isKept: losses.count == 3)
        }
        return .init(
            name: "lgbm", target: "volume", metric: "wape",
            validation: .init(first: label(91), last: label(103), periods: 13), eta: 3, keep: 1,
            rungs: [
                .init(rounds: 50, candidates: 3), .init(rounds: 150, candidates: 2),
                .init(rounds: 300, candidates: 1),
            ], candidates: [cards[1], cards[0], cards[2]], work: 243)
    }

    static var twoTargets: ExperimentReport {
        var report = make(models: standardModels, targets: ["volume", "revenue"], highlights: 1)
        report.verdict = verdict(.promote, improvement: 1.62, interval: (1.08, 2.2))
        return report
    }

    /// Every part of a report once, few of each: short enough to be read as a file.
    static var small: ExperimentReport {
        var report = twoTargets
        report.metrics.removeAll { !["mape", "mase@m=52"].contains($0.id) }
        report.models.removeLast(3)
        report.windows.removeFirst(3)
        report.data.classes.removeLast(10)
        report.headToHead?.classes.removeLast(10)
        report.headToHead?.pareto = .init(contributions: [3, 1, 0, -1])
        report.breakdown?.periods.removeLast(50)
        report.breakdown?.seasons.removeLast(51)
        report.breakdown?.flags.removeLast(1)
        report.breakdown?.coverage.removeLast(15)
        report.headToHead?.distribution = .init(
            improvements: [-1, 0, 2, 5], volumes: [1, 1, 2, 4], undefined: 1)
        report.highlights?.losses = []
        report.highlights?.gains[0].historyLabels.removeFirst(48)
        report.highlights?.gains[0].history.removeFirst(48)
        report.highlights?.gains[0].history[0] = .undefined
        report.verdict?.comparisons.removeLast()
        for index in report.models.indices {
            report.models[index].calibration.removeLast(8)
            report.models[index].byWindow.removeFirst(3)
            report.models[index].byStep.removeLast(11)
            report.models[index].bySegment.removeLast(9)
            report.models[index].scores = onlyListed(report.models[index].scores, report)
            report.models[index].byWindow[0].scores = onlyListed(
                report.models[index].byWindow[0].scores, report)
            report.models[index].bySegment[0].scores = onlyListed(
                report.models[index].bySegment[0].scores, report)
            for step in 0..<2 {
                report.models[index].byStep[step].scores = onlyListed(
                    report.models[index].byStep[step].scores, report)
            }
        }
        return report
    }

    private static func onlyListed(
        _ scores: ExperimentReport.ScoreSet, _ report: ExperimentReport
    ) -> ExperimentReport.ScoreSet {
        let ids = Set(report.metrics.map(\.id))
        var result = scores
        result.metrics = scores.metrics.mapValues { $0.filter { ids.contains($0.key) } }
        result.points = scores.points.mapValues { $0.filter { ids.contains($0.key) } }
        result.pointsExcluded = scores.pointsExcluded.mapValues { $0.filter { ids.contains($0.key) } }
        return result
    }

    // MARK: - Parts

    static func make(models: [Model], targets: [String] = ["volume"], highlights: Int = 10)
        -> ExperimentReport
    {
        let windows = (1...4).map { window in
            ExperimentReport.WindowCard(
                window: window,
                train: .init(first: "2022-01-03", last: label(91 + 13 * window), periods: 92 + 13 * window),
                test: .init(first: label(92 + 13 * window), last: label(104 + 13 * window), periods: 13),
                gap: 0,
                fittedIn: window)
        }
        var report = ExperimentReport(
            experiment: "weekly-demand", run: "3f2a9c1b7d44", resultDigest: hex("result"),
            description: "Do TSB and ETS beat simple smoothing on weekly SKU demand?", targets: targets,
            metrics: metrics.map(ExperimentReport.MetricDescription.init),
            models: models.map { model($0, targets: targets) }, verdict: nil, windows: windows,
            data: dataCard,
            highlights: models.count > 1
                ? highlighted(models[0], models[1], target: targets[0], count: highlights) : nil,
            reproduction: .init(
                command: "forecast run experiments/weekly-demand.yaml", seed: 20_261_122,
                specDigest: hex("spec"),
                snapshotDigest: hex("snapshot"), codeVersion: "0.1.0",
                environment: ["profile": "x86-64-v3", "openblas": "0.3.21 haswell"]))
        compare(&report)
        return report
    }

    static let metrics: [Metric] = {
        let levels = [0.1, 0.25, 0.5, 0.75, 0.9].compactMap { QuantileLevel($0) }
        let names: [MetricName] = [.mape, .wape, .mae, .mase, .bias, .pinball, .wql, .coverage]
        return names.flatMap { Metric.variants(of: $0, seasons: [52], levels: levels) }
    }()

    static func hex(_ text: String) -> String { Digest.sha256(text).hex }

    static func label(_ week: Int) -> String {
        guard let first = CivilDate(year: 2022, month: 1, day: 3) else { return "?" }
        return CivilDate(dayNumber: first.dayNumber + 7 * week).description
    }

    static func evidence(_ windows: [Double], detectable: Double, carried: Bool = false)
        -> ExperimentReport.Evidence
    {
        .init(
            windowsPP: windows.map { .init($0) }, disjointWindows: windows.count, series: 89,
            effectiveSeries: 1.2, detectablePP: .init(detectable), oneWindowCarries: carried)
    }

    static func verdict(
        _ decision: ExperimentReport.Verdict.Decision, improvement: Double, interval: (Double, Double)?,
        champion: String = "ses", challenger: String = "tsb", others: [String] = ["ets"],
        target: String = "volume"
    ) -> ExperimentReport.Verdict {
        let range = interval.flatMap { ExperimentReport.Interval(lower: $0.0, upper: $0.1) }
        let comparisons =
            [
                ExperimentReport.Comparison(
                    challenger: challenger, decision: decision, improvementPP: .init(improvement),
                    intervalPP: range,
                    brokenGuardrails: [])
            ]
            + others.map {
                ExperimentReport.Comparison(
                    challenger: $0, decision: .keep, improvementPP: -0.5,
                    intervalPP: ExperimentReport.Interval(lower: -1.21, upper: 0.2), brokenGuardrails: [])
            }
        return ExperimentReport.Verdict(
            decision: decision, champion: champion, challenger: challenger, target: target, metric: "mape",
            improvementPP: .init(improvement), improvementUnit: .percentagePoints, intervalPP: range,
            confidence: 0.95, minImprovementPP: 1, reasons: ["the improvement is less than 1 pp"],
            guardrails: [
                .init(
                    name: "bias_pp", passed: true, value: 0.8, limit: 2,
                    explanation: "the absolute bias grows by 0.8 pp, 2 pp are allowed"),
                .init(
                    name: "worst_segment_pp", passed: true, value: 1.9, limit: 5,
                    explanation: "demand_pattern lumpy is 1.9 pp worse, 5 pp are allowed"),
                .init(
                    name: "fallback_share", passed: true, value: 0.004, limit: 0.05,
                    explanation: "0.4 % of the forecasts are fallbacks, 5 % are allowed"),
            ],
            comparisons: comparisons)
    }

    private static func model(_ model: Model, targets: [String]) -> ExperimentReport.ModelReport {
        func scores(_ path: String..., factor: Double, points: Int) -> ExperimentReport.ScoreSet {
            scoreSet(model, path: path, targets: targets, factor: factor, points: points)
        }
        let segments: [(String, String, Double, Int)] = [
            ("abc_class", "A", 0.75, 183), ("abc_class", "B", 1.05, 274), ("abc_class", "C", 1.6, 456),
            ("xyz_class", "X", 0.6, 301), ("xyz_class", "Y", 1.1, 388), ("xyz_class", "Z", 1.9, 224),
            ("demand_pattern", "smooth", 0.7, 402), ("demand_pattern", "erratic", 1.2, 201),
            ("demand_pattern", "intermittent", 1.5, 190), ("demand_pattern", "lumpy", 2.1, 120),
        ]
        return ExperimentReport.ModelReport(
            name: model.name, kind: model.kind, parameters: ["alpha": "optimised"],
            isBaseline: model.isBaseline,
            scores: scoreSet(model, path: nil, targets: targets, factor: 1, points: 47_476),
            byWindow: (1...4).map {
                .init(
                    window: $0,
                    scores: scores("window\($0)", factor: 1 + 0.06 * Double($0 - 2), points: 11_869))
            },
            bySegment: segments.map {
                .init(
                    segment: $0.0, value: $0.1, series: $0.3,
                    scores: scores($0.0, $0.1, factor: $0.2, points: 52 * $0.3))
            },
            byStep: (1...13).map {
                .init(step: $0, scores: scores("step\($0)", factor: 0.78 + 0.035 * Double($0), points: 3652))
            },
            fallbacks: model.name == "ets"
                ? .init(
                    count: 14, forecasts: 3652, volumeShare: 0.0021,
                    byReason: [
                        .init(reason: "too short", count: 11), .init(reason: "not converged", count: 3),
                    ])
                : .init(count: 0, forecasts: 3652, volumeShare: 0, byReason: []),
            repairs: model.name == "ets" ? .init(negative: 120, crossed: 92) : .init(negative: 0, crossed: 0),
            kindSummary: kindSummaries[model.kind])
    }

    private static let kindSummaries = [
        "ses": "simple exponential smoothing: a level", "naive": "the last observed value",
        "tsb": "demand size times demand probability, each smoothed; decays without demand",
        "seasonal_naive": "the last observed value of the same season",
    ]

    private static func scoreSet(
        _ model: Model, path: [String]?, targets: [String], factor: Double, points: Int
    ) -> ExperimentReport.ScoreSet {
        var set = ExperimentReport.ScoreSet()
        for (index, target) in targets.enumerated() {
            var stream = RandomPath(seed: 7, (path ?? []) + [model.kind, String(index)]).stream
            let noise = path == nil ? 1 : 1 + 0.12 * (stream.nextUniform() - 0.5)
            let error = model.error * factor * noise * (1 + 0.1 * Double(index))
            for metric in metrics {
                let value: Double =
                    switch metric.name {
                    case .mape: error
                    case .wape: error * 0.82
                    case .mae: error * 1.31 * (index == 0 ? 1 : 240)
                    case .mase: error / 14.2
                    case .bias: (stream.nextUniform() - 0.5) * 5
                    case .coverage:
                        (metric.interval?.nominalPercent ?? 0) * (0.8 + 0.3 * stream.nextUniform())
                    case .wql: error / 160
                    default: error * 0.31 * (metric.level.map { $0.value * (1 - $0.value) * 4 } ?? 1)
                    }
                set.set(
                    target: target, metric: metric.id, value: Figure(value), points: points,
                    excluded: metric.name == .mape ? points / 40 : 0)
            }
        }
        return set
    }

    private static func withoutValues(_ scores: ExperimentReport.ScoreSet) -> ExperimentReport.ScoreSet {
        var result = scores
        for (target, values) in scores.metrics {
            for (metric, _) in values where metric != "mae" {
                result.set(target: target, metric: metric, value: Figure(.nan), points: 0, excluded: 100)
            }
        }
        return result
    }

    private static var dataCard: ExperimentReport.DataCard {
        let shares: [(String, String, String, Int, Double)] = [
            ("A", "X", "smooth", 120, 0.52), ("A", "Y", "smooth", 31, 0.14), ("A", "Y", "erratic", 22, 0.11),
            ("A", "Z", "lumpy", 10, 0.03), ("B", "X", "smooth", 101, 0.06), ("B", "Y", "erratic", 99, 0.05),
            ("B", "Z", "intermittent", 74, 0.04), ("C", "X", "smooth", 80, 0.01),
            ("C", "Y", "erratic", 80, 0.01),
            ("C", "Y", "intermittent", 156, 0.01), ("C", "Z", "lumpy", 110, 0.01),
            ("C", "Z", "intermittent", 30, 0.01),
        ]
        return ExperimentReport.DataCard(
            dataset: "retail-weekly", snapshotDigest: hex("snapshot"), frequency: "weekly", series: 913,
            rows: 139_084,
            periods: 157, firstLabel: label(0), lastLabel: label(156), missing: 3619,
            notes: ["Simulated after real patterns.", "For academic use; acknowledge the owner."],
            classes: shares.map {
                .init(abc: $0.0, xyz: $0.1, pattern: $0.2, series: $0.3, share: Figure($0.4))
            })
    }

    private static func highlighted(_ champion: Model, _ challenger: Model, target: String, count: Int)
        -> ExperimentReport.Highlights
    {
        ExperimentReport.Highlights(
            target: target, metric: "mape", champion: champion.name, challenger: challenger.name,
            band: ["p10", "p90"],
            gains: (0..<count).map { series($0, gain: true) },
            losses: (10..<10 + count).map { series($0, gain: false) })
    }

    /// 52 weeks of history and 13 of forecasts: a triangular season, noise and now and then a peak.
    private static func series(_ index: Int, gain: Bool) -> ExperimentReport.SeriesHighlight {
        var stream = RandomPath(seed: 11, [String(index)]).stream
        let size = 4 + stream.nextUniform() * 200
        let isIntermittent = index % 4 == 3
        let values = (0..<65).map { week -> Double in
            let phase = Double((week + 7 * index) % 52) / 52
            let season = 1 + 0.8 * (phase < 0.5 ? phase : 1 - phase)
            let peak = stream.nextUniform() > 0.95 ? 1.8 : 1
            let noise = 0.7 + 0.6 * stream.nextUniform()
            if isIntermittent { return stream.nextUniform() > 0.3 ? 0 : (size * noise / 10).rounded() }
            return (size * season * peak * noise).rounded()
        }
        let level = values[39..<52].reduce(0, +) / 13
        let good = (0..<13).map { level * 0.6 + values[52 + $0] * 0.4 }
        let bad = (0..<13).map { level * (1.25 + 0.02 * Double($0)) }
        func band(_ mean: [Double], _ width: Double) -> ExperimentReport.Band {
            .init(
                mean: mean.map { Figure($0) }, lower: mean.map { Figure(max(0, $0 * (1 - width))) },
                upper: mean.map { Figure($0 * (1 + width) + 1) })
        }
        let history = (0..<52).map { Figure($0 == 20 && index == 2 ? .nan : values[$0]) }
        return ExperimentReport.SeriesHighlight(
            uniqueID: "store-\(index % 7)_sku-\(1000 + 37 * index)", window: 4,
            classes: ["A", "Y", isIntermittent ? "intermittent" : "erratic"],
            championValue: Figure(gain ? 48.2 - Double(index) : 14),
            challengerValue: Figure(gain ? 19.4 : 55.1 - Double(index)), historyLabels: (92..<144).map(label),
            history: history, labels: (144..<157).map(label), actuals: values[52...].map { Figure($0) },
            championForecast: band(gain ? bad : good, 0.35), challengerForecast: band(gain ? good : bad, 0.3),
            earlier: [
                .init(
                    window: 3, labels: (131..<144).map(label),
                    champion: band((39..<52).map { values[$0] * 0.7 + level * 0.4 }, 0.35),
                    challenger: band((39..<52).map { values[$0] * 0.5 + level * 0.4 }, 0.3))
            ])
    }
}
