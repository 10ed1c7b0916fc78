/// Two or more finished runs side by side: the content of `forecast compare --json` and the only input of its
/// other renderers. The first run is what all others are held against.
package struct RunContrast: Codable, Equatable, Sendable {
    package static let currentSchemaVersion = 1

    package var schemaVersion = RunContrast.currentSchemaVersion
    /// In the order in which they were named; `A` first.
    package var runs: [Run]
    /// One per run but the first.
    package var standings: [Standing]
    /// Of the resolved specs, in their order.
    package var spec: [Difference]
    /// Facts about the data, equal ones included.
    package var data: [Difference]
    /// Versions of the program and of its libraries, equal ones included.
    package var code: [Difference]
    /// Every metric of every target that two runs or more have; the main metric of the first run comes first.
    package var metrics: [MetricTable]
    /// One per run but the first whose series can be laid beside those of the first.
    package var scatters: [SeriesScatter]

    package init(
        runs: [Run], standings: [Standing], spec: [Difference], data: [Difference], code: [Difference],
        metrics: [MetricTable], scatters: [SeriesScatter]
    ) {
        self.runs = runs
        self.standings = standings
        self.spec = spec
        self.data = data
        self.code = code
        self.metrics = metrics
        self.scatters = scatters
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case runs, standings, spec, data, code, metrics, scatters
    }
}

extension RunContrast {
    /// One of the runs.
    package struct Run: Codable, Hashable, Sendable {
        /// `A`, `B`, ...: how tables call it.
        package var label: String
        package var experiment: String
        package var run: String
        package var resultDigest: String
        /// What the spec said, in one sentence; empty without.
        package var description: String
        /// The model that stands for the run: its challenger, without a verdict its best.
        @OrNull package var model: String?
        /// `promote`, `keep` or `inconclusive`; null without a verdict.
        @OrNull package var decision: String?

        package init(
            label: String, experiment: String, run: String, resultDigest: String, description: String,
            model: String?, decision: String?
        ) {
            self.label = label
            self.experiment = experiment
            self.run = run
            self.resultDigest = resultDigest
            self.description = description
            self.model = model
            self.decision = decision
        }

        enum CodingKeys: String, CodingKey {
            case label, experiment, run
            case resultDigest = "result_digest"
            case description, model, decision
        }
    }

    /// Where a run stands against the first one.
    package struct Standing: Codable, Equatable, Sendable {
        package var label: String
        /// Whether both were scored on the same points, so that their errors may be compared.
        package var isComparable: Bool
        /// Why not, or what a reader must know; sentences.
        package var reasons: [String]
        package var target: String
        /// The id of the metric; empty where the two share none.
        package var metric: String
        package var improvementUnit: ExperimentReport.Verdict.ImprovementUnit
        package var before: Figure
        package var after: Figure
        /// Positive where the run is better than the first one; null where they are not comparable.
        package var improvement: Figure

        package init(
            label: String, isComparable: Bool, reasons: [String], target: String, metric: String,
            improvementUnit: ExperimentReport.Verdict.ImprovementUnit, before: Figure, after: Figure,
            improvement: Figure
        ) {
            self.label = label
            self.isComparable = isComparable
            self.reasons = reasons
            self.target = target
            self.metric = metric
            self.improvementUnit = improvementUnit
            self.before = before
            self.after = after
            self.improvement = improvement
        }

        enum CodingKeys: String, CodingKey {
            case label
            case isComparable = "is_comparable"
            case reasons, target, metric
            case improvementUnit = "improvement_unit"
            case before, after, improvement
        }
    }

    /// One thing that a run says about itself, in every run.
    package struct Difference: Codable, Hashable, Sendable {
        /// A dotted path of the spec, or the name of a fact.
        package var path: String
        /// `[run]`; null where the run has no such thing.
        package var values: [String?]

        package init(path: String, values: [String?]) {
            self.path = path
            self.values = values
        }

        package var isSame: Bool { values.indices.allSatisfy { areSame($0, 0) } }

        /// Whether two runs say the same, byte for byte.
        package func areSame(_ left: Int, _ right: Int) -> Bool {
            values[left].map { Array($0.utf8) } == values[right].map { Array($0.utf8) }
        }
    }

    /// One metric of one target, by model and run.
    package struct MetricTable: Codable, Equatable, Sendable {
        package var target: String
        package var metric: ExperimentReport.MetricDescription
        package var rows: [MetricRow]

        package init(target: String, metric: ExperimentReport.MetricDescription, rows: [MetricRow]) {
            self.target = target
            self.metric = metric
            self.rows = rows
        }
    }

    package struct MetricRow: Codable, Equatable, Sendable {
        // Texts show gains, whose sign means the same for every metric; files keep plain differences.
        package var model: String
        /// `[run]`
        package var values: [Figure]
        /// `[run]`: the value minus that of the first run; null for the first run itself.
        package var differences: [Figure]

        package init(model: String, values: [Figure]) {
            self.model = model
            self.values = values
            let first = values.first?.value
            differences = values.enumerated().map { index, figure in
                Figure(
                    index == 0 ? nil : figure.value.flatMap { value in first.map { value - $0 } })
            }
        }

        /// `[run]`: how much nearer to the best possible value than the first run; positive where better.
        func gains(on metric: ExperimentReport.MetricDescription) -> [Figure] {
            values.enumerated().map { index, figure in
                guard index > 0, let old = values[0].value, let new = figure.value else { return .undefined }
                return Figure(metric.gain(from: old, to: new))
            }
        }
    }
}
