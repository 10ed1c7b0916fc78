internal import DemandFeatures
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore

/// The features of one series at one cutoff, for a person to check: what `forecast features show` prints.
///
/// Values are unscaled: what a model's `scaling` divides is still in the unit of the data.
package struct FeatureSheet: Sendable {
    /// What to show; nil for the defaults.
    package struct Query: Sendable {
        package var series: String
        package var cutoff: String?
        package var features: String?
        package var target: String?
        /// Steps from the origin to the target period of the training rows; the first one scored by default.
        package var step: Int?
        /// How many of the last training rows; all when nil.
        package var rows: Int? = 8

        package init(series: String) { self.series = series }
    }

    struct Column: Sendable {
        let name: String
        /// `origin`, `ahead` or `static`.
        let knowledge: String
        let known: String
        let description: String
    }

    struct Row: Sendable {
        let origin: String
        let period: String
        let step: Int
        /// What is learned; nil in rows to forecast.
        let target: Float?
        /// One per column; NaN where missing.
        let values: [Float]
        /// What the value of a category is called.
        let words: [String?]
    }

    let set: String
    let target: String
    let series: String
    let cutoff: String
    let step: Int
    let columns: [Column]
    /// The last rows, in the order of their periods.
    let training: [Row]
    let trainingCount: Int
    let forecast: [Row]

    /// - Throws: `DiagnosticsError`: E211 for an option that names nothing, D303 for a series that is not there,
    ///   E150 to E154 for a feature set that does not fit the data.
    package init(_ experiment: PreparedExperiment, _ query: Query) throws {
        let view = try CutoffView(experiment, target: query.target, cutoff: query.cutoff)
        let known = view.known
        let request = try Self.featureSet(named: query.features, in: view)
        let index = try Self.series(query.series, in: known.panel)
        let first = known.window.gap + 1
        step = query.step ?? first
        guard (1...known.reach).contains(step) else {
            throw OptionProblem("--step", String(step)).error(
                "models of this spec forecast 1 to \(known.reach) steps after the origin")
        }
        let features = try experiment.featureSet(request, on: known.panel, target: known.target)
        let table = FeatureTable(
            panel: known.panel, features: features, classes: known.classes, training: known.window.training,
            through: known.window.cutoff + known.reach)
        let learned = table.trainingRows(for: .direct(step: step), series: [index])
        let steps = Array(first...known.reach)
        let ahead = table.predictionRows(for: .direct(step: step), steps: steps, series: [index])

        set = request.name
        target = known.target
        series = query.series
        cutoff = view.grid.label(of: known.window.cutoff)
        columns = features.features.map(Column.init)
        trainingCount = learned.matrix.rowCount
        training = Self.rows(learned, of: table, last: query.rows ?? trainingCount)
        forecast = Self.rows(ahead, of: table, last: steps.count)
    }

    private static func featureSet(named name: String?, in view: CutoffView) throws -> FeatureSetDeclaration {
        let sets = view.spec.features
        let names = sets.map(\.name)
        if let name {
            guard let set = sets.first(where: { $0.name == name }) else {
                throw OptionProblem("--features", name).unknown("feature set", among: names)
            }
            return set
        }
        guard sets.count == 1 else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E211",
                        sets.isEmpty
                            ? "the spec declares no feature set"
                            : "the spec declares \(sets.count) feature sets",
                        fix: sets.isEmpty
                            ? "declare one under features:"
                            : "choose one with --features: \(names.joined(separator: ", "))")
                ])
        }
        return sets[0]
    }

    private static func series(_ name: String, in panel: Panel) throws -> Int {
        if let index = panel.seriesIDs.firstIndex(of: name) { return index }
        throw OptionProblem("--series", name).error(
            "the data has no series '\(name)'\(Suggestion.clause(for: name, in: panel.seriesIDs))",
            code: "D303", .data,
            fix: panel.seriesIDs.first.map { first in
                "there are \(NumberText.count(panel.seriesCount)), the first is '\(first)'"
            })
    }

    private static func rows(_ rows: FeatureRows, of table: FeatureTable, last count: Int) -> [Row] {
        let origins = rows.origins
        let periods = rows.targets
        let steps = rows.steps
        let matrix = rows.matrix
        return (max(0, matrix.rowCount - count)..<matrix.rowCount).map { row in
            let values = (0..<matrix.columnCount).map { matrix[row: row, column: $0] }
            return Row(
                origin: table.grid.label(of: Int(origins[row])),
                period: table.grid.label(of: Int(periods[row])), step: Int(steps[row]),
                target: rows.labels.isEmpty ? nil : rows.labels[row], values: values,
                words: values.enumerated().map { table.category(of: $0, $1) })
        }
    }
}

extension FeatureSheet.Column {
    fileprivate init(_ feature: Feature) {
        name = feature.name
        knowledge =
            switch feature.kind {
            case .origin: "origin"
            case .target: "ahead"
            case .fixed: "static"
            }
        known = feature.known
        description = feature.description
    }
}
