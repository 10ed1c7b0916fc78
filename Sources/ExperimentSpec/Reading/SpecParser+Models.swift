internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    /// The models to read, sweeps unrolled; nil when there are none.
    mutating func unrollModels(_ reader: inout MappingReader, root: YAMLNode) -> UnrolledModels? {
        let sweep = SpecSweep(reader.node("sweep"), root: root, &diagnostics)
        guard
            var section = reader.mapping(
                "models", required: "models: {last_year: {kind: seasonal_naive}, ses: {kind: ses}}",
                &diagnostics)
        else { return nil }
        guard !section.entries.isEmpty else {
            diagnostics.add(
                Diagnostic(
                    code: "E053", "'models' names no model", at: section.location,
                    fix: "write for example ses: {kind: ses}"))
            return nil
        }
        let unrolled = sweep.unroll(section.namedEntries(), &diagnostics)
        var seen: Set<String> = []
        for entry in unrolled.entries {
            checkName(of: entry, isRepeated: !seen.insert(entry.name).inserted)
        }
        return unrolled
    }

    private mutating func checkName(of entry: ModelEntry, isRepeated: Bool) {
        if !NameRule.model.accepts(entry.name) {
            diagnostics.add(
                NameRule.model.violation(entry.name, shown: quotation(entry.name), at: entry.location))
        } else if entry.name == SpecVocabulary.registered {
            diagnostics.add(
                Diagnostic(
                    code: "E103",
                    "no model may be called '\(entry.name)': the word stands for the champion on record",
                    at: entry.location, fix: "choose another name"))
        } else if isRepeated {
            diagnostics.add(
                Diagnostic(
                    code: "E142",
                    "a sweep makes a model \(quotation(entry.name)), and there is another of that name",
                    at: entry.location, fix: "rename one of them"))
        }
    }

    /// Every model with checked parameters; those that are wrong are reported and left out.
    mutating func readModels(_ unrolled: UnrolledModels, features: [LocatedFeatureSet]) -> [ModelDeclaration]
    {
        let sets = features.map(\.declaration.name)
        let models = unrolled.entries.compactMap { readModel($0, among: unrolled.entries, featureSets: sets) }
        checkMembers(of: models, declaredAs: unrolled)
        let used = Set(unrolled.entries.compactMap { $0.node["features"]?.scalarText })
        for set in features where !used.contains(set.declaration.name) {
            diagnostics.add(
                Diagnostic(
                    .warning, code: "W101",
                    "no model uses the feature set \(quotation(set.declaration.name))",
                    at: set.location))
        }
        return models
    }

    private mutating func readModel(
        _ entry: ModelEntry, among entries: [ModelEntry], featureSets: [String]
    ) -> ModelDeclaration? {
        guard var reader = entry.node.mapping(path: entry.path, &diagnostics) else { return nil }
        guard let kindNode = reader.node("kind", required: true) else {
            // Without a kind nothing tells which parameters there are, so only the kind is reported.
            let hint = reader.entries.first { Suggestion.nearest(to: $0.key, in: ["kind"]) != nil }
            diagnostics.add(
                Diagnostic(
                    code: "E050",
                    hint == nil
                        ? "'\(entry.path).kind' is missing"
                        : "unknown key '\(entry.path).\(hint?.key ?? "")'; did you mean 'kind'?",
                    at: hint?.keyLocation ?? entry.location, fix: "available kinds: \(kindNames)"))
            return nil
        }
        guard let kind = kind(named: kindNode, path: "\(entry.path).kind") else { return nil }
        reader = flatSeason(of: kind, in: reader)
        let transform =
            reader.choice("transform", of: ModelTransform.self, &diagnostics) ?? .none
        if transform != .none, kind.isGlobal || kind.isCombined {
            let reason =
                kind.isGlobal
                ? "learns from all series at once and takes no transform"
                : "is made of other models' forecasts and takes no transform"
            diagnostics.add(
                Diagnostic(
                    code: "E119", "'\(entry.path).transform': \(kind.name) \(reason)", at: entry.location,
                    fix: kind.isGlobal ? "remove it; see the parameter 'scaling'" : "give it to its members"))
        }
        var values: [String: ParameterValue] = [:]
        for parameter in kind.parameters {
            values[parameter.name] =
                switch parameter.domain {
                case .rules: readRules(entry, &reader, parameter, among: entries)
                case .members: readMembers(entry, &reader, parameter, among: entries)
                case .model: readModel(&reader, parameter)
                default: readParameter(parameter, &reader, featureSets: featureSets)
                }
        }
        let aliases = kind.parameters.flatMap { parameter in parameter.aliases.map { ($0, parameter.name) } }
        reader.finish(&diagnostics, aliases: Dictionary(aliases) { first, _ in first })
        guard values.count == kind.parameters.count else { return nil }
        return ModelDeclaration(
            name: entry.name, kind: kind.name, parameters: ModelParameters(values), transform: transform)
    }

    private var kindNames: String { kinds.map(\.name).joined(separator: ", ") }

    private mutating func kind(named node: YAMLNode, path: String) -> ModelKind? {
        guard let name = node.text(path: path, &diagnostics) else { return nil }
        if let kind = kinds.first(where: { $0.name == name }) { return kind }
        if SpecVocabulary.plannedKinds.contains(name) {
            diagnostics.add(
                Diagnostic(
                    code: "E102", "the model kind '\(name)' is not in this version", at: node.location,
                    fix: "available kinds: \(kindNames)"))
            return nil
        }
        let clause = diagnostics.suggestionClause(
            for: name, in: kinds.map(\.name) + SpecVocabulary.plannedKinds)
        diagnostics.add(
            Diagnostic(
                code: "E104", "unknown model kind \(quotation(name))\(clause)", at: node.location,
                fix: "available kinds: \(kindNames)"))
        return nil
    }
}

// MARK: - Parameters

extension SpecParser {
    func requirement(of parameter: ParameterDeclaration, _ featureSets: [String]) -> Requirement {
        guard parameter.defaultValue == nil else { return false }
        if parameter.domain == .members { return "members: [ses, theta]" }
        if parameter.domain == .model { return Requirement(stringLiteral: "\(parameter.name): ses") }
        guard parameter.domain == .featureSet else { return true }
        return Requirement(
            stringLiteral:
                "\(parameter.name): \(featureSets.first ?? "demand, a set declared under features")")
    }

    /// The parameter's value as its domain stores it; nil when it is wrong or missing.
    private mutating func readParameter(
        _ parameter: ParameterDeclaration, _ reader: inout MappingReader, featureSets: [String]
    ) -> ParameterValue? {
        let path = reader.path(of: parameter.name)
        guard let node = reader.node(parameter.name, required: requirement(of: parameter, featureSets)) else {
            return parameter.defaultValue.flatMap { resolve($0, parameter.domain) }
        }
        switch parameter.domain {
        case .integer(let range):
            return node.integer(in: range, path: path, &diagnostics).map { .integer($0) }
        case .number(let range):
            return node.number(in: range, path: path, &diagnostics).map { .number($0) }
        case .numberOrWord(let range, let words):
            return readNumberOrWord(node, range, words, path: path)
        case .word(let words):
            return node.word(of: words, path: path, &diagnostics).map { .word($0) }
        case .text:
            return node.label(path: path, &diagnostics).map { .word($0) }
        case .boolean:
            return node.boolean(path: path, &diagnostics).map { .boolean($0) }
        case .booleanOrWord(let words):
            return readBooleanOrWord(node, words, path: path)
        case .featureSet:
            return readFeatureSet(node, among: featureSets, path: path)
        case .members, .model, .rules:
            preconditionFailure("members and tables are read with the models around them")
        case .columns(let most):
            return readColumns(node, most: most, path: path)
        case .countOrWord(let range, let words):
            return readCountOrWord(node, range, words, path: path)
        case .words(let words):
            return readWords(node, among: words, path: path)
        case .seasons where node.asInt == nil && node.asString != Self.automatic:
            return readSeasons(node, path: path)
        case .season, .seasons:
            if node.asString == Self.automatic { return seasonOfDataset().map { .integer($0) } }
            if node.asInt == nil {
                diagnostics.add(node.mismatch(path, expected: "a number of periods from 1, or auto"))
                return nil
            }
            return node.integer(in: SpecVocabulary.seasonLength, path: path, &diagnostics).map {
                .integer($0)
            }
        }
    }

    /// A list of names, or the text that a resolved spec has for it.
    private mutating func readColumns(_ node: YAMLNode, most: Int, path: String) -> ParameterValue? {
        let names: [String]?
        if case .sequence = node.content {
            names = node.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
        } else {
            names = node.label(path: path, &diagnostics).map(ParameterValue.columns(of:))
        }
        guard let names else { return nil }
        guard names.count <= most, names.allSatisfy({ !$0.contains(",") }) else {
            diagnostics.add(
                node.outOfRange(
                    path, expected: most == 1 ? "one column" : "up to \(most) columns without commas"))
            return nil
        }
        return .names(names == [ParameterValue.noName] ? [] : names)
    }

    /// Some words of a list.
    private mutating func readWords(_ node: YAMLNode, among words: [String], path: String) -> ParameterValue?
    {
        guard case .names(let names)? = readColumns(node, most: words.count, path: path) else { return nil }
        guard let unknown = names.first(where: { !words.contains($0) }) else { return .names(names) }
        let clause = diagnostics.suggestionClause(for: unknown, in: words)
        diagnostics.add(
            Diagnostic(
                code: "E054", "'\(path)' cannot have \(quotation(unknown))\(clause)", at: node.location,
                fix: "write some of \(words.joined(separator: ", "))"))
        return nil
    }

    /// Several season lengths, as a list or as the text that a resolved spec has for it.
    private mutating func readSeasons(_ node: YAMLNode, path: String) -> ParameterValue? {
        let range = 2...SpecVocabulary.seasonLength.upperBound
        let names: [String]?
        if case .sequence = node.content {
            let numbers = node.distinctList(path: path, &diagnostics) {
                $0.integer(in: range, path: $1, &$2)
            }
            names = numbers.map { $0.map(String.init) }
        } else {
            names = node.asString.map(ParameterValue.columns(of:))
        }
        guard let names else {
            if case .sequence = node.content { return nil }
            diagnostics.add(
                node.mismatch(path, expected: "a number of periods from 1, a list of them, or auto"))
            return nil
        }
        guard let lengths = ParameterDeclaration.seasonLengths(names),
            ParameterDeclaration.isListOfSeasons(lengths, within: range)
        else {
            diagnostics.add(
                node.outOfRange(
                    path,
                    expected:
                        "2 to \(ParameterDeclaration.mostSeasons) ascending numbers of periods, such as [24, 168]"
                ))
            return nil
        }
        return .names(names)
    }

    private mutating func readCountOrWord(
        _ node: YAMLNode, _ range: ClosedRange<Int>, _ words: [String], path: String
    ) -> ParameterValue? {
        let expected =
            "a whole number from \(range.lowerBound) to \(range.upperBound), or \(words.joined(separator: " or "))"
        if let number = node.asInt {
            if range.contains(number) { return .integer(number) }
            diagnostics.add(node.outOfRange(path, expected: expected))
        } else if let word = node.asString, words.contains(word) {
            return .word(word)
        } else {
            diagnostics.add(node.mismatch(path, expected: expected))
        }
        return nil
    }

    private mutating func readBooleanOrWord(
        _ node: YAMLNode, _ words: [String], path: String
    ) -> ParameterValue? {
        if let value = node.asBool { return .boolean(value) }
        if let word = node.asString, words.contains(word) { return .word(word) }
        diagnostics.add(
            node.mismatch(path, expected: "true, false or \(words.joined(separator: " or "))"))
        return nil
    }

    private mutating func readFeatureSet(
        _ node: YAMLNode, among sets: [String], path: String
    ) -> ParameterValue? {
        guard let name = node.text(path: path, &diagnostics) else { return nil }
        if sets.contains(name) { return .word(name) }
        let clause = diagnostics.suggestionClause(for: name, in: sets)
        diagnostics.add(
            Diagnostic(
                code: "E118", "there is no feature set \(quotation(name))\(clause)", at: node.location,
                fix: sets.isEmpty
                    ? "declare it under features:" : "declared feature sets: \(sets.joined(separator: ", "))")
        )
        return nil
    }

    /// A season length that follows from the data set's frequency.
    static let automatic = "auto"

    private mutating func resolve(_ value: ParameterValue, _ domain: ParameterDeclaration.Domain)
        -> ParameterValue?
    {
        switch (domain, value) {
        case (.season, .word(Self.automatic)), (.seasons, .word(Self.automatic)):
            seasonOfDataset().map { .integer($0) }
        // One stored form per domain, whichever way the declaration writes its default.
        case (.number, .integer(let number)), (.numberOrWord, .integer(let number)): .number(Double(number))
        default: value
        }
    }

    private mutating func readNumberOrWord(
        _ node: YAMLNode, _ range: ClosedRange<Double>, _ words: [String], path: String
    ) -> ParameterValue? {
        let bounds = "a number strictly between \(shown(range.lowerBound)) and \(shown(range.upperBound))"
        let expected = "\(bounds), or \(words.joined(separator: " or "))"
        if let number = node.asDouble {
            if number > range.lowerBound, number < range.upperBound { return .number(number) }
            diagnostics.add(node.outOfRange(path, expected: expected))
        } else if let word = node.asString, words.contains(word) {
            return .word(word)
        } else if let word = node.asString, let meant = Suggestion.nearest(to: word, in: words) {
            diagnostics.add(
                Diagnostic(
                    code: "E054", "'\(path)' cannot be \(quotation(word)); did you mean '\(meant)'?",
                    at: node.location,
                    fix: "write \(expected)"))
        } else {
            diagnostics.add(node.mismatch(path, expected: expected))
        }
        return nil
    }

    private func shown(_ bound: Double) -> String {
        let text = bound.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
