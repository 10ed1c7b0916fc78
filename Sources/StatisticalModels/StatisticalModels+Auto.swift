internal import ForecastCore

extension StatisticalModels {
    static let auto = ModelKind(
        name: "auto", summary: "of several models the one that forecast the series' own past best",
        source: "Tashman 2000; FPP3, section 5.10", version: 6,
        parameters: [
            season,
            ParameterDeclaration(
                "among", .word(AutoSelection.Among.allCases.map(\.rawValue)), default: .word("fitting"),
                "smooth: ses, damped, theta; intermittent: sba, ses, tsb, imapa, count; fitting: by how often the series sells; "
                    + "all: both, holt and ets"),
            ParameterDeclaration(
                "by", .word(AutoSelection.Loss.allCases.map(\.rawValue)), default: .word("squared"),
                "the errors of means that choose; absolute ones prefer low forecasts where demand is skewed"),
            ParameterDeclaration(
                "folds", .integer(1...50), default: .integer(6),
                "cutoffs inside the history at which every model is fitted and tried"),
        ],
        make: .local({ parameters in
            let season = parameters.integer("season")
            return AutoSelection(
                candidates: candidates(season: season),
                among: AutoSelection.Among(rawValue: parameters.word("among")) ?? .fitting, season: season,
                loss: AutoSelection.Loss(rawValue: parameters.word("by")) ?? .squared,
                folds: parameters.integer("folds"))
        }))

    /// In the order of `docs/models/auto.md`, whose numbers are those of `choice`: what needs a season stands last.
    private static func candidates(season: Int) -> [AutoSelection.Candidate] {
        let smooth = ["ses", "damped", "theta"].map { candidate(.smooth, $0, season, "stl") }
        let others = ["holt", "ets"].map { candidate(.other, $0, season, "stl") }
        let intermittent = ["sba", "ses", "tsb", "imapa", "count"].map { candidate(.intermittent, $0) }
        let waves = ["ses", "theta"].map { candidate(.smooth, $0, season, "fourier") }
        return smooth + others + intermittent + (season > 1 ? waves : [])
    }

    /// A kind with its defaults and a season that is taken out.
    private static func candidate(
        _ family: AutoSelection.Family, _ name: String, _ season: Int = 1, _ seasonal: String = "none"
    ) -> AutoSelection.Candidate {
        guard let kind = kinds.first(where: { $0.name == name }) else {
            preconditionFailure("no kind \(name)")
        }
        var values: [String: ParameterValue] = [:]
        for declaration in kind.parameters { values[declaration.name] = declaration.defaultValue }
        let isAdjusted = values["season"] != nil && season > 1 && seasonal != "none"
        if values["season"] != nil {
            values["season"] = .integer(season)
            values["seasonal"] = .word(isAdjusted ? seasonal : "none")
        }
        guard let model = kind.localModel(ModelParameters(values)) else {
            preconditionFailure("\(name) is no model of one series")
        }
        return AutoSelection.Candidate(
            name: isAdjusted ? "\(name) \(seasonal)" : name, model: model, family: family)
    }
}
