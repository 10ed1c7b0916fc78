internal import ForecastCore
internal import LocatedYAML

/// On which periods models are tested. `keys` has one entry per property.
package struct BacktestDeclaration: Sendable, Equatable {
    package var horizon = 0
    package var schedule = Schedule.count(mostStandardWindows)
    /// Steps between two cutoffs.
    package var step = 0
    package var train = TrainingSpan.expanding
    /// Parameters are fitted in every `refit`-th window and reused in between.
    package var refit = 1
    /// Periods between the end of training and step 1.
    package var gap = 0
    /// A series with fewer observed training periods at a cutoff is short.
    package var minHistory = 1
    package var shortSeries = ShortSeriesPolicy.fallback

    package enum Schedule: Sendable, Equatable {
        /// So many windows, the last one ending with the data.
        case count(Int)
        /// One window per cutoff: the label of the last training period.
        case cutoffs([String])
    }

    /// How many windows there are.
    package var windowCount: Int {
        switch schedule {
        case .count(let count): count
        case .cutoffs(let labels): labels.count
        }
    }

    package enum TrainingSpan: Sendable, Equatable {
        case expanding
        /// The last so many periods before each cutoff.
        case sliding(Int)
    }

    package enum ShortSeriesPolicy: String, Sendable, CaseIterable {
        /// Forecast by the fallback, scored, and counted as fallback.
        case fallback
        /// Neither forecast nor scored at that cutoff, and counted.
        case skip
        /// Stop with a data error.
        case error
    }
}

extension BacktestDeclaration: SpecBlock {
    static let keys: [SpecKey<BacktestDeclaration>] = [
        SpecKey(
            "horizon", .integer(SpecVocabulary.horizon), \.horizon, need: .required(example: "horizon: 13"),
            "How many periods ahead"),
        SpecKey(
            "windows", .schedule, \.schedule,
            "How many, the last one ending with the data; or a list of cutoffs, the last training periods. By default "
                + "\(mostStandardWindows), or as many as leave two seasons or half of the data "
                + "before the first cutoff, \(fewestStandardWindows) at least",
            rest: { .count($0.standardWindows(periods: $1.periods, season: $1.frequency?.seasonLength)) }),
        SpecKey(
            "step", .integer(SpecVocabulary.horizon), \.step,
            "Periods between two cutoffs; the horizon by default", rest: { backtest, _ in backtest.horizon }),
        SpecKey(
            "train", .trainingSpan, \.train,
            "On all periods before the cutoff, or on the last so many, as {sliding: 104}"),
        SpecKey(
            "refit", .integer(SpecVocabulary.windows), \.refit,
            "Parameters are estimated anew in every n-th window; in between, old parameters on new data"),
        SpecKey(
            "gap", .integer(0...SpecVocabulary.horizon.upperBound), \.gap,
            "Periods between the cutoff and the first tested one, neither trained on nor scored"),
        SpecKey(
            "min_history", .integer(SpecVocabulary.periods), \.minHistory,
            "Observations that a series needs to be fitted"),
        SpecKey(
            "short_series", .choice, \.shortSeries,
            "What happens to shorter series: a simple forecast, left out, or an error"),
    ]

    /// As many windows as the data are long enough for; as many as there should be where nobody knows how long they are.
    private func standardWindows(periods: Int?, season: Int?) -> Int {
        guard let periods else { return Self.mostStandardWindows }
        return Self.standardWindows(periods: periods, season: season, horizon: horizon, step: step, gap: gap)
    }
}

extension SpecValue where Value == BacktestDeclaration.Schedule {
    /// A count of windows or a list of cutoffs.
    fileprivate static var schedule: Self {
        let most = SpecVocabulary.windows.upperBound
        return SpecValue(
            schema: SpecSchema.either([
                SpecSchema.integer(SpecVocabulary.windows),
                SpecSchema.list(of: SpecSchema.label(), most: most),
            ]),
            read: { node, path, parser in
                switch node.content {
                case .sequence(let items):
                    guard items.count <= most else {
                        parser.diagnostics.add(node.mismatch(path, expected: "at most \(most) cutoffs"))
                        return nil
                    }
                    return node.distinctList(path: path, &parser.diagnostics) { $0.label(path: $1, &$2) }
                        .map { .cutoffs($0) }
                case .scalar where node.asInt != nil:
                    return node.integer(in: SpecVocabulary.windows, path: path, &parser.diagnostics)
                        .map { .count($0) }
                case .scalar, .mapping:
                    parser.diagnostics.add(
                        node.mismatch(path, expected: "a number of windows, or a list of cutoffs"))
                    return nil
                }
            },
            written: {
                switch $0 {
                case .count(let count): .integer(count)
                case .cutoffs(let labels): .strings(labels)
                }
            },
            addToKey: { schedule, path, encoder in
                switch schedule {
                case .count(let count): encoder.add(path, count)
                case .cutoffs(let labels): encoder.add(path, labels)
                }
            })
    }
}

extension SpecValue where Value == BacktestDeclaration.TrainingSpan {
    /// `expanding`, or `{sliding: 104}`.
    fileprivate static var trainingSpan: Self {
        let sliding = SpecSchema.key(
            "sliding", SpecSchema.integer(SpecVocabulary.periods), "The last so many periods", required: true)
        return SpecValue(
            schema: SpecSchema.either([SpecSchema.words(["expanding"]), SpecSchema.object([sliding])]),
            read: { node, path, parser in
                switch node.content {
                case .mapping:
                    guard var reader = node.mapping(path: path, &parser.diagnostics) else { return nil }
                    let periods = reader.integer(
                        "sliding", in: SpecVocabulary.periods, required: "sliding: 104", &parser.diagnostics)
                    reader.finish(&parser.diagnostics)
                    return periods.map { .sliding($0) }
                case .scalar("expanding", _):
                    return .expanding
                case .scalar, .sequence:
                    let forms = ["expanding", "{sliding: 104}"]
                    let clause = Suggestion.clause(for: node.scalarText ?? "", in: forms)
                    parser.diagnostics.add(
                        Diagnostic(
                            code: "E054",
                            "'\(path)' must be expanding or {sliding: periods}, not \(node.found)\(clause)",
                            at: node.location,
                            fix: "write {sliding: 104} for the last 104 periods before each cutoff"))
                    return nil
                }
            },
            written: {
                switch $0 {
                case .expanding: .string("expanding")
                case .sliding(let periods): .mapping([.init("sliding", .integer(periods))])
                }
            },
            addToKey: { span, path, encoder in
                switch span {
                case .expanding: encoder.add(path, "expanding")
                case .sliding(let periods): encoder.add("\(path).sliding", periods)
                }
            })
    }
}
