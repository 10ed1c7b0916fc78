/// One series of a run: the content of `forecast show --json` and the only input of its other renderers.
package struct SeriesSheet: Encodable, Equatable, Sendable {
    package static let currentSchemaVersion = 1

    package var schemaVersion = SeriesSheet.currentSchemaVersion
    package var experiment, run: String
    package var uniqueID: String
    package var target: String
    /// `A`, `X`, `smooth` at the last cutoff; null where the data are not those of the run any more.
    @OrNull package var classes: [String]?
    /// What was observed up to the end of the shown window; empty where the data are not those of the run any more.
    package var history: [Observation]
    /// Why there is no history; null where there is.
    @OrNull package var remark: String?
    /// The model whose forecasts are shown.
    package var model: String
    /// The window that is drawn, and how many there are.
    package var window, windows: Int
    /// Titles of the quantiles: `p10`.
    package var levels: [String]
    /// By the shown model, in all windows.
    package var forecasts: [Forecast]
    /// Where models that route or choose sent the series, in all windows; empty where the run has none.
    package var routes: [Route]
    /// Of every model over all windows, best first by the run's main metric.
    package var scores: [Scores]
    /// Ids of metrics, the main one first.
    package var metrics: [String]

    package init(
        experiment: String, run: String, uniqueID: String, target: String, classes: [String]?,
        history: [Observation], remark: String?, model: String, window: Int, windows: Int,
        levels: [String], forecasts: [Forecast], routes: [Route], scores: [Scores], metrics: [String]
    ) {
        self.experiment = experiment
        self.run = run
        self.uniqueID = uniqueID
        self.target = target
        self.classes = classes
        self.history = history
        self.remark = remark
        self.model = model
        self.window = window
        self.windows = windows
        self.levels = levels
        self.forecasts = forecasts
        self.routes = routes
        self.scores = scores
        self.metrics = metrics
    }

    package struct Observation: Encodable, Equatable, Sendable {
        package var ds: String
        package var y: Figure

        package init(ds: String, y: Figure) { (self.ds, self.y) = (ds, y) }
    }

    package struct Forecast: Encodable, Equatable, Sendable {
        package var window: Int
        package var cutoff, ds: String
        package var y, forecast: Figure
        /// In the order of `levels`.
        package var quantiles: [Figure]
        /// Why something simpler stands in; null where the model itself forecast.
        @OrNull package var fallback: String?

        package init(
            window: Int, cutoff: String, ds: String, y: Figure, forecast: Figure, quantiles: [Figure],
            fallback: String?
        ) {
            self.window = window
            self.cutoff = cutoff
            self.ds = ds
            self.y = y
            self.forecast = forecast
            self.quantiles = quantiles
            self.fallback = fallback
        }
    }

    /// The way of the series through a model that sends it to another, by a table of rules or by a choice of its own.
    package struct Route: Encodable, Equatable, Sendable {
        /// The one that sends it.
        package var model: String
        package var window: Int
        package var cutoff: String
        /// The row of its table, from 1; null for one that chooses by the series' own past.
        @OrNull package var rule: Int?
        /// The model that the series was sent to.
        package var route: String
        /// Where it would go without that rule, or which model came next, and where it went in the window before; null for nowhere.
        @OrNull package var runnerUp: String?
        @OrNull package var previous: String?

        package init(
            model: String, window: Int, cutoff: String, rule: Int?, route: String, runnerUp: String?,
            previous: String?
        ) {
            self.model = model
            self.window = window
            self.cutoff = cutoff
            self.rule = rule
            self.route = route
            self.runnerUp = runnerUp
            self.previous = previous
        }

        enum CodingKeys: String, CodingKey {
            case model, window, cutoff, rule, route
            case runnerUp = "runner_up"
            case previous
        }
    }

    /// How one model fared on the series.
    package struct Scores: Encodable, Equatable, Sendable {
        package var model: String
        package var windows, fallbacks: Int
        /// In the order of `metrics`.
        package var values: [Figure]

        package init(model: String, windows: Int, fallbacks: Int, values: [Figure]) {
            self.model = model
            self.windows = windows
            self.fallbacks = fallbacks
            self.values = values
        }
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case experiment, run
        case uniqueID = "unique_id"
        case target, classes, history, remark, model, window, windows, levels, forecasts, routes, scores,
            metrics
    }

    /// The forecasts of the shown window.
    var shown: [Forecast] { forecasts.filter { $0.window == window } }
}
