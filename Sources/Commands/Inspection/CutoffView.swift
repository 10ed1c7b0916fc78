package import ExperimentRunner
internal import ExperimentSpec
package import ForecastCore
internal import ForecastTasks

/// What the global models of a spec know of one target at one cutoff, both chosen on the command line.
package struct CutoffView {
    let spec: ExperimentSpec
    package let known: KnownPanel

    var window: BacktestWindow { known.window }
    var grid: TimeGrid { known.panel.grid }

    /// - Parameters:
    ///   - target: the spec's first one by default.
    ///   - cutoff: the label of any period; the last window's cutoff by default.
    /// - Throws: `DiagnosticsError`: E211 for an option, whatever `PreparedExperiment` finds wrong with spec or data.
    package init(_ experiment: PreparedExperiment, target: String?, cutoff: String?) throws {
        spec = experiment.spec
        let target = try Self.target(named: target, in: spec)
        let panel = try experiment.loadPanel()
        let window = try Self.window(labelled: cutoff, experiment, panel.grid)
        known = KnownPanel(
            panel, target: target, window: window,
            classes: ClassStage(spec: spec, panel: panel).classes(in: window), levels: spec.quantiles)
    }

    private static func target(named name: String?, in spec: ExperimentSpec) throws -> String {
        guard let name else { return spec.data.targets[0] }
        guard spec.data.targets.contains(name) else {
            throw OptionProblem("--target", name).unknown("target", among: spec.data.targets)
        }
        return name
    }

    private static func window(
        labelled label: String?, _ experiment: PreparedExperiment, _ grid: TimeGrid
    ) throws -> BacktestWindow {
        guard let label else {
            guard let last = try experiment.windows(on: grid).last else {
                preconditionFailure("a backtest without windows")
            }
            return last
        }
        guard let cutoff = (0..<grid.count).first(where: { grid.label(of: $0) == label }) else {
            throw OptionProblem("--cutoff", label).error(
                "the data has no period '\(label)'",
                notes: ["periods run from \(grid.label(of: 0)) to \(grid.label(of: grid.count - 1))"],
                fix: BacktestSchedule.nearestPeriod(to: label, on: grid))
        }
        return BacktestSchedule.window(0, cutoff: cutoff, fittedIn: 0, of: experiment.spec.backtest)
    }
}
