package import ForecastCore

extension ExperimentSpec {
    /// Adds everything a run's output depends on to `encoder`, under names that begin with `spec.`.
    ///
    /// A spec and its resolved form add the same bytes; comments, the order of keys, and how a number
    /// is spelt add nothing. The order of models and metrics does count, because reports keep it, and so
    /// does the description, because they print it: equal keys must mean equal bytes, from a cold or
    /// a warm cache. (The keys of single stages hold less: there a new description is a hit.)
    package func addToKey(_ encoder: inout CanonicalEncoder) {
        encoder.add("spec.experiment", name)
        encoder.add("spec.description", description)
        encoder.add("spec.seed", seed)
        data.addToKey(&encoder)
        encoder.add("spec.features", features.map(\.name))
        for set in features { set.addToKey(&encoder) }
        encoder.add("spec.models", models.map(\.name))
        for model in models { model.addToKey(&encoder) }
        for halving in halvings { halving.addToKey(&encoder) }
        backtest.addToKey(&encoder)
        encoder.add("spec.quantiles", quantiles.map(\.value))
        evaluation.addToKey(&encoder)
        classes.addToKey(&encoder)
        encoder.add("spec.promotion", promotion != nil)
        promotion?.addToKey(&encoder)
        hierarchy?.addToKey(&encoder, under: "spec.hierarchy")
    }

    /// The digest of what `addToKey` adds: the `spec_digest` of a manifest.
    package var digest: Digest {
        var encoder = CanonicalEncoder(stage: "spec", version: 1)
        addToKey(&encoder)
        return encoder.digest
    }
}

extension FeatureSetDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) {
        definition.addToKey(&encoder, under: "spec.features.\(name)")
    }
}

extension ModelDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) {
        let path = "spec.models.\(name)"
        encoder.add("\(path).kind", kind)
        encoder.add("\(path).transform", transform.rawValue)
        for (name, value) in parameters.sorted {
            switch value {
            case .integer(let value): encoder.add("\(path).parameters.\(name)", value)
            case .number(let value): encoder.add("\(path).parameters.\(name)", value)
            case .word(let value): encoder.add("\(path).parameters.\(name)", value)
            case .boolean(let value): encoder.add("\(path).parameters.\(name)", value)
            case .names: encoder.add("\(path).parameters.\(name)", value.text)
            case .members(let members):
                encoder.add("\(path).parameters.\(name)", members.map(\.name))
                encoder.add("\(path).parameters.\(name).weights", members.map { $0.weight ?? -1 })
            case .rules(let rules):
                for (place, rule) in rules.enumerated() {
                    encoder.add("\(path).parameters.\(name)[\(place)]", rule.conditionWords)
                    encoder.add("\(path).parameters.\(name)[\(place)].model", rule.model)
                }
            }
        }
    }
}

extension HalvingDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) {
        let path = "spec.halving.\(name)"
        encoder.add("\(path).candidates", candidates)
        encoder.add("\(path).eta", eta)
        encoder.add("\(path).min_rounds", minRounds)
        encoder.add("\(path).validation", validation)
        encoder.add("\(path).keep", keep)
        encoder.add("\(path).metric", metric.rawValue)
    }
}

extension DataDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) { addToKey(&encoder, under: "spec.data") }
}

extension BacktestDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) { addToKey(&encoder, under: "spec.backtest") }
}

extension EvaluationDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) { addToKey(&encoder, under: "spec.evaluate") }
}

extension ClassificationDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) { addToKey(&encoder, under: "spec.classes") }
}

extension PromotionDeclaration {
    package func addToKey(_ encoder: inout CanonicalEncoder) { addToKey(&encoder, under: "spec.promotion") }
}
