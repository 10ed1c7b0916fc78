package import ExperimentRunner
internal import Files
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports

/// The finished runs of a project, newest first.
package struct RunList: CommandAnswer {
    private let runs: [Entry]
    /// Half-written folders that a killed process left.
    private let leftovers: Int

    enum CodingKeys: String, CodingKey { case runs, leftovers }

    struct Entry: Encodable {
        /// The folder as `compare`, `verify` and `promote` take it from the working directory.
        let result: String
        let experiment: String
        let run: String
        @OrNull var startedAt: String?
        var isLatest: Bool
        @OrNull var decision: String?
        @OrNull var champion: String?
        @OrNull var challenger: String?
        @OrNull var target: String?
        @OrNull var metric: String?
        /// The champion's; the best model's where the spec declares no promotion.
        var value = Figure.undefined
        /// The model that the verdict decides for, and its value of the metric.
        @OrNull var decidedModel: String?
        var decidedValue = Figure.undefined
        @OrNull var tag: String?
        /// The values of those keys of the resolved spec in which the runs of the experiment differ, by their dotted
        /// paths; null for a key that the run does not have.
        var changed: [String: String?] = [:]
        var improvement = Figure.undefined
        @OrNull var improvementUnit: String?
        @OrNull var resultDigest: String?
        let sizeBytes: Int
        /// Why the run cannot be used; null where it can.
        @OrNull var problem: String?

        enum CodingKeys: String, CodingKey {
            case result, experiment, run, decision, champion, challenger, target, metric, value, improvement,
                problem
            case tag, changed
            case decidedModel = "decided_model"
            case decidedValue = "decided_value"
            case startedAt = "started_at"
            case isLatest = "is_latest"
            case improvementUnit = "improvement_unit"
            case resultDigest = "result_digest"
            case sizeBytes = "size_bytes"
        }
    }

    /// - Parameter experiment: only its runs; nil for all.
    /// - Throws: `DiagnosticsError(.spec)` for an experiment without a folder of results.
    package init(of project: Project, experiment: String?) throws {
        let names = Self.names(in: project.results).filter { name in
            !name.hasPrefix(".") && FileSystem.kind(of: "\(project.results)/\(name)") == .folder
        }
        if let experiment, !names.contains(experiment) {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E222",
                        "\(project.relative(project.results)) has no runs of an experiment "
                            + "'\(experiment)'\(Suggestion.clause(for: experiment, in: names))",
                        fix: "name one of: \(names.joined(separator: ", "))")
                ])
        }
        var leftovers = 0
        var runs: [Entry] = []
        for name in names where experiment == nil || name == experiment {
            let folder = "\(project.results)/\(name)"
            let latest = AtomicFile.linkDestination(of: "\(folder)/latest")
            let first = runs.count
            for run in Self.names(in: folder) {
                guard FileSystem.kind(of: "\(folder)/\(run)") == .folder else { continue }
                if run.hasPrefix(".") {
                    leftovers += 1
                } else {
                    runs.append(
                        Entry(of: "\(folder)/\(run)", experiment: name, run: run, isLatest: run == latest))
                }
            }
            Self.tellApart(&runs[first...], folder: folder)
        }
        self.leftovers = leftovers
        // What has no time comes last; equal times in the order of names.
        self.runs = runs.enumerated().sorted {
            ($1.element.startedAt ?? "", $0.offset) < ($0.element.startedAt ?? "", $1.offset)
        }.map(\.element)
    }

    /// What differs between the runs of an experiment. Where a spec cannot be read, nothing is said.
    private static func tellApart(_ runs: inout ArraySlice<Entry>, folder: String) {
        let sound = runs.indices.filter { runs[$0].problem == nil }
        let specs = sound.map { "\(folder)/\(runs[$0].run)/\(ResultFolder.resolvedSpec)" }
        guard sound.count > 1, let differences = try? SpecDifference.between(specs) else { return }
        for difference in differences {
            for (index, value) in zip(sound, difference.values) {
                runs[index].changed.updateValue(value, forKey: difference.path)
            }
        }
    }

    private static func names(in folder: String) -> [String] { (try? FileSystem.names(in: folder)) ?? [] }
}

// MARK: - One run

extension RunList.Entry {
    fileprivate init(of path: String, experiment: String, run: String, isLatest: Bool) {
        let folder = ResultFolder(path)
        result = Project.fromHere(path)
        self.experiment = experiment
        self.run = run
        self.isLatest = isLatest
        sizeBytes = FileSystem.totalSize(of: path)
        // The verdict of a run without timings is as good as any.
        let timings = try? folder.timings()
        startedAt = timings?.startedAt
        tag = timings?.tag
        do throws(BrokenRun) {
            let report = try folder.sound(.totals)
            guard report.experiment == experiment, report.run == run else {
                throw BrokenRun(
                    reason: "it holds run \(report.run) of '\(report.experiment)', whose folder is another")
            }
            describe(report)
        } catch {
            problem = error.reason
        }
    }

    private mutating func describe(_ report: ExperimentReport) {
        resultDigest = report.resultDigest
        target = report.mainTarget
        metric = report.mainMetric?.id
        if let verdict = report.verdict {
            decision = verdict.decision.rawValue
            champion = verdict.champion
            challenger = verdict.challenger
            improvement = verdict.improvementPP
            improvementUnit = verdict.improvementUnit.rawValue
        }
        guard let target, let metric else { return }
        func score(of model: String?) -> Figure {
            Figure(report.models.first { $0.name == model }?.scores.value(target: target, metric: metric))
        }
        value = score(of: report.referenceName)
        decidedModel = decision == "promote" ? challenger : report.referenceName
        decidedValue = score(of: decidedModel)
    }
}

// MARK: - For a terminal

extension RunList {
    package func text(width: Int?) -> String {
        guard !runs.isEmpty else {
            return "no runs yet: forecast run experiments/NAME.yaml makes one" + leftoversLine
        }
        let columns = Self.columns.map { column in
            [column.title] + runs.map { PlainText.sanitised(column.cell($0)) }
        }
        let broken = runs.filter { $0.problem != nil }.map { run in
            PlainText.sanitised("broken   \(run.result): \(run.problem ?? "")")
        }
        let hint =
            broken.isEmpty
            ? [] : ["         remove the folder, or run the spec again; other commands cannot use it"]
        return (lines(columns, width: width ?? .max) + broken + hint).joined(separator: "\n") + leftoversLine
    }

    /// The table, below each run what tells it apart.
    private func lines(_ columns: [[String]], width: Int) -> [String] {
        let fits = Self.width(of: columns.prefix(Self.needed)) <= width
        // Where metric and time do not fit beside the folder, they stand below it.
        let table = Self.table(fits ? columns : Array(columns.prefix(2)), width: width)
        return table.prefix(1)
            + zip(table.dropFirst(), runs).enumerated().flatMap { index, row in
                let rest = fits ? [] : columns[2...Self.needed].map { $0[index + 1] }.filter { !$0.isEmpty }
                let below = [rest.joined(separator: "  "), PlainText.sanitised(Self.marks(of: row.1))]
                return [row.0]
                    + below.filter { !$0.isEmpty }.map { PlainText.truncated("    " + $0, to: width) }
            }
    }

    /// `nightly: models.ses.alpha 0.3, backtest.windows 8`.
    private static func marks(of run: Entry) -> String {
        let changed = run.changed.sorted { $0.key < $1.key }.map { path, value in
            "\(path) \(value.map { PlainText.truncated($0, to: 40) } ?? "absent")"
        }
        let shown = changed.count > 6 ? 5 : changed.count
        let more = changed.count > shown ? ", \(NumberText.count(changed.count - shown)) more" : ""
        let list = changed.prefix(shown).joined(separator: ", ") + more
        return [run.tag ?? "", list].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private var leftoversLine: String {
        guard leftovers > 0 else { return "" }
        return "\n\(NumberText.count(leftovers, "half-written run", "half-written runs")); "
            + "`forecast cache gc` removes what a killed process left"
    }

    private struct Column {
        let title: String
        let cell: (Entry) -> String
    }

    /// In the order in which they stand; those behind the second give way to a narrow terminal, the last one first.
    private static var columns: [Column] {
        [
            Column(title: "result") { $0.result },
            Column(title: "verdict") { verdict($0) },
            Column(title: "metric") { metric($0) },
            Column(title: "started (UTC)") { started($0) },
            Column(title: "") { $0.isLatest ? "latest" : "" },
            Column(title: "digest") { String(($0.resultDigest ?? "").prefix(12)) },
            Column(title: "size") { size($0.sizeBytes) },
        ]
    }

    private static func verdict(_ run: Entry) -> String {
        if run.problem != nil { return "broken" }
        return switch run.decision {
        case "promote": "promote \(PlainText.truncated(run.challenger ?? "", to: 20))"
        case "keep": "keep \(PlainText.truncated(run.champion ?? "", to: 20))"
        case let decision?: decision
        case nil: "no promotion"
        }
    }

    /// `wape 8.23 (+9.39 pp)` of a promoted challenger, `wape 27.01 (tsb -3.77 pp)` of a champion that stays: what the
    /// challenger gains, plus is better.
    private static func metric(_ run: Entry) -> String {
        guard let metric = run.metric, run.problem == nil else { return "" }
        let value = "\(metric) \(NumberText.fixed(run.decidedValue.value, decimals: 2))"
        guard let challenger = run.challenger, let improvement = run.improvement.value else { return value }
        let who = run.decidedModel == challenger ? "" : PlainText.truncated(challenger, to: 16) + " "
        return value + " (\(who)\(NumberText.signed(improvement, decimals: 2)) \(run.improvementUnit ?? ""))"
    }

    private static func started(_ run: Entry) -> String {
        // 2026-11-22T18:16:00Z without seconds.
        run.startedAt.map { String($0.prefix(16)).replacing("T", with: " ") } ?? "unknown"
    }

    private static func size(_ bytes: Int) -> String {
        let value = Double(bytes)
        if bytes < 1 << 10 { return "\(bytes) B" }
        if bytes < 1 << 20 { return "\(NumberText.fixed(value / 1024, decimals: 0)) kB" }
        return "\(NumberText.fixed(value / 1_048_576, decimals: 1)) MB"
    }

    /// Folder, verdict, metric and time.
    private static let needed = 4

    private static func width(of columns: some Collection<[String]>) -> Int {
        columns.reduce(-2) { $0 + ($1.map(PlainText.columns(of:)).max() ?? 0) + 2 }
    }

    /// As many columns as fit, two at least.
    private static func table(_ columns: [[String]], width: Int) -> [String] {
        let widths = columns.map { $0.map(PlainText.columns(of:)).max() ?? 0 }
        var shown = columns.count
        while shown > 2, Self.width(of: columns.prefix(shown)) > width { shown -= 1 }
        return columns[0].indices.map { row in
            let cells = (0..<shown).map { column in
                let text = columns[column][row]
                return text + String(repeating: " ", count: widths[column] - PlainText.columns(of: text))
            }
            // A path is not cut, or it could not be pasted; where it leaves no room, it stands alone.
            guard width > widths[0] + 2 else { return columns[0][row] }
            let line = cells.joined(separator: "  ")
            return PlainText.truncated(String(line.reversed().drop { $0 == " " }.reversed()), to: width)
        }
    }
}
