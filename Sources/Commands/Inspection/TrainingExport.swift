internal import BoostedTrees
internal import DemandFeatures
package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastTasks
internal import LocatedYAML
package import Workers

/// What a model of kind `lightgbm` trains on at a cutoff, and what it learned, as files that Python reads without
/// loss: `forecast features export`.
///
/// Per ensemble (one, or one per step for the strategy `direct`): `matrix.npy`, `labels.npy`, `weights.npy` where rows
/// do not count equally, the same with `validation_` where training may stop early, `training.json`, and the text
/// of every booster.
package struct TrainingExport {
    private let view: CutoffView
    private let model: BoostedTreesForecaster
    private let name: String

    /// - Throws: E211 for an option that names nothing; `BoostedTreesError` without LightGBM.
    package init(_ experiment: PreparedExperiment, model name: String, target: String?, cutoff: String?)
        throws
    {
        let spec = experiment.spec
        let trained = spec.models.filter { $0.kind == BoostedTreesForecaster.kind.name }
        guard let declaration = spec.models.first(where: { $0.name == name }) else {
            throw OptionProblem("--model", name).unknown("model", among: trained.map(\.name))
        }
        guard declaration.kind == BoostedTreesForecaster.kind.name else {
            throw OptionProblem("--model", name).error(
                "model '\(name)' is of kind \(declaration.kind), which trains on no matrix",
                fix: trained.isEmpty ? nil : "there is: \(trained.map(\.name).joined(separator: ", "))")
        }
        self.name = name
        view = try CutoffView(experiment, target: target, cutoff: cutoff)
        model = try BoostedTreesForecaster(
            experiment.catalogue.definition(of: declaration, in: spec),
            in: GlobalModelContext(seed: spec.seed, libraries: experiment.project.libraries))
    }

    /// What was written: `forecast features export` answers with it.
    package struct Files: CommandAnswer {
        struct Part: Encodable {
            let folder: String
            let rows, columns, boosters: Int
        }

        let model, target, cutoff: String
        let parts: [Part]

        package func text(width: Int?) -> String {
            let lines = parts.map {
                "\($0.folder)  \(NumberText.count($0.rows, "row", "rows")) x \($0.columns), "
                    + NumberText.count($0.boosters, "booster", "boosters")
            }
            return (["\(model): what it trains on at \(cutoff), target \(target)"] + lines).joined(
                separator: "\n")
        }
    }

    /// Trains, writes into `folder`, and says what was written.
    /// - Throws: E175 where the folder holds something: files of another model would mix with these.
    package func write(to folder: String, jobs: Int, interruption: Interruption) throws -> Files {
        try Self.requireEmpty(folder)
        let known = view.known
        let table = try model.table(of: known)
        let fitted = try model.trees(fittedTo: known, jobs: jobs) { interruption.isRequested }
        let boosters = fitted.parts.map(\.booster)
        try FileSystem.makeFolder(folder)
        var parts: [Files.Part] = []
        let plan = model.plan(for: known.window)
        for (index, strategy) in plan.enumerated() {
            let place = plan.count == 1 ? folder : "\(folder)/step-\(index + 1)"
            let rows = fitted.model.trainingRows(of: known, on: table, strategy)
            try write(rows, boosters[index], to: place)
            let count = rows.training.matrix
            parts.append(
                Files.Part(
                    folder: place, rows: count.rowCount, columns: count.columnCount,
                    boosters: boosters[index].models.count))
        }
        return Files(
            model: name, target: known.target, cutoff: view.grid.label(of: known.window.cutoff), parts: parts)
    }

    /// - Throws: E175 where the folder holds something: files of another model would mix with these.
    static func requireEmpty(_ folder: String) throws {
        guard try !FileSystem.isFolder(folder) || FileSystem.names(in: folder).isEmpty else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E175", "\(folder) is not empty",
                        fix: "name a new folder with --output, so that files of two models do not mix")
                ])
        }
    }

    private func write(
        _ rows: (training: BoostedTreesForecaster.Rows, validation: BoostedTreesForecaster.Rows?),
        _ booster: QuantileBooster, to folder: String
    ) throws {
        try FileSystem.makeFolder(folder)
        try write(rows.training, prefix: "", to: folder)
        if let validation = rows.validation { try write(validation, prefix: "validation_", to: folder) }
        let matrix = rows.training.matrix
        let boosters = described(booster, columns: matrix.columnNames)
        for (file, text, _) in boosters { try AtomicFile.write(text, to: "\(folder)/\(file).txt") }
        let categorical = matrix.isCategorical.indices.filter { matrix.isCategorical[$0] }
        try AtomicFile.write(
            JSONText.write(
                .mapping([
                    .init("schema_version", .integer(1)), .init("model", .string(name)),
                    .init("target", .string(view.known.target)),
                    .init("cutoff", .string(view.grid.label(of: view.window.cutoff))),
                    .init("rows", .integer(matrix.rowCount)),
                    .init("columns", .strings(FeatureNames.accepted(matrix.columnNames))),
                    .init("categorical", .integers(categorical)),
                    .init("weighted", .boolean(rows.training.weights != nil)),
                    .init("dataset", Self.value(model.parameters.datasetFields(categorical: [], threads: 1))),
                    .init("boosters", .sequence(boosters.map { $0.description })),
                ])), to: "\(folder)/training.json")
    }

    private func write(_ rows: BoostedTreesForecaster.Rows, prefix: String, to folder: String) throws {
        let matrix = rows.matrix
        let shape = [matrix.rowCount, matrix.columnCount]
        try AtomicFile.write(
            NumPyFile.bytes(of: matrix.values, shape: shape), to: "\(folder)/\(prefix)matrix.npy")
        try AtomicFile.write(
            NumPyFile.bytes(of: rows.labels, shape: [rows.labels.count]), to: "\(folder)/\(prefix)labels.npy")
        if let weights = rows.weights {
            try AtomicFile.write(
                NumPyFile.bytes(of: weights, shape: [weights.count]), to: "\(folder)/\(prefix)weights.npy")
        }
    }

    /// The file, text and training parameters of each booster.
    private func described(
        _ booster: QuantileBooster, columns: [String]
    ) -> [(file: String, text: String, description: YAMLValue)] {
        let levels = booster.levels
        let objectives = QuantileBooster.objectives(model.parameters, levels: levels, centre: model.centre)
        let names = (objectives.count > levels.count ? ["mean"] : []) + levels.map(\.label)
        return zip(zip(names, objectives), booster.models).map { head, trained in
            var parameters = model.parameters
            parameters.objective = head.1
            // Where training stopped early the text has the trees that were kept; else some may be missing from its
            // end only because they had no split.
            let rounds = parameters.earlyStoppingRounds > 0 ? trained.treeCount : parameters.rounds
            let fields = parameters.boosterFields(monotone: model.monotone(of: columns), threads: 1)
            return (
                head.0, trained.text.text,
                .mapping([
                    .init("file", .string(head.0 + ".txt")), .init("rounds", .integer(rounds)),
                    .init("parameters", Self.value(fields)),
                ])
            )
        }
    }

    private static func value(_ fields: [(name: String, value: String)]) -> YAMLValue {
        .mapping(fields.map { .init($0.name, .string($0.value)) })
    }
}
