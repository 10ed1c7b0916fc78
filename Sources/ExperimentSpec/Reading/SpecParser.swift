internal import ForecastCore
internal import LocatedYAML

/// Turns a spec's tree into an `ExperimentSpec`. Every section is read whatever is wrong with the
/// others, so that all errors come at once; the sections have a file each.
struct SpecParser {
    let kinds: [ModelKind]
    let dataset: (String) -> DatasetFacts?
    var diagnostics = DiagnosticCollector()

    /// The frequency of the data set, once `data` is read.
    var frequency: Frequency?
    /// How long the data are, once `data` is read; nil where that is unknown.
    var periods: Int?
    /// Where the data set is named, when its frequency is unknown.
    var frequencyGap: (dataset: String, location: SourceLocation)?
    /// Of the backtest, once that is read; nil where it is broken.
    var horizon: Int?
    /// What a promotion may refer to, once the sections before it are read.
    var known = KnownForPromotion()

    init(kinds: [ModelKind], dataset: @escaping (String) -> DatasetFacts?) {
        self.kinds = kinds
        self.dataset = dataset
    }

    /// The spec, or nil when something needed is missing or wrong.
    mutating func spec(from root: YAMLNode) -> ExperimentSpec? {
        guard var reader = root.mapping(path: "", &diagnostics) else { return nil }
        let name = reader.name("experiment", .experiment, required: "experiment: weekly-demand", &diagnostics)
        let description = readDescription(&reader)
        let seed = reader.integer("seed", in: SpecVocabulary.seed, &diagnostics) ?? SpecDefaults.seed
        let data = readData(&reader)
        let features = readFeatures(&reader)
        let unrolled = unrollModels(&reader, root: root)
        let hierarchy = readHierarchy(&reader)
        let models = unrolled.map {
            withLevels(
                readModels($0, features: features), of: hierarchy, isDeclared: root["hierarchy"] != nil,
                declaredAs: $0)
        }
        let backtest = readBacktest(&reader)
        let quantiles = readQuantiles(&reader)
        horizon = backtest?.horizon
        let evaluation = readEvaluation(&reader, quantiles: quantiles)
        let classes = readClasses(&reader)
        known = KnownForPromotion(models: unrolled, targets: data?.targets, metrics: evaluation?.metrics)
        let promotion = readPromotion(&reader)
        let production = readProduction(&reader)
        let halvings = readHalving(
            &reader, knownForHalving(unrolled, models, backtest), promotion: promotion)
        if let models, let unrolled {
            checkMembers(of: models, areBacktested: halvings, declaredAs: unrolled)
            if let quantiles { checkJudges(of: models, quantiles: quantiles, declaredAs: unrolled) }
        }
        _ = reader.node("extends")
        reader.finish(&diagnostics)
        guard !diagnostics.hasErrors, let name, let data, let models, let backtest, let quantiles,
            let evaluation
        else { return nil }
        return ExperimentSpec(
            name: name, description: description, seed: UInt64(seed), data: data,
            features: features.map(\.declaration),
            models: models, halvings: halvings, backtest: backtest, quantiles: quantiles,
            evaluation: evaluation,
            classes: classes,
            promotion: promotion, hierarchy: hierarchy, production: production)
    }

    private func knownForHalving(
        _ unrolled: UnrolledModels?, _ models: [ModelDeclaration]?, _ backtest: BacktestDeclaration?
    ) -> KnownForHalving? {
        guard let unrolled, let models, let backtest else { return nil }
        return KnownForHalving(unrolled: unrolled, models: models, backtest: backtest)
    }

    /// Any scalar, empty text included.
    private mutating func readDescription(_ reader: inout MappingReader) -> String {
        guard let node = reader.node("description") else { return "" }
        guard let text = node.scalarText else {
            diagnostics.add(node.mismatch("description", expected: "text"))
            return ""
        }
        return text
    }

    /// Sorted, distinct both as numbers and as the labels that files carry.
    private mutating func readQuantiles(_ reader: inout MappingReader) -> [QuantileLevel]? {
        guard let node = reader.node("quantiles") else {
            return SpecDefaults.quantiles.compactMap { QuantileLevel($0) }
        }
        // An experiment on point forecasts alone.
        if case .sequence(let items) = node.content, items.isEmpty { return [] }
        if let word = node.asString { return namedQuantiles(word, node) }
        return readLevels(node, path: "quantiles")
    }

    private mutating func namedQuantiles(_ word: String, _ node: YAMLNode) -> [QuantileLevel]? {
        if let named = SpecDefaults.namedQuantiles.first(where: { $0.name == word }) {
            return named.levels.compactMap { QuantileLevel($0) }
        }
        let names = SpecDefaults.namedQuantiles.map(\.name)
        diagnostics.add(
            Diagnostic(
                code: "E054",
                "'quantiles' cannot be \(quotation(word))\(diagnostics.suggestionClause(for: word, in: names))",
                at: node.location,
                fix: "write a list such as [0.1, 0.5, 0.9], or one of \(names.joined(separator: ", "))"))
        return nil
    }

    /// Sorted, distinct both as numbers and as labels; nil when something is wrong with them.
    mutating func readLevels(_ node: YAMLNode, path: String) -> [QuantileLevel]? {
        var labels: Set<String> = []
        let levels = node.distinctList(path: path, &diagnostics) {
            item, path, diagnostics -> QuantileLevel? in
            guard let value = item.number(in: 0...1, path: path, &diagnostics) else { return nil }
            guard let level = QuantileLevel(value) else {
                diagnostics.add(item.outOfRange(path, expected: "strictly between 0 and 1"))
                return nil
            }
            labels.insert(level.label)
            return level
        }
        guard let levels else { return nil }
        guard levels.count <= SpecVocabulary.mostQuantiles, labels.count == levels.count else {
            let message =
                labels.count < levels.count
                ? "'\(path)' holds levels too close together to tell apart in files"
                : "'\(path)' holds more than \(SpecVocabulary.mostQuantiles) levels"
            diagnostics.add(Diagnostic(code: "E053", message, at: node.location))
            return nil
        }
        return levels.sorted()
    }

    private mutating func readClasses(_ reader: inout MappingReader) -> ClassificationDeclaration {
        guard var section = reader.mapping("classes", &diagnostics) else { return .standard }
        return SpecDraft(&section, &self).block
    }

    /// The data set's season length; nil, with a report, when its frequency is unknown.
    mutating func seasonOfDataset() -> Int? {
        if let frequency { return frequency.seasonLength }
        if let gap = frequencyGap {
            // Dropped later when told several times: one line for all seasons that hang on it.
            diagnostics.add(
                Diagnostic(
                    code: "E111",
                    "no season length follows from data set \(quotation(gap.dataset)): its frequency is unknown",
                    at: gap.location, fix: "check the data set's name, or give each season as a number"))
        }
        return nil
    }
}

extension MappingReader {
    /// A name that keeps `rule`.
    mutating func name(
        _ key: String, _ rule: NameRule, required: Requirement = false,
        _ diagnostics: inout DiagnosticCollector
    ) -> String? {
        node(key, required: required)?.name(rule, path: path(of: key), &diagnostics)
    }
}

extension YAMLNode {
    /// A name that keeps `rule`; text and numbers alike.
    func name(_ rule: NameRule, path: String, _ diagnostics: inout DiagnosticCollector) -> String? {
        guard let name = label(path: path, &diagnostics) else { return nil }
        if rule.accepts(name) { return name }
        diagnostics.add(rule.violation(name, shown: quotation(name), at: location))
        return nil
    }
}
