internal import ExperimentRunner
internal import Reports

/// A finished run as a comparison sees it.
struct ComparedRun {
    let label: String
    let folder: ResultFolder
    let report: ExperimentReport
    /// The model that stands for the run; nil without models.
    let model: String?

    /// - Parameter first: the yardstick. The same results are shown by the same model, whatever else was decided.
    init(_ folder: ResultFolder, label: String, model: String?, like first: ComparedRun?) throws {
        self.folder = folder
        self.label = label
        report = try folder.report()
        let isSame = first?.report.resultDigest == report.resultDigest
        self.model =
            model ?? (isSame ? first?.model : nil) ?? report.verdict?.challenger
            ?? report.ranked(target: report.mainTarget).first?.name
    }

    /// `A` to `T`.
    static func label(_ index: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(min(index, RunComparison.mostRuns - 1))))
    }

    func value(of name: String?, target: String, metric: String) -> Double? {
        report.models.first { $0.name == name }?.scores.value(target: target, metric: metric)
    }

    /// What a metric of the run's model was taken over, or had to leave out; nil where it has none.
    func points(target: String, metric: String) -> Int? {
        let scores = report.models.first { $0.name == model }?.scores
        return scores?.points[target]?[metric].map {
            $0 + (scores?.pointsExcluded[target]?[metric] ?? 0)
        }
    }

    /// The horizon steps that were scored; nil for all.
    var steps: Set<Int>? {
        guard let model = report.models.first, !model.byStep.isEmpty else { return nil }
        return Set(model.byStep.map(\.step))
    }
}
