internal import ExperimentRunner
internal import ForecastCore
internal import Reports

/// What the leak canary saw.
package struct CanaryReport: CommandAnswer {
    package let experiment: String
    package let run: String
    package internal(set) var windows: [Window] = []
    /// The first one; nil when nothing moved.
    package private(set) var leak: Leak?

    init(experiment: String, run: String) {
        self.experiment = experiment
        self.run = run
    }

    package struct Window: Encodable, Sendable {
        /// From 1.
        package let window: Int
        package let cutoff: String
        /// Values that were changed: all that was unknown at the cutoff.
        package let changed: Int
        package internal(set) var models: [Model] = []

        enum CodingKeys: String, CodingKey {
            case window, cutoff, models
            case changed = "changed_values"
        }
    }

    package struct Model: Encodable, Sendable {
        package let model: String
        /// Forecasts held against each other: series x targets.
        package internal(set) var compared = 0
        /// Those that were not the same to the bit.
        package internal(set) var moved = 0
    }

    package struct Leak: Encodable, Equatable, Sendable {
        /// In words.
        package let what: String
        package internal(set) var model: String?
        package internal(set) var series: String?
        package internal(set) var target: String?
        package internal(set) var cutoff: String?
        /// Of the horizon, from 1.
        package internal(set) var step: Int?
        /// `forecast` or a quantile's label.
        package internal(set) var column: String?
        package internal(set) var old: Double?
        package internal(set) var new: Double?

        init(what: String, cutoff: String? = nil) {
            self.what = what
            self.cutoff = cutoff
        }

        /// `a forecast moves: model ses, series A, target volume, cutoff 2024-01-01, step 3: p50 1.5 -> 1.6`.
        var text: String {
            let parts = [
                model.map { "model \($0)" }, series.map { "series \($0)" }, target.map { "target \($0)" },
                cutoff.map { "cutoff \($0)" }, step.map { "step \($0)" },
            ].compactMap(\.self)
            let values = if let column, let old, let new { ": \(column) \(old) -> \(new)" } else { "" }
            return "\(what): \(parts.joined(separator: ", "))\(values)"
        }
    }

    /// Keeps the first leak.
    mutating func note(_ leak: Leak) { self.leak = self.leak ?? leak }

    /// Whether something was changed, something compared, and nothing moved.
    package var isTight: Bool {
        leak == nil && windows.allSatisfy { $0.changed > 0 } && compared > 0
    }

    package var compared: Int { windows.reduce(0) { $0 + $1.models.reduce(0) { $0 + $1.compared } } }

    // MARK: - Words

    package func text(width: Int?) -> String {
        let names = windows.first { !$0.models.isEmpty }?.models.map(\.model) ?? []
        var rows = [["cutoff"] + windows.map(\.cutoff)]
        rows.append(["changed values"] + windows.map { NumberText.count($0.changed) })
        for (index, name) in names.enumerated() {
            rows.append([name] + windows.map { $0.models.isEmpty ? "-" : Self.cell($0.models[index]) })
        }
        return PlainColumns.render(rows, width: width).joined(separator: "\n") + "\n\n"
            + (names.isEmpty ? "" : Self.legend + "\n") + conclusion
    }

    private static let legend = """
        beside a model: how many of its forecasts (series x targets) were made again from the
        changed data and held against those from the true data
        """

    private static func cell(_ model: Model) -> String {
        model.moved == 0
            ? NumberText.count(model.compared)
            : "\(NumberText.count(model.moved)) of \(NumberText.count(model.compared)) moved"
    }

    private var conclusion: String {
        if let leak { return "LEAK  \(leak.text)" }
        guard isTight else { return "nothing was compared: no series takes part in any window" }
        return
            "tight: none of \(NumberText.count(compared)) forecasts moved by a bit, whatever happened after its cutoff"
    }

    enum CodingKeys: String, CodingKey {
        case experiment, run, windows, leak, compared
        case isTight = "is_tight"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(experiment, forKey: .experiment)
        try container.encode(run, forKey: .run)
        try container.encode(isTight, forKey: .isTight)
        try container.encode(compared, forKey: .compared)
        try container.encode(windows, forKey: .windows)
        try container.encodeIfPresent(leak, forKey: .leak)
    }
}
