internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readPromotion(_ reader: inout MappingReader) -> PromotionDeclaration? {
        guard var section = reader.mapping("promotion", &diagnostics) else { return nil }
        let draft = SpecDraft<PromotionDeclaration>(&section, &self)
        guard let promotion = draft.whole else { return nil }
        if promotion.challengers.isEmpty {
            diagnostics.add(
                Diagnostic(
                    code: "E108", "nobody challenges the champion",
                    at: draft.node("challengers")?.location ?? section.location,
                    fix: "declare another model, or leave 'promotion' out"))
        }
        return promotion
    }

    mutating func readChampion(_ node: YAMLNode, path: String) -> PromotionDeclaration.Champion? {
        known.champion = champion(of: node, path: path)
        return known.champion
    }

    private mutating func champion(of node: YAMLNode, path: String) -> PromotionDeclaration.Champion? {
        guard let name = node.label(path: path, &diagnostics) else { return nil }
        if name == SpecVocabulary.registered { return .registered }
        guard let models = known.models else { return nil }
        if let points = models.points[name] {
            diagnostics.add(
                Diagnostic(
                    code: "E107", "\(quotation(name)) is swept, so it is \(points.count) models",
                    at: node.location,
                    fix: "name one of them: \(points.prefix(10).joined(separator: ", "))"))
            return nil
        }
        return checkModel(name, at: node, words: [SpecVocabulary.registered]) ? .model(name) : nil
    }

    mutating func checkModel(_ name: String, at node: YAMLNode, words: [String] = []) -> Bool {
        if known.modelNames.contains(name) { return true }
        let names = known.modelNames + words
        diagnostics.add(
            Diagnostic(
                code: "E106",
                "the spec has no model \(quotation(name))\(diagnostics.suggestionClause(for: name, in: names))",
                at: node.location, fix: "models here: \(names.prefix(20).joined(separator: ", "))"))
        return false
    }

    /// Every model but the champion.
    func challengers(of champion: PromotionDeclaration.Champion) -> [String]? {
        known.models.map { $0.entries.map(\.name).filter { champion != .model($0) } }
    }

    /// In the order of the list; a swept model stands for all its points.
    mutating func readChallengers(_ node: YAMLNode, path: String) -> [String]? {
        guard let models = known.models else { return nil }
        let champion = known.champion
        var challengers: [String] = []
        let listed = node.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
        for item in node.asSequence ?? [] {
            guard let name = item.scalarText else { continue }
            if let points = models.points[name] {
                challengers += points.filter { champion != .model($0) && !challengers.contains($0) }
            } else if champion == .model(name) {
                diagnostics.add(
                    Diagnostic(
                        code: "E108", "the champion \(quotation(name)) cannot challenge itself",
                        at: item.location,
                        fix: "remove it from the challengers"))
            } else if checkModel(name, at: item), !challengers.contains(name) {
                challengers.append(name)
            }
        }
        return listed == nil || diagnostics.hasErrors ? nil : challengers
    }

    mutating func readTarget(_ node: YAMLNode, path: String) -> String? {
        guard let targets = known.targets else { return nil }
        guard let name = node.label(path: path, &diagnostics) else { return nil }
        if targets.contains(name) { return name }
        diagnostics.add(
            Diagnostic(
                code: "E115",
                "\(quotation(name)) is not among 'data.targets'\(Suggestion.clause(for: name, in: targets))",
                at: node.location, fix: "targets here: \(targets.joined(separator: ", "))"))
        return nil
    }
}

// MARK: - The metric that decides

extension SpecParser {
    /// A metric by its id (`mase@m=52`) or, where it has one variant, by its name (`mase`).
    mutating func readMetric(_ node: YAMLNode, path: String) -> Metric? {
        guard let text = node.label(path: path, &diagnostics), let metrics = known.metrics
        else { return nil }
        let matches = metrics.filter { $0.id == text || $0.name.rawValue == text || isPinball($0, text) }
        guard let metric = matches.first else {
            diagnostics.add(unknownMetric(text, metrics, at: node.location))
            return nil
        }
        guard matches.count == 1 else {
            diagnostics.add(
                Diagnostic(
                    code: "E109", "\(quotation(text)) stands for \(matches.count) metrics here",
                    at: node.location,
                    fix: "write one of: \(matches.map(\.id).joined(separator: ", "))"))
            return nil
        }
        guard metric.name.isLoss else {
            diagnostics.add(
                Diagnostic(
                    code: "E110", "'\(metric.id)' cannot decide a promotion: less of it is not better",
                    at: node.location,
                    fix: "choose an error such as wape; the guardrail bias_pp watches the bias"))
            return nil
        }
        return metric
    }

    /// `pinball@0.10` and `pinball@0.1` are one.
    private func isPinball(_ metric: Metric, _ text: String) -> Bool {
        guard let level = metric.level, text.hasPrefix("pinball@") else { return false }
        return Double(text.dropFirst("pinball@".count)) == level.value
    }

    private func unknownMetric(_ text: String, _ metrics: [Metric], at location: SourceLocation) -> Diagnostic
    {
        let name = text.prefix { $0 != "@" }
        let isListed = metrics.contains { $0.name.rawValue == name }
        if MetricName(rawValue: String(name)) != nil, !isListed {
            return Diagnostic(
                code: "E109", "\(quotation(text)) is not among the metrics of this experiment", at: location,
                fix: "add '\(name)' to 'evaluate.metrics'")
        }
        let ids = metrics.map(\.id)
        let clause = isListed ? "" : Suggestion.clause(for: text, in: ids + metrics.map(\.name.rawValue))
        let variants = isListed ? metrics.filter { $0.name.rawValue == name }.map(\.id) : ids
        return Diagnostic(
            code: "E109", "unknown metric \(quotation(text))\(clause)", at: location,
            fix: "metrics here: \(variants.joined(separator: ", "))")
    }
}
