internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import LocatedYAML

// The levels above the series.

extension PreparedExperiment {
    /// More sums than these are not made to add up: a matrix of all of them, by all of them, is inverted in every window.
    static let mostReconciledNodes = 2000

    /// The levels that are forecast, and by which models.
    /// - Parameter scored: whether every model is to forecast the levels of `hierarchy`; those that others are made to add
    ///   up by are forecast in any case.
    func wantedLevels(scored: Bool) -> [(name: String, models: Set<String>)] {
        let capable = Set(spec.models.filter { isCapable($0) && !catalogue.isReconciling($0) }.map(\.name))
        let shown = scored ? spec.hierarchy?.levels ?? [] : []
        let others = catalogue.reconciledLevels(in: spec).filter { !shown.contains($0) }
        let members = Set(
            spec.models.filter(catalogue.isReconciling).flatMap {
                catalogue.allMembers(of: $0, in: spec).map(\.name)
            })
        return shown.map { ($0, capable) } + others.map { ($0, members) }
    }

    private func isCapable(_ model: ModelDeclaration) -> Bool {
        ([model] + catalogue.allMembers(of: model, in: spec)).allSatisfy {
            catalogue.kind(of: $0).forecastsSums
        }
    }

    /// - Throws: E182 for a model that has no forecasts of sums to add up to, E183 where series are left out.
    func checkReconciledModels() throws(DiagnosticsError) {
        let problems = spec.models.filter(catalogue.isReconciling).compactMap { model -> Diagnostic? in
            guard spec.backtest.shortSeries != .skip else {
                return Diagnostic(
                    code: "E183",
                    "'models.\(model.name)' makes forecasts of all series add up, and 'backtest.short_series: skip' leaves some out",
                    at: places.location(of: "backtest.short_series"),
                    fix: "write short_series: fallback, so that every series has a forecast")
            }
            guard !isCapable(model), let member = model.parameters.members.first?.name else { return nil }
            return Diagnostic(
                code: "E182",
                "'models.\(model.name)': \(quotation(member)) has forecasts of series alone, and none of their sums",
                at: places.location(of: "models.\(model.name).of"),
                fix: "name a model that forecasts whatever it is given")
        }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
    }

    /// - Throws: E209 for a level that is no attribute of the data, E181 for levels of more sums than can be made to add up.
    func checkLevels(on panel: Panel) throws(DiagnosticsError) {
        let names = panel.attributes.map(\.name)
        let places = places
        let declared = (spec.hierarchy?.levels ?? []).map { (name: $0, key: "hierarchy.levels") }
        let own = spec.models.filter(catalogue.isReconciling).flatMap { model in
            model.parameters.names("levels").map { (name: $0, key: "models.\(model.name).levels") }
        }.filter { level in !declared.contains { $0.name == level.name } }
        let unknown = (declared + own).filter {
            $0.name != Hierarchy.all && Hierarchy.attributes(of: $0.name, in: panel) == nil
        }
        guard unknown.isEmpty else {
            throw DiagnosticsError(
                .spec,
                unknown.map { level in
                    // Of a level that crosses several, the one at fault.
                    let parts = level.name.split(separator: Hierarchy.cross, omittingEmptySubsequences: false)
                    let word = parts.map(String.init).first { !names.contains($0) }
                    return Diagnostic(
                        code: "E209",
                        word.map {
                            "\(level.key): data set '\(spec.data.dataset)' has no attribute '\($0)'\(Suggestion.clause(for: $0, in: names))"
                        } ?? "\(level.key): '\(level.name)' names an attribute twice",
                        at: places.location(of: level.key),
                        fix: names.isEmpty
                            ? "it has none; declare columns under 'static' in its dataset.yaml, or sum all alone"
                            : "its attributes are: \(names.joined(separator: ", "))")
                })
        }
        for model in spec.models where catalogue.isReconciling(model) {
            let hierarchy = Hierarchy(model.parameters.names("levels"), of: panel)
            guard hierarchy.nodeCount > Self.mostReconciledNodes else { continue }
            let counts = hierarchy.levels.map { "\($0.name) \(NumberText.count($0.nodes.count))" }
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E181",
                        "'models.\(model.name)' would make \(NumberText.count(hierarchy.nodeCount)) sums add up, and at most "
                            + "\(NumberText.count(Self.mostReconciledNodes)) can be",
                        at: places.location(of: "models.\(model.name).levels"),
                        notes: ["sums by level: \(counts.joined(separator: ", "))"],
                        fix: "leave out the level with the most sums: it is close to the series themselves")
                ])
        }
    }
}
