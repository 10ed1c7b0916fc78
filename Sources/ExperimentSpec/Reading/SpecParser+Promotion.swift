internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readPromotion(_ reader: inout MappingReader, _ known: KnownForPromotion)
        -> PromotionDeclaration?
    {
        guard var section = reader.mapping("promotion", &diagnostics) else { return nil }
        let champion = section.node("champion", required: "champion: last_year, one of the models").flatMap {
            readChampion($0, known)
        }
        let challengersNode = section.node("challengers")
        let challengers = readChallengers(challengersNode, champion: champion, known)
        let target = readTarget(section.node("target"), known)
        let metric = section.node("metric", required: "metric: wape").flatMap { readMetric($0, known) }
        let improvement =
            section.number("min_improvement_pp", in: 0...1000, &diagnostics)
            ?? SpecDefaults.minImprovementPP
        let confidence = readConfidence(section.node("confidence"))
        let guardrails = readGuardrails(section.node("guardrails"))
        section.finish(&diagnostics)
        guard let champion, let challengers, let target, let metric else { return nil }
        if challengers.isEmpty {
            diagnostics.add(
                Diagnostic(
                    code: "E108", "nobody challenges the champion",
                    at: challengersNode?.location ?? section.location,
                    fix: "declare another model, or leave 'promotion' out"))
        }
        return PromotionDeclaration(
            champion: champion, challengers: challengers, target: target, metric: metric,
            minImprovementPP: improvement, confidence: confidence, guardrails: guardrails)
    }

    private mutating func readChampion(
        _ node: YAMLNode, _ known: KnownForPromotion
    ) -> PromotionDeclaration.Champion? {
        guard let name = node.label(path: "promotion.champion", &diagnostics) else { return nil }
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
        return checkModel(name, known, at: node, words: [SpecVocabulary.registered]) ? .model(name) : nil
    }

    private mutating func checkModel(
        _ name: String, _ known: KnownForPromotion, at node: YAMLNode, words: [String] = []
    ) -> Bool {
        if known.modelNames.contains(name) { return true }
        let names = known.modelNames + words
        diagnostics.add(
            Diagnostic(
                code: "E106",
                "the spec has no model \(quotation(name))\(diagnostics.suggestionClause(for: name, in: names))",
                at: node.location, fix: "models here: \(names.prefix(20).joined(separator: ", "))"))
        return false
    }

    /// In the order of the list; a swept model stands for all its points. Every model but the champion by
    /// default.
    private mutating func readChallengers(
        _ node: YAMLNode?, champion: PromotionDeclaration.Champion?, _ known: KnownForPromotion
    ) -> [String]? {
        guard let models = known.models else { return nil }
        guard let node else { return known.modelNames.filter { champion != .model($0) } }
        var challengers: [String] = []
        let listed = node.distinctList(path: "promotion.challengers", &diagnostics) {
            $0.label(path: $1, &$2)
        }
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
            } else if checkModel(name, known, at: item), !challengers.contains(name) {
                challengers.append(name)
            }
        }
        return listed == nil || diagnostics.hasErrors ? nil : challengers
    }

    private mutating func readTarget(_ node: YAMLNode?, _ known: KnownForPromotion) -> String? {
        guard let targets = known.targets else { return nil }
        guard let node else { return targets.first }
        guard let name = node.label(path: "promotion.target", &diagnostics) else { return nil }
        if targets.contains(name) { return name }
        diagnostics.add(
            Diagnostic(
                code: "E115",
                "\(quotation(name)) is not among 'data.targets'\(Suggestion.clause(for: name, in: targets))",
                at: node.location, fix: "targets here: \(targets.joined(separator: ", "))"))
        return nil
    }

    private mutating func readConfidence(_ node: YAMLNode?) -> Double {
        guard let node else { return SpecDefaults.confidence }
        guard let value = node.number(in: 0...1, path: "promotion.confidence", &diagnostics) else {
            return SpecDefaults.confidence
        }
        if value <= 0 || value >= 1 {
            diagnostics.add(node.outOfRange("promotion.confidence", expected: "strictly between 0 and 1"))
        }
        return value
    }

    /// `off` switches one guardrail off, or all of them.
    private mutating func readGuardrails(_ node: YAMLNode?) -> PromotionDeclaration.Guardrails {
        var guardrails = PromotionDeclaration.Guardrails.standard
        guard let node else { return guardrails }
        if node.asString == "off" {
            return .init(biasPP: nil, absoluteBiasPP: nil, worstSegmentPP: nil, fallbackShare: nil)
        }
        guard var section = node.mapping(path: "promotion.guardrails", &diagnostics) else {
            return guardrails
        }
        guardrails.biasPP = readGuardrail(&section, "bias_pp", in: 0...1000, standard: guardrails.biasPP)
        guardrails.absoluteBiasPP = readGuardrail(
            &section, "bias_abs_pp", in: 0...1000, standard: guardrails.absoluteBiasPP)
        guardrails.worstSegmentPP = readGuardrail(
            &section, "worst_segment_pp", in: 0...1000, standard: guardrails.worstSegmentPP)
        guardrails.fallbackShare = readGuardrail(
            &section, "fallback_share", in: 0...1, standard: guardrails.fallbackShare)
        section.finish(&diagnostics)
        return guardrails
    }

    private mutating func readGuardrail(
        _ section: inout MappingReader, _ key: String, in range: ClosedRange<Double>, standard: Double?
    ) -> Double? {
        guard let node = section.node(key) else { return standard }
        if node.asString == "off" { return nil }
        let path = section.path(of: key)
        if node.asDouble == nil {
            diagnostics.add(node.mismatch(path, expected: "a number, or off"))
            return nil
        }
        return node.number(in: range, path: path, &diagnostics)
    }
}

// MARK: - The metric that decides

extension SpecParser {
    /// A metric by its id (`mase@m=52`) or, where it has one variant, by its name (`mase`).
    private mutating func readMetric(_ node: YAMLNode, _ known: KnownForPromotion) -> Metric? {
        guard let text = node.label(path: "promotion.metric", &diagnostics), let metrics = known.metrics
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
