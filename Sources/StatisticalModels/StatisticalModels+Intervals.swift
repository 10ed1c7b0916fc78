internal import ForecastCore

extension StatisticalModels {
    /// The kind with a choice of intervals.
    static func withIntervals(_ kind: ModelKind) -> ModelKind {
        guard case .local(let make) = kind.make else { return kind }
        return ModelKind(
            name: kind.name, summary: kind.summary, source: kind.source, version: kind.version,
            parameters: kind.parameters + [intervals],
            make: .local({ parameters in
                let model = make(parameters)
                let method = ConformalIntervals.Method(rawValue: parameters.word("intervals")) ?? .model
                return method == .conformal ? ConformalIntervals(base: model) : model
            }),
            leastHistory: kind.leastHistory)
    }

    private static let intervals = ParameterDeclaration(
        "intervals", .word(ConformalIntervals.Method.allCases.map(\.rawValue)),
        default: .word(ConformalIntervals.Method.model.rawValue),
        "the model's own quantiles, or conformal: moved from the median, or towards it, by how far off they were inside the history"
    )
}
