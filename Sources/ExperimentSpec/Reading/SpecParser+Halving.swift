internal import ForecastCore
internal import LocatedYAML

/// `halving: {lgbm: {eta: 3, min_rounds: 50}}`: one search per entry.
extension SpecParser {
    /// The searches in the order of the spec; `known` is nil where something they refer to is broken.
    mutating func readHalving(
        _ reader: inout MappingReader, _ known: KnownForHalving?, promotion: PromotionDeclaration?
    ) -> [HalvingDeclaration] {
        guard var section = reader.mapping("halving", &diagnostics) else { return [] }
        var halvings: [HalvingDeclaration] = []
        for entry in section.namedEntries() {
            guard let known, let halving = readSearch(entry, known) else { continue }
            let taken = Set(halvings.flatMap(\.candidates)).intersection(halving.candidates)
            if !taken.isEmpty {
                add(
                    code: "E145", entry, "\(quotation(taken.sorted()[0])) competes in two searches",
                    fix: "list it in one of them")
            }
            check(halving, entry, against: promotion)
            halvings.append(halving)
        }
        return halvings
    }

    private mutating func readSearch(_ entry: YAMLEntry, _ known: KnownForHalving) -> HalvingDeclaration? {
        let path = "halving.\(entry.key)"
        guard NameRule.model.accepts(entry.key) else {
            diagnostics.add(
                NameRule.model.violation(entry.key, shown: quotation(entry.key), at: entry.keyLocation))
            return nil
        }
        guard
            var section = entry.value.isNull
                ? MappingReader([], at: entry.keyLocation, path: path)
                : entry.value.mapping(path: path, &diagnostics)
        else { return nil }
        let reach = known.backtest.gap + known.backtest.horizon
        let candidates = readCandidates(section.node("candidates"), entry, known)
        let eta = section.node("eta").map {
            $0.integer(in: SpecVocabulary.eta, path: "\(path).eta", &diagnostics)
        }
        let rounds = section.node("min_rounds").map {
            $0.integer(in: SpecVocabulary.rounds, path: "\(path).min_rounds", &diagnostics)
        }
        let validationNode = section.node("validation")
        let validation = validationNode.map {
            $0.integer(in: SpecVocabulary.periods, path: "\(path).validation", &diagnostics)
        }
        let keepNode = section.node("keep")
        let keep = keepNode.map { $0.integer(in: SpecVocabulary.keep, path: "\(path).keep", &diagnostics) }
        let metric = section.node("metric").map {
            $0.word(of: HalvingDeclaration.metrics.map(\.rawValue), path: "\(path).metric", &diagnostics)
        }
        section.finish(&diagnostics)
        guard let candidates, let eta = eta ?? SpecDefaults.eta,
            let rounds = rounds ?? SpecDefaults.minRounds,
            let validation = validation ?? reach,
            let keep = keep ?? SpecDefaults.keep,
            let metric = (metric ?? SpecDefaults.halvingMetric.rawValue).flatMap(MetricName.init(rawValue:))
        else { return nil }
        if validation < reach {
            diagnostics.add(
                Diagnostic(
                    code: "E147",
                    "'\(path).validation' must hold at least one forecast, gap included: \(reach) periods; \(validation) is less",
                    at: validationNode?.location ?? entry.keyLocation, fix: "write \(reach) or more"))
        }
        if candidates.count <= keep {
            diagnostics.add(
                Diagnostic(
                    code: "E146",
                    "\(quotation(entry.key)) keeps \(keep) of \(candidates.count), so nothing is searched",
                    at: keepNode?.location ?? entry.keyLocation,
                    fix: candidates.count > 1 ? "keep fewer" : "sweep over more values"))
        }
        checkRounds(candidates, rounds, entry, known)
        return HalvingDeclaration(
            name: entry.key, candidates: candidates, eta: eta, minRounds: rounds, validation: validation,
            keep: keep, metric: metric)
    }

    /// The models that compete: those listed, a sweep's name standing for its points; by default the points
    /// of the sweep of the search's own name.
    private mutating func readCandidates(
        _ node: YAMLNode?, _ entry: YAMLEntry, _ known: KnownForHalving
    ) -> [String]? {
        let points = known.unrolled.points
        guard let node else {
            if let candidates = points[entry.key] { return trained(candidates, entry, known) }
            let sweeps = points.keys.sorted()
            let clause = diagnostics.suggestionClause(for: entry.key, in: sweeps)
            add(
                code: "E143", entry,
                "there is no sweep over \(quotation(entry.key)) whose points could compete\(clause)",
                fix: sweeps.isEmpty
                    ? "sweep over keys of a model: models.\(entry.key).leaves: [15, 31, 63], or list candidates: [...]"
                    : "name a sweep (\(sweeps.joined(separator: ", "))), or list candidates: [...]")
            return nil
        }
        let path = "halving.\(entry.key).candidates"
        let listed = node.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
        let names = known.unrolled.entries.map(\.name)
        var wanted: Set<String> = []
        var isSound = listed != nil
        for item in node.asSequence ?? [] {
            guard let name = item.scalarText else { continue }
            if let points = points[name] {
                wanted.formUnion(points)
            } else if names.contains(name) {
                wanted.insert(name)
            } else {
                isSound = false
                diagnostics.add(
                    Diagnostic(
                        code: "E106",
                        "the spec has no model \(quotation(name))\(diagnostics.suggestionClause(for: name, in: names))",
                        at: item.location, fix: "models here: \(names.prefix(20).joined(separator: ", "))"))
            }
        }
        return isSound ? trained(names.filter(wanted.contains), entry, known) : nil
    }

    /// The candidates, if all of them are trained round by round.
    private mutating func trained(
        _ candidates: [String], _ entry: YAMLEntry, _ known: KnownForHalving
    ) -> [String]? {
        let able = kinds.filter { $0.rounds != nil }.map(\.name)
        for model in known.models where candidates.contains(model.name) && !able.contains(model.kind) {
            add(
                code: "E144", entry,
                "\(quotation(model.name)) is a \(model.kind), which is not trained in rounds: there is nothing to halve",
                fix:
                    "leave the search out and backtest every point; kinds that can compete: \(able.joined(separator: ", "))"
            )
            return nil
        }
        return candidates
    }

    private mutating func checkRounds(
        _ candidates: [String], _ first: Int, _ entry: YAMLEntry, _ known: KnownForHalving
    ) {
        let most = known.models.filter { candidates.contains($0.name) }.compactMap { model in
            kinds.first { $0.name == model.kind }?.rounds.map { model.parameters.integer($0) }
        }.max()
        guard let most, first >= most else { return }
        add(
            code: "E148", entry,
            "'halving.\(entry.key).min_rounds' is \(first), and no candidate is trained for more than \(most) rounds",
            fix: "start with fewer rounds, such as \(max(1, most / 9))")
    }

    /// A search drops models, so nothing may hang on a single candidate.
    private mutating func check(
        _ halving: HalvingDeclaration, _ entry: YAMLEntry, against promotion: PromotionDeclaration?
    ) {
        guard let promotion else { return }
        if case .model(let champion) = promotion.champion, halving.candidates.contains(champion) {
            add(
                code: "E149", entry,
                "the champion \(quotation(champion)) is a candidate, which the search may drop",
                fix: "make a model outside the search champion")
        }
        let named = promotion.challengers.count { halving.candidates.contains($0) }
        guard named > 0, named < halving.candidates.count else { return }
        add(
            code: "E149", entry,
            "some candidates are challengers and others are not, and the search may drop any",
            fix: "let all of them challenge or none: challengers: [\(entry.key)]")
    }

    private mutating func add(code: String, _ entry: YAMLEntry, _ message: String, fix: String) {
        diagnostics.add(Diagnostic(code: code, message, at: entry.keyLocation, fix: fix))
    }
}
