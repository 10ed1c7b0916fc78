internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
internal import LocatedYAML

/// A first experiment on a data set that nobody has looked at yet: it runs as it is, and its comments say what
/// to change.
struct StarterSpec {
    let name: String
    let dataset: String
    /// What it was made from, in a comment: `sales.csv`.
    let origin: String
    let target: String
    let columns: StarterColumns
    let grid: TimeGrid
    /// Without the library, LightGBM stands there as a comment.
    let hasLightGBM: Bool

    private var season: Int { grid.frequency.seasonLength }

    /// The usual horizon of the frequency, or a sixth of what there is.
    var horizon: Int {
        let usual =
            switch grid.frequency.unit {
            // Two days (of minutes less), four weeks, a quarter, a year; two years of quarters, six years.
            case .minute, .hour: min(2 * season, 192)
            case .day: max(1, 28 / grid.frequency.multiple)
            case .businessDay: 20
            case .week: max(1, 13 / grid.frequency.multiple)
            case .month: grid.frequency == .quarterly ? 8 : season == 1 ? 6 : season
            }
        return max(1, min(usual, grid.count / 6))
    }

    /// As many as a spec has that says nothing.
    var windows: Int {
        BacktestDeclaration.standardWindows(
            periods: grid.count, season: season, horizon: horizon, step: horizon, gap: 0)
    }

    /// A run needs so many: one before the first cutoff.
    var periodsNeeded: Int { windows * horizon + 1 }

    /// Said where the first cutoff has no season behind it: runs add seasonal naive as a baseline, whatever the spec says.
    var seasonNote: [String] {
        guard !hasSeason, season > 1 else { return [] }
        return [
            "note   the first cutoff has \(grid.frequency.count(training)) before it, less than a season of \(NumberText.count(season)):",
            "       seasonal_naive, which every run adds, falls back on all its forecasts there",
        ]
    }

    private var training: Int { grid.count - windows * horizon }
    /// Yearly data have none.
    private var hasSeason: Bool { season > 1 && training >= season }
    private var champion: String { hasSeason ? "seasonal" : "naive" }

    var text: String {
        """
        # yaml-language-server: $schema=schema/experiment.schema.json
        #
        # Made by `forecast init` from \(origin). \(readiness):
        #   forecast run experiments/\(name).yaml
        # docs/write-a-spec.md explains every key; `forecast plan` shows what a run would do.
        experiment: \(name)
        description: Which model should forecast \(YAMLWriter.scalar(target)) of \(name)?
        seed: 1                # all randomness comes from here: same seed, same bits

        data:
          dataset: \(dataset)
          targets: [\(YAMLWriter.scalar(target))]

        \(features)models:
        \(models)
        # The last \(windows * horizon) \(grid.frequency.stepNoun(windows * horizon)) are forecast as if they were still to come, \(horizon) at a time.
        backtest: {horizon: \(horizon), windows: \(windows), step: \(horizon), train: expanding, refit: 1}
        quantiles: [0.10, 0.25, 0.50, 0.75, 0.90]

        evaluate:
          # wape weighs every unit alike; mape has no value where nothing sold, and favours low forecasts.
          metrics: [wape, mape, bias, mae, rmse, mase, wql, coverage]
          season: \(hasSeason ? season : 1)
        \(hierarchy)
        # A challenger replaces the champion when it is better by a percentage point, and surely so.
        promotion:
          champion: \(champion)
          challengers: [\(challengers.joined(separator: ", "))]
          target: \(YAMLWriter.scalar(target))
          metric: wape
          min_improvement_pp: 1.0
          confidence: 0.95

        """
    }

    /// As a comment, where there is something to sum by.
    private var hierarchy: String {
        guard !columns.fixed.isEmpty else { return "" }
        return """

            # Sums of series are forecast and scored as well with these levels, and a model more makes them add up:
            #   coherent: {kind: reconciled, of: ses}
            # docs/hierarchies.md tells more.
            # hierarchy: {levels: [all, \(list(Array(columns.fixed.prefix(2))))]}

            """
    }

    private var readiness: String {
        grid.count < periodsNeeded
            ? "It runs when there are \(periodsNeeded) \(grid.frequency.stepNoun(periodsNeeded)) or more"
            : "It runs as it is"
    }

    private var hasTwoSeasons: Bool { season > 1 && training >= 2 * season }

    private var challengers: [String] {
        ["ses", "damped", "tsb"] + (hasTwoSeasons ? ["holt_winters"] : [])
            + ["blend"] + (hasLightGBM ? ["lgbm"] : [])
    }

    private var models: String {
        var lines = ["  naive: {kind: naive}"]
        if hasSeason { lines.append("  seasonal: {kind: seasonal_naive, season: \(season)}") }
        lines += [
            "  ses: {kind: ses}", "  damped: {kind: damped}",
            "  tsb: {kind: tsb}          # for products that often sell nothing",
        ]
        if hasTwoSeasons {
            lines.append("  holt_winters: {kind: holt_winters, season: \(season)}")
        } else if season > 1 {
            lines.append(
                "  # holt_winters needs two seasons (\(2 * season) \(grid.frequency.stepNoun(2 * season))) before the first cutoff; here are \(training)."
            )
        }
        lines.append(
            "  \(hasLightGBM ? "" : "# ")lgbm: {kind: lightgbm, features: demand, rounds: 200, intervals: conformal}"
        )
        if !hasLightGBM { lines.append("  # LightGBM needs its library: `make deps` fetches it.") }
        lines += [
            "  # All of them together, weighed by how they did in the window before each cutoff.",
            "  blend: {kind: ensemble, members: all, weights: learned}",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var features: String {
        guard hasLightGBM else { return "" }
        let lags = StarterLags.lags(grid.frequency).filter { $0 <= training / 2 }
        var lines = [
            "# What LightGBM looks at; docs/features.md lists all there is.", "features:", "  demand:",
        ]
        if columns.hasDates { lines.append("    temporal: [\(calendarWords)]") }
        lines.append("    lags: [\((lags.isEmpty ? [1] : lags).map(String.init).joined(separator: ", "))]")
        // As soon as a season before the first period to forecast can be known.
        if season > 1, season < training { lines.append("    seasonal_lags: [\(season)]") }
        lines.append(
            "    rolling_mean: [\(StarterLags.means(grid.frequency).map(String.init).joined(separator: ", "))]"
        )
        if columns.knownAhead.contains(FeatureSet.priceColumn) {
            lines.append("    price: [current_price, price_change_pct]")
        }
        let ahead = columns.knownAhead.filter { $0 != FeatureSet.priceColumn && !columns.words.contains($0) }
        if !ahead.isEmpty { lines.append("    known_ahead: [\(list(ahead))]") }
        let categories = columns.words + columns.fixed
        if !categories.isEmpty { lines.append("    categorical: [\(list(categories))]") }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private var calendarWords: String {
        switch grid.frequency.unit {
        case .week: "week_of_year, month"
        case .month: grid.frequency.isWholeYears ? "year" : "month"
        case .day, .businessDay: "day_of_week, month"
        case .hour, .minute:
            grid.frequency == .hourly ? "day_of_week, month" : "hour_of_day, day_of_week, month"
        }
    }

    private func list(_ names: [String]) -> String { names.map(YAMLWriter.scalar).joined(separator: ", ") }
}

extension Frequency {
    /// `1 week`, `1,200 weeks`.
    func count(_ steps: Int) -> String { "\(NumberText.count(steps)) \(stepNoun(steps))" }
}
