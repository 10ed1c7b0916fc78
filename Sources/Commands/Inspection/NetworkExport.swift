package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastTasks
internal import TemporalFusion
package import Workers

/// A model of kind `tft` as it is trained at a cutoff, and what it reads and says there, as files that Python reads:
/// `forecast features export`. docs/tft_pytorch.py makes the same forecasts of them.
package struct NetworkExport {
    private let view: CutoffView
    private let model: any GlobalModel
    private let name: String

    /// Nil for a model of another kind, or none.
    /// - Throws: E211 for an option that names nothing; an error of OpenBLAS where it is not there.
    package init?(_ experiment: PreparedExperiment, model name: String, target: String?, cutoff: String?)
        throws
    {
        let spec = experiment.spec
        guard let declaration = spec.models.first(where: { $0.name == name }),
            declaration.kind == TemporalFusionTransformer.kind.name
        else { return nil }
        self.name = name
        view = try CutoffView(experiment, target: target, cutoff: cutoff)
        model = try experiment.catalogue.globalModel(
            declaration, of: spec,
            in: GlobalModelContext(seed: spec.seed, libraries: experiment.project.libraries))
    }

    /// What was written: `forecast features export` answers with it.
    package struct Files: CommandAnswer {
        let model, target, cutoff: String
        let parameters, series: Int

        package func text(width: Int?) -> String {
            "\(model): a network of \(NumberText.count(parameters)) weights, trained at \(cutoff), target \(target), and what it "
                + "reads and says of \(NumberText.count(series, "series", "series"))"
        }
    }

    /// Trains, writes into `folder`, and says what was written.
    /// - Throws: E175 where the folder holds something.
    package func write(
        to folder: String, jobs: Int, interruption: Interruption, progress: any RunProgress
    ) throws -> Files {
        try TrainingExport.requireEmpty(folder)
        progress.begin("training \(name)", total: 0)
        let fitted = try model.fit(
            view.known,
            in: FitScope(
                jobs: jobs, shouldStop: { interruption.isRequested },
                progress: { progress.fitting($0.step, of: $0.steps, $0.words) }))
        guard let network = fitted as? FittedTransformer else {
            preconditionFailure("a kind that fits another")
        }
        let inputs = try network.exchange(of: view.known, jobs: jobs)
        try FileSystem.makeFolder(folder)
        try AtomicFile.write(network.bytes, to: "\(folder)/model.safetensors")
        try AtomicFile.write(inputs.bytes, to: "\(folder)/inputs.safetensors")
        return Files(
            model: name, target: view.known.target, cutoff: view.grid.label(of: view.window.cutoff),
            parameters: network.weightCount, series: view.known.panel.seriesCount)
    }
}
