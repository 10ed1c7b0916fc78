internal import DataSnapshots
internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import LocatedYAML

// What is known ahead, and what of it a run's models are told.

extension FeatureSetDefinition {
    /// The columns of the data set that it reads.
    var columnNames: Set<String> {
        var names = Set(promotion + knownAhead + past + categorical)
        if !price.isEmpty { names.insert(FeatureSet.priceColumn) }
        names.formUnion(groupMean?.columns ?? [])
        names.formUnion(rivals?.columns ?? [])
        return names
    }

    /// Whether it asks for holidays.
    var readsHolidays: Bool {
        let facts: Set<CalendarFact> = [.isHoliday, .daysToHoliday, .daysSinceHoliday]
        return temporal.contains { CalendarFact(rawValue: $0).map(facts.contains) == true }
    }
}

extension PreparedExperiment {
    /// The feature sets that some model uses.
    private var usedSets: [FeatureSetDeclaration] {
        let used = Set(spec.models.flatMap(catalogue.featureSets))
        return spec.features.filter { used.contains($0.name) }
    }

    /// The columns that some model reads.
    package var columnsRead: Set<String> {
        var names: Set<String> = []
        for set in usedSets { names.formUnion(set.definition.columnNames) }
        for model in spec.models {
            guard let kind = catalogue.globalKind(of: model) else { continue }
            names.formUnion(kind.columns(of: catalogue.definition(of: model, in: spec)))
        }
        return names
    }

    /// A column that the data set knows ahead, and no model is told: a planned promotion is worth nothing then, and
    /// nobody would notice.
    var unusedPlans: [Diagnostic] {
        let sets = usedSets
        guard let first = sets.first else { return [] }
        let read = columnsRead
        let unused = dataset.declaration.columns.knownAhead.filter { !read.contains($0) }
        guard !unused.isEmpty else { return [] }
        let names = unused.map(YAMLWriter.scalar).joined(separator: ", ")
        return [
            Diagnostic(
                .warning, code: "W102",
                "no feature set uses \(unused.map { quotation($0) }.joined(separator: ", ")), which the data set knows ahead: no model is told",
                at: places.location(of: "features.\(first.name)"),
                fix:
                    "name \(unused.count == 1 ? "it" : "them") in a feature set (features.\(first.name).known_ahead: [\(names)]), "
                    + "or make the spec anew: forecast init spec \(spec.data.dataset) --replace")
        ]
    }

    /// What models are not told in the windows, though a feature asks for it: a sentence each.
    func knowledgeNotes(_ panel: Panel, _ windows: [BacktestWindow]) -> [String] {
        let read = usedSets.reduce(into: Set<String>()) { $0.formUnion($1.definition.columnNames) }
        let columns = panel.columns.filter { $0.knowledge == .knownAhead && read.contains($0.name) }
        var notes = columns.compactMap { column -> String? in
            let empty = windows.filter { isEmpty(column, in: $0.test, panel) }
            return Self.sentence(
                empty, of: windows, panel.grid,
                "\(column.name), known ahead and read by a feature set, has no value")
        }
        if usedSets.contains(where: \.definition.readsHolidays), let last = panel.holidays.last?.date {
            let beyond = windows.filter { panel.grid.date(of: $0.test.lowerBound).map { $0 > last } == true }
            notes += [
                Self.sentence(
                    beyond, of: windows, panel.grid, "the list of holidays (to \(last)) says nothing")
            ]
            .compactMap(\.self)
        }
        return notes
    }

    private func isEmpty(_ column: PanelColumn, in test: Range<Int>, _ panel: Panel) -> Bool {
        (0..<panel.seriesCount).allSatisfy { series in
            test.allSatisfy { column.values[series * panel.grid.count + $0].isNaN }
        }
    }

    private static func sentence(
        _ windows: [BacktestWindow], of all: [BacktestWindow], _ grid: TimeGrid, _ what: String
    ) -> String? {
        guard let first = windows.first, let last = windows.last else { return nil }
        let numbers = windows.map { String($0.index + 1) }.joined(separator: ", ")
        let place =
            windows.count == all.count
            ? "any test window" : "the test periods of window\(windows.count == 1 ? "" : "s") \(numbers)"
        return "\(what) in \(place) (\(grid.label(of: first.test.lowerBound)) to "
            + "\(grid.label(of: last.test.upperBound - 1))): models are told nothing there."
    }

    // MARK: - Without the rows

    /// Finds what spec and data set contradict each other in, before a row is read.
    /// - Throws: `DiagnosticsError(.spec)`, as a run would after reading everything.
    func checkAgainstDeclaration() throws {
        guard let panel = hollowPanel else { return }
        var problems: [Diagnostic] = []
        for check in [
            { try SeriesSelection(spec: spec).checkAttributes(panel) },
            { _ = try windows(on: panel.grid) },
            { try checkGlobalModels(on: panel) },
        ] as [() throws -> Void] {
            do { try check() } catch let error as DiagnosticsError {
                problems += error.diagnostics.filter { !problems.contains($0) }
            }
        }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
    }

    /// Columns, attributes and periods of the data set as its declaration and its lock tell them, without a series. Nil
    /// where they cannot be told without reading the files.
    private var hollowPanel: Panel? {
        guard let columns = dataset.declaredColumns, let grid = lock.grid(of: dataset.declaration) else {
            return nil
        }
        let holidays = dataset.declaration.sources.contains { $0.role == .holidays }
        return Panel(
            grid: grid, seriesIDs: [], firstStep: [],
            columns: columns.columns.map {
                PanelColumn(
                    name: $0.name, knowledge: $0.knowledge, values: [], categories: $0.categories)
            },
            attributes: columns.attributes.map { StaticAttribute(name: $0, categories: [], codes: []) },
            holidays: holidays ? [Holiday(date: CivilDate(dayNumber: 0), name: "")] : [])
    }
}
