internal import ForecastCore
package import LocatedYAML

extension ExperimentSpec {
    /// The spec as a file, every default written out, in one canonical order.
    package var yaml: String {
        var sections: [YAMLValue.Entry] = [
            .init("experiment", .string(name)),
            .init("description", .string(description)),
            .init("seed", .integer(Int(clamping: seed))),
            .init("data", data.yamlValue),
        ]
        if !features.isEmpty {
            sections.append(
                .init("features", .mapping(features.map { .init($0.name, $0.definition.yamlValue) })))
        }
        sections += [
            .init("models", .mapping(models.map { .init($0.name, $0.yamlValue) }))
        ]
        if !halvings.isEmpty {
            sections.append(.init("halving", .mapping(halvings.map { .init($0.name, $0.yamlValue) })))
        }
        sections += [
            .init("backtest", backtest.yamlValue),
            .init("quantiles", .numbers(quantiles.map(\.value))),
            .init("evaluate", evaluation.yamlValue),
            .init("classes", classes.yamlValue),
        ]
        if let promotion { sections.append(.init("promotion", promotion.yamlValue)) }
        return YAMLWriter.write(
            .mapping(sections),
            comment: "Resolved: every default written out. Running this file gives the same run.")
    }
}

extension DataDeclaration {
    fileprivate var yamlValue: YAMLValue {
        var entries: [YAMLValue.Entry] = [
            .init("dataset", .string(dataset)), .init("targets", .strings(targets)),
            .init("filter", filter.yamlValue),
        ]
        if let sample { entries.append(.init("sample", .integer(sample))) }
        return .mapping(entries)
    }
}

extension SeriesFilter {
    /// Only the conditions there are: an absent one accepts all.
    fileprivate var yamlValue: YAMLValue {
        var entries: [YAMLValue.Entry] = []
        for (key, labels) in [("abc_class", abc), ("xyz_class", xyz), ("demand_pattern", pattern)]
        where !labels.isEmpty {
            entries.append(.init(key, .strings(labels)))
        }
        if let minHistory { entries.append(.init("min_history", .integer(minHistory))) }
        if let minNonzero { entries.append(.init("min_nonzero", .integer(minNonzero))) }
        if !attributes.isEmpty {
            entries.append(
                .init("attributes", .mapping(attributes.map { .init($0.attribute, .strings($0.values)) })))
        }
        return .mapping(entries)
    }
}

extension FeatureSetDefinition {
    /// Only the keys that hold something.
    fileprivate var yamlValue: YAMLValue {
        .mapping(FeatureKey.all.compactMap { key in yamlValue(of: key).map { .init(key.name, $0) } })
    }

    private func yamlValue(of key: FeatureKey) -> YAMLValue? {
        switch key.value {
        case .words(_, let place), .prices(_, let place), .names(let place):
            self[keyPath: place].isEmpty ? nil : .strings(self[keyPath: place])
        case .periods(_, let place): self[keyPath: place].isEmpty ? nil : .integers(self[keyPath: place])
        case .quantiles(let place):
            self[keyPath: place].map {
                .mapping([
                    .init("windows", .integers($0.windows)),
                    .init("levels", .numbers($0.levels.map(\.value))),
                ])
            }
        case .groupMean(let place):
            self[keyPath: place].map {
                .mapping([.init("columns", .strings($0.columns)), .init("by", .strings($0.by))])
            }
        case .rivals(let place):
            self[keyPath: place].map {
                .mapping([
                    .init("columns", .strings($0.columns)), .init("within", .string($0.within)),
                    .init("of", .string($0.of)),
                ])
            }
        }
    }
}

extension ModelDeclaration {
    fileprivate var yamlValue: YAMLValue {
        let head: [YAMLValue.Entry] = [
            .init("kind", .string(kind)), .init("transform", .string(transform.rawValue)),
        ]
        return .mapping(head + parameters.sorted.map { .init($0.name, $0.value.yamlValue) })
    }
}

extension HalvingDeclaration {
    fileprivate var yamlValue: YAMLValue {
        .mapping([
            .init("candidates", .strings(candidates)), .init("eta", .integer(eta)),
            .init("min_rounds", .integer(minRounds)), .init("validation", .integer(validation)),
            .init("keep", .integer(keep)), .init("metric", .string(metric.rawValue)),
        ])
    }
}

extension ParameterValue {
    package var yamlValue: YAMLValue {
        switch self {
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .word(let value): .string(value)
        case .members(let members):
            members.contains { $0.weight == nil }
                ? .strings(members.map(\.name))
                : .mapping(members.map { .init($0.name, .number($0.weight ?? 0)) })
        case .boolean(let value): .boolean(value)
        }
    }
}

extension BacktestDeclaration {
    fileprivate var yamlValue: YAMLValue {
        let windows: YAMLValue =
            switch schedule {
            case .count(let count): .integer(count)
            case .cutoffs(let labels): .strings(labels)
            }
        let span: YAMLValue =
            switch train {
            case .expanding: .string("expanding")
            case .sliding(let periods): .mapping([.init("sliding", .integer(periods))])
            }
        return .mapping([
            .init("horizon", .integer(horizon)), .init("windows", windows), .init("step", .integer(step)),
            .init("train", span), .init("refit", .integer(refit)), .init("gap", .integer(gap)),
            .init("min_history", .integer(minHistory)), .init("short_series", .string(shortSeries.rawValue)),
        ])
    }
}

extension EvaluationDeclaration {
    fileprivate var yamlValue: YAMLValue {
        var names: [String] = []
        for metric in metrics where names.last != metric.name.rawValue { names.append(metric.name.rawValue) }
        return .mapping([
            .init("metrics", .strings(names)),
            .init("season", seasons.count == 1 ? .integer(seasons[0]) : .integers(seasons)),
            .init("zeros", .string(zeros.rawValue)), .init("segments", .strings(segments.map(\.rawValue))),
            .init("steps", steps.isEmpty ? .string("all") : .integers(steps)),
        ])
    }
}

extension ClassificationDeclaration {
    fileprivate var yamlValue: YAMLValue {
        .mapping([
            .init("adi", .number(adiCut)), .init("cv2", .number(cv2Cut)), .init("abc", .numbers(abcCuts)),
            .init("xyz", .numbers(xyzCuts)),
        ])
    }
}

extension PromotionDeclaration {
    fileprivate var yamlValue: YAMLValue {
        .mapping([
            .init("champion", .string(champion.word)), .init("challengers", .strings(challengers)),
            .init("target", .string(target)), .init("metric", .string(metric.id)),
            .init("min_improvement_pp", .number(minImprovementPP)), .init("confidence", .number(confidence)),
            .init("guardrails", guardrails.yamlValue),
        ])
    }
}

extension PromotionDeclaration.Champion {
    /// As a spec writes it.
    var word: String {
        switch self {
        case .model(let name): name
        case .registered: SpecVocabulary.registered
        }
    }
}

extension PromotionDeclaration.Guardrails {
    fileprivate var yamlValue: YAMLValue {
        .mapping(limits.map { .init($0.name, $0.value.map { .number($0) } ?? .string("off")) })
    }
}
