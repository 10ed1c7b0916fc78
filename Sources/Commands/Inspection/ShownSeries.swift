package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Reports

/// What `forecast show` answers: one series of a finished run, its history, forecasts, bands and scores.
///
/// Forecasts and scores are those that the run left; history and classes come from the data set, where it is still the
/// one that the run was made on.
package struct ShownSeries: CommandAnswer {
    /// What to show; nil for the defaults.
    package struct Query: Sendable {
        package var series: String
        /// The challenger of the verdict, else the best model.
        package var model: String?
        package var target: String?
        /// From 1; the last one by default.
        package var window: Int?

        package init(series: String) { self.series = series }
    }

    private let sheet: SeriesSheet
    private let forecasts: SeriesRows
    private let query: Query

    /// - Parameter path: a run's folder, or its experiment's for the latest one.
    /// - Throws: `DiagnosticsError`: E211 for an option that names nothing, E225 without a run, E226 for a model and E227
    ///   for a series that the run does not have; `ReportError` or `FileError` for files that cannot be read.
    package init(_ path: String, _ query: Query) throws {
        let folder = try ResultFolder.finished(at: path)
        let report = try folder.report(.totals)
        self.query = query
        let model = try Self.model(query.model, in: report, path)
        let target = try Self.target(query.target, in: report)
        let window = query.window ?? report.windows.count
        guard (1...max(1, report.windows.count)).contains(window) else {
            throw OptionProblem("--window", String(window)).error(
                "the run has windows 1 to \(report.windows.count), the last one the latest")
        }
        let own = try SeriesRows(of: query.series, in: folder.file(ResultFolder.forecasts))
        let isSum = own.rows.isEmpty && Project.exists(folder.file(ResultFolder.levels))
        forecasts =
            isSum ? try SeriesRows(of: query.series, in: folder.file(ResultFolder.levels)) : own
        let hasScores =
            !folder.missingFiles.contains(ResultFolder.series)
            && Project.exists(folder.file(ResultFolder.series))
        let scores = hasScores ? try SeriesRows(of: query.series, in: folder.file(ResultFolder.series)) : nil
        if forecasts.rows.isEmpty, scores?.rows.isEmpty ?? true {
            let ids = try SeriesRows.ids(
                in: folder.file(hasScores ? ResultFolder.series : ResultFolder.forecasts))
            _ = try SeriesChoice(ids, of: path).rows(of: [query.series])
        }
        let levels = forecasts.titles.filter(Self.isLevel)
        let cutoffs = report.windows.map(\.train.last)
        let past = Self.past(
            of: query.series, target: target, through: report.windows[window - 1], of: folder)
        sheet = SeriesSheet(
            experiment: report.experiment, run: report.run, uniqueID: query.series, target: target,
            classes: past.classes, history: past.history, remark: past.remark, model: model, window: window,
            windows: report.windows.count, levels: levels,
            forecasts: Self.forecasts(
                in: forecasts, target: target, model: model, levels: levels, cutoffs: cutoffs),
            routes: try Self.routes(of: query.series, target: target, cutoffs: cutoffs, in: folder),
            scores: scores.map { Self.scores(in: $0, target: target, report) } ?? [],
            metrics: Self.metrics(of: report))
    }

    package func text(width: Int?) -> String { text(width: width, colour: false) }

    package func text(width: Int?, colour: Bool) -> String {
        SeriesSheetText(sheet, width: width ?? 100, colour: colour).text
    }

    package func encode(to encoder: any Encoder) throws { try sheet.encode(to: encoder) }

    /// The rows of `forecasts.csv`: of all models and targets where the query names none.
    package func csv() -> String {
        let places = [("model", query.model), ("target", query.target)].compactMap { title, wanted in
            wanted.flatMap { wanted in forecasts.column(title).map { ($0, wanted) } }
        }
        let bytes = forecasts.csv { row in places.allSatisfy { row[$0] == $1 } }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - What is asked for

    private static func model(_ name: String?, in report: ExperimentReport, _ path: String) throws -> String {
        let names = report.models.map(\.name)
        guard let name else {
            return report.verdict?.challenger ?? report.ranked(target: report.mainTarget).first?.name ?? ""
        }
        guard names.contains(name) else {
            throw DiagnosticsError(.spec, [RunComparison.unknown(name, among: names, in: path)])
        }
        return name
    }

    private static func target(_ name: String?, in report: ExperimentReport) throws -> String {
        guard let name else { return report.mainTarget }
        guard report.targets.contains(name) else {
            throw OptionProblem("--target", name).unknown("target", among: report.targets)
        }
        return name
    }

    // MARK: - What the run left

    /// `p10`, `p97.5`.
    private static func isLevel(_ title: String) -> Bool {
        title.first == "p" && Double(title.dropFirst()) != nil
    }

    private static func forecasts(
        in rows: SeriesRows, target: String, model: String, levels: [String], cutoffs: [String]
    ) -> [SeriesSheet.Forecast] {
        func place(_ title: String) -> Int { rows.column(title) ?? 0 }
        let (targets, models, cutoff, ds) = (place("target"), place("model"), place("cutoff"), place("ds"))
        let (actual, mean, fallback) = (place("y"), place("forecast"), rows.column("fallback"))
        let quantiles = levels.map(place)
        return rows.rows.filter { $0[targets] == target && $0[models] == model }.map { row in
            SeriesSheet.Forecast(
                window: (cutoffs.firstIndex(of: row[cutoff]) ?? -1) + 1, cutoff: row[cutoff], ds: row[ds],
                y: Figure(Double(row[actual])), forecast: Figure(Double(row[mean])),
                quantiles: quantiles.map { Figure(Double(row[$0])) },
                fallback: fallback.flatMap { row[$0].isEmpty ? nil : row[$0] })
        }
    }

    /// Where models that route or choose sent the series, by `routing.csv` and `choices.csv`, which a run without such models
    /// does not have.
    private static func routes(
        of series: String, target: String, cutoffs: [String], in folder: ResultFolder
    ) throws -> [SeriesSheet.Route] {
        try [(ResultFolder.routing, "route"), (ResultFolder.choices, "choice")].flatMap { file, column in
            try routes(
                of: series, target: target, cutoffs: cutoffs, in: folder.file(file), column: column)
        }
    }

    /// - Parameter column: the title of the models that the series was sent to.
    private static func routes(
        of series: String, target: String, cutoffs: [String], in path: String, column: String
    ) throws -> [SeriesSheet.Route] {
        guard Project.exists(path) else { return [] }
        let file = try SeriesRows(of: series, in: path)
        func text(_ row: [String], _ title: String) -> String? {
            file.column(title).map { row[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
        return file.rows.compactMap { row in
            guard text(row, "target") == target, let cutoff = text(row, "cutoff"),
                let window = cutoffs.firstIndex(of: cutoff), let model = text(row, "model"),
                let route = text(row, column)
            else { return nil }
            return SeriesSheet.Route(
                model: model, window: window + 1, cutoff: cutoff,
                rule: text(row, "rule").flatMap({ Int($0) }), route: route,
                runnerUp: text(row, "runner_up"), previous: text(row, "previous"))
        }
    }

    /// The main metric first; a pinball loss per level says little beside its sum.
    private static func metrics(of report: ExperimentReport) -> [String] {
        let main = report.mainMetric.map { [$0.id] } ?? []
        return main + report.metrics.map(\.id).filter { !main.contains($0) && !$0.hasPrefix("pinball@") }
    }

    private static func scores(
        in rows: SeriesRows, target: String, _ report: ExperimentReport
    ) -> [SeriesSheet.Scores] {
        guard let targets = rows.column("target"), let models = rows.column("model"),
            let windows = rows.column("windows"), let fallbacks = rows.column("fallbacks")
        else { return [] }
        let metrics = metrics(of: report).map(rows.column)
        return report.ranked(target: target).compactMap { model in
            rows.rows.first { $0[targets] == target && $0[models] == model.name }.map { row in
                SeriesSheet.Scores(
                    model: model.name, windows: Int(row[windows]) ?? 0, fallbacks: Int(row[fallbacks]) ?? 0,
                    values: metrics.map { Figure($0.flatMap { Double(row[$0]) }) })
            }
        }
    }

    // MARK: - What the data tell

    private struct Past {
        var classes: [String]?
        var history: [SeriesSheet.Observation] = []
        var remark: String?
    }

    private static func past(
        of series: String, target: String, through window: ExperimentReport.WindowCard,
        of folder: ResultFolder
    ) -> Past {
        do {
            return try pastOfUnchangedData(of: series, target: target, through: window, of: folder)
        } catch {
            let reason = (error as? DiagnosticsError)?.diagnostics.first?.message ?? "\(error)"
            return Past(remark: "no history: \(reason)")
        }
    }

    /// The panel of the level that has a sum of this name; nil where `series` is none.
    private static func summed(_ series: String, in panel: Panel, of experiment: PreparedExperiment) -> Panel?
    {
        let names = experiment.spec.hierarchy?.levels ?? []
        let level = Hierarchy(names, of: panel).levels.first { $0.nodes.contains(series) }
        guard !panel.seriesIDs.contains(series) else { return nil }
        return level.map { SummedPanel(of: $0, in: panel).panel }
    }

    private static func pastOfUnchangedData(
        of series: String, target: String, through window: ExperimentReport.WindowCard,
        of folder: ResultFolder
    ) throws -> Past {
        guard let root = Project.root(above: folder.path) else {
            return Past(remark: "no history: the run lies in no project, so that its data are not at hand")
        }
        let experiment = try PreparedExperiment(
            specPath: folder.file(ResultFolder.resolvedSpec), overrides: [], project: Project(root: root))
        guard try experiment.snapshotDigest.hex == folder.manifest().snapshotDigest else {
            return Past(remark: "no history: the data have changed since the run was made")
        }
        let own = try experiment.loadPanel()
        let panel = summed(series, in: own, of: experiment) ?? own
        guard let column = panel.column(target),
            let row = panel.seriesIDs.firstIndex(where: { $0.utf8.elementsEqual(series.utf8) }),
            let last = try experiment.windows(on: panel.grid).last
        else { return Past() }
        let classes = ClassStage(spec: experiment.spec, panel: panel).classes(in: last)
        let count = panel.grid.count
        var steps = (panel.firstStep[row]..<count).map {
            (label: panel.grid.label(of: $0), y: column.values[row * count + $0])
        }
        if let end = steps.firstIndex(where: { $0.label == window.test.last }) {
            steps = Array(steps[...end])
        }
        return Past(
            classes: [classes.abc[row].label, classes.xyz[row].label, classes.pattern[row].label],
            history: steps.map { .init(ds: $0.label, y: Figure($0.y)) })
    }
}
