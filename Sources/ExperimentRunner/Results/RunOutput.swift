internal import ArtefactStore
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastEvaluation
internal import ForecastTasks
internal import Reports

/// Writes a run's folder: all of it, or nothing.
struct RunOutput {
    let experiment: PreparedExperiment
    let report: ExperimentReport
    let results: [TargetResult]
    let digest: Digest
    let jobs: Int
    /// What the report says, in every form: made before anything is written.
    private let pages: (scores: [UInt8], json: [UInt8], markdown: String, html: String)

    /// - Throws: `ReportError` for a number that has no JSON form.
    init(
        experiment: PreparedExperiment, report: ExperimentReport, results: [TargetResult], digest: Digest,
        jobs: Int
    ) throws {
        self.experiment = experiment
        self.report = report
        self.results = results
        self.digest = digest
        self.jobs = jobs
        pages = (
            Array(ScoresCSV.render(report)), try report.json(), MarkdownReport.render(report),
            HTMLReport.render(report)
        )
    }

    private var parent: String { "\(experiment.project.results)/\(experiment.spec.name)" }

    /// Writes every file into a folder of its own, renames that into place, points `latest` to it and
    /// remembers the run.
    ///
    /// One process at a time publishes runs of an experiment: two that finish the same run at once would
    /// write into one temporary folder. The later one replaces the files by equal ones.
    func publish(store: ArtefactStore) throws {
        guard FileSystem.kind(of: parent) != .link else {
            throw FileError(
                operation: "write into", path: parent,
                message: "it is a symbolic link; results stay in their folder")
        }
        try FileSystem.makeFolder(parent)
        try FileLock.withLock(onFolder: parent) { try publishAlone(store) }
    }

    private func publishAlone(_ store: ArtefactStore) throws {
        let temporary = ResultFolder("\(parent)/\(ResultLeftovers.partialName(of: experiment.runName))")
        try FileSystem.remove(temporary.path)
        try FileSystem.makeFolder(temporary.path)
        do {
            try write(into: temporary)
            let outputs = try temporary.presentFiles.map { name in
                RunRecord.Output(path: name, digest: try FileDigest.sha256(ofFile: temporary.file(name)))
            }
            try AtomicFolder.publish(temporary: temporary.path, to: experiment.folder)
            try AtomicFile.link("\(parent)/latest", to: experiment.runName)
            try Failpoint.resultRecord.reached()
            try store.record(record(outputs), parts: experiment.keyParts)
        } catch {
            try? FileSystem.remove(temporary.path)
            throw error
        }
    }

    /// Under the lock of those who publish runs: another process that has just finished the same run puts its folder in
    /// the place of this one, and what was half-written in it would be gone.
    func write(_ timings: Timings) throws {
        let folder = ResultFolder(experiment.folder)
        try FileLock.withLock(onFolder: parent) {
            try AtomicFile.write(timings.json(), to: folder.file(ResultFolder.timings), steps: .timings)
            try AtomicFile.write(
                TimingsPage.render(timings), to: folder.file(ResultFolder.timingsPage), steps: .timings)
        }
    }

    private func write(into folder: ResultFolder) throws {
        try writeForecasts(to: folder.file(ResultFolder.forecasts))
        try AtomicFile.write(pages.scores, to: folder.file(ResultFolder.scores))
        try writeSeries(to: folder.file(ResultFolder.series))
        if results.contains(where: { !$0.routings.isEmpty }) {
            try writeRouting(to: folder.file(ResultFolder.routing))
        }
        if results.contains(where: { !$0.choices.isEmpty }) {
            try writeChoices(to: folder.file(ResultFolder.choices))
        }
        if results.contains(where: { !$0.learned.isEmpty }) {
            try writeCombination(to: folder.file(ResultFolder.combination))
        }
        if results.contains(where: { !$0.levels.isEmpty }) {
            try writeLevels(to: folder.file(ResultFolder.levels))
        }
        try AtomicFile.write(pages.json, to: folder.file(ResultFolder.report))
        try AtomicFile.write(pages.markdown, to: folder.file(ResultFolder.markdown))
        try AtomicFile.write(pages.html, to: folder.file(ResultFolder.html))
        try AtomicFile.write(experiment.resolvedYAML, to: folder.file(ResultFolder.resolvedSpec))
        try AtomicFile.write(
            experiment.manifest(resultDigest: digest.hex).json(), to: folder.file(ResultFolder.manifest))
    }

    private func writeForecasts(to path: String) throws {
        var file = try ForecastsCSV(path: path, levels: experiment.spec.quantiles, jobs: jobs)
        let names = experiment.spec.models.map(\.name)
        for result in results { try append(result.history, names, result.forecasts, to: &file) }
        try file.finish()
    }

    /// In the columns of `forecasts.csv`, sums in the place of series.
    private func writeLevels(to path: String) throws {
        var file = try ForecastsCSV(path: path, levels: experiment.spec.quantiles, jobs: jobs)
        for level in results.flatMap(\.levels) {
            try append(level.history, level.models, level.forecasts, to: &file)
        }
        try file.finish()
    }

    /// - Parameter forecasts: `[model][window]`.
    private func append(
        _ history: TargetHistory, _ models: [String], _ forecasts: [[ForecastBlock]],
        to file: inout ForecastsCSV
    ) throws {
        let (grid, ids) = (history.panel.grid, history.panel.seriesIDs)
        for (model, name) in models.enumerated() {
            for (index, window) in history.windows.enumerated() {
                let rows = history.forecastSeries(in: window)
                let block = forecasts[model][index]
                for start in stride(from: 0, to: rows.count, by: 8192) {
                    let part = Array(rows[start..<min(start + 8192, rows.count)])
                    try file.append(
                        block.selecting(part), seriesIDs: part.map { ids[$0] },
                        cutoff: grid.label(of: window.cutoff), labels: window.test.map(grid.label),
                        target: history.target, model: name,
                        actuals: history.observations(of: part, in: window))
                    block.values.letGo()
                    history.panel.letGo()
                }
            }
        }
    }

    private func writeSeries(to path: String) throws {
        let metrics = experiment.spec.evaluation.metrics
        let deciding = report.verdict?.metric ?? report.mainMetric?.id
        var file = try SeriesCSV(path: path, metrics: metrics.map(\.id))
        for result in results {
            for table in result.scores {
                let totals = table.totalsBySeries()
                let parts = metrics.first { $0.id == deciding }.flatMap(table.contributions)
                for (series, windows) in table.windowsBySeries().enumerated() where windows.forecasts > 0 {
                    let points = totals.points(in: series)
                    try file.append(
                        SeriesCSV.Row(
                            windows: windows.forecasts, fallbacks: windows.fallbacks, points: points,
                            volume: totals.absoluteActual(in: series),
                            contribution: points > 0 ? parts?[series] : nil,
                            values: metrics.map { totals.value(of: $0, in: series).value }),
                        seriesID: result.history.panel.seriesIDs[series], target: result.target,
                        model: table.model)
                }
            }
        }
        try file.finish()
    }

    private func writeRouting(to path: String) throws {
        var file = try RoutingCSV(path: path)
        for result in results {
            let (panel, windows) = (result.history.panel, result.history.windows)
            for routing in result.routings {
                let table = RoutingTable(routing.rules)
                let attributes = table.attributes
                for (window, taken) in zip(windows, routing.taken) {
                    let cutoff = panel.grid.label(of: window.cutoff)
                    for (series, rule) in taken.enumerated() {
                        guard let rule else { continue }
                        let routed = routing.known[window.index].series(series, attributes: attributes)
                        try file.append(
                            routed, seriesID: panel.seriesIDs[series], cutoff: cutoff, target: result.target,
                            model: routing.model, rule: rule + 1, route: routing.rules[rule].model,
                            runnerUp: table.runnerUp(for: routed, after: rule),
                            previous: window.index > 0
                                ? routing.route(ofSeries: series, inWindow: window.index - 1) : nil)
                    }
                }
            }
        }
        try file.finish()
    }

    private func writeChoices(to path: String) throws {
        var file = try ChoicesCSV(path: path)
        for result in results {
            let (panel, windows) = (result.history.panel, result.history.windows)
            for made in result.choices {
                for (index, window) in windows.enumerated() {
                    let cutoff = panel.grid.label(of: window.cutoff)
                    for (series, choice) in made.choices[index].enumerated() {
                        guard let choice else { continue }
                        try file.append(
                            choice, seriesID: panel.seriesIDs[series], cutoff: cutoff, target: result.target,
                            model: made.model,
                            previous: index > 0 ? made.choices[index - 1][series]?.choice : nil)
                    }
                }
            }
        }
        try file.finish()
    }

    private func writeCombination(to path: String) throws {
        var file = try CombinationCSV(path: path)
        for result in results {
            let (grid, windows) = (result.history.panel.grid, result.history.windows)
            for learned in result.learned {
                for (window, lesson) in zip(windows, learned.windows) {
                    for share in lesson.shares {
                        try file.append(
                            share, member: learned.members[share.member],
                            cutoff: grid.label(of: window.cutoff), target: result.target,
                            model: learned.model, windows: lesson.earlier, metric: learned.metric)
                    }
                }
            }
        }
        try file.finish()
    }

    private func record(_ outputs: [RunRecord.Output]) -> RunRecord {
        RunRecord(
            key: experiment.key.digest, experiment: experiment.spec.name, run: experiment.runName,
            resultDigest: digest, specDigest: experiment.specDigest,
            snapshotDigest: experiment.snapshotDigest, results: experiment.project.results,
            outputs: outputs)
    }
}
