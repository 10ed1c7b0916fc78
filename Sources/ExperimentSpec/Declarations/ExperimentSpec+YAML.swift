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
        if let hierarchy { sections.append(.init("hierarchy", hierarchy.yamlValue)) }
        if let promotion { sections.append(.init("promotion", promotion.yamlValue)) }
        return YAMLWriter.write(
            .mapping(sections),
            comment: "Resolved: every default written out. Running this file gives the same run.")
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
        case .names: .string(text)
        case .members(let members):
            members.contains { $0.weight == nil }
                ? .strings(members.map(\.name))
                : .mapping(members.map { .init($0.name, .number($0.weight ?? 0)) })
        case .boolean(let value): .boolean(value)
        case .rules(let rules): .sequence(rules.map(\.yamlValue))
        }
    }
}
