internal import DemandFeatures
package import ForecastCore

extension BoostedTreesForecaster {
    package func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel {
        try FittedBoostedTrees(artefact, of: self, levels: levels)
    }
}

extension FittedBoostedTrees {
    /// - Throws: `UnreadableArtefact`; `BoostedTreesError` for a text that is no model.
    init(_ artefact: Artefact, of model: BoostedTreesForecaster, levels: [QuantileLevel]) throws {
        guard let text = artefact.text else { throw UnreadableArtefact("it is no text") }
        var texts = text.isEmpty ? [] : Self.texts(of: text)[...]
        let codes = texts.last.flatMap(Self.codes)
        if codes != nil { texts.removeLast() }
        if codes == nil, !texts.isEmpty, model.features.hasCategories {
            throw UnreadableArtefact("it does not say which values its categories had")
        }
        var settled = model
        if model.choosesScaling, !texts.isEmpty {
            guard let chosen = texts.last.flatMap(Self.scaling) else {
                throw UnreadableArtefact("it does not tell which scaling was chosen")
            }
            texts = texts.dropLast()
            settled = model.with(chosen)
        }
        let isOfSample = texts.last == Self.sampleLine
        if isOfSample { texts = texts.dropLast() }
        let count = QuantileBooster.modelCount(levels: levels, centre: model.centre)
        var parts: [Part] = []
        while !texts.isEmpty {
            guard texts.count >= count else {
                throw UnreadableArtefact("\(texts.count) trees are left for an ensemble of \(count)")
            }
            let models = try texts.prefix(count).map { text throws(BoostedTreesError) in
                try BoostedModel(BoosterText(text), library: model.library)
            }
            texts = texts.dropFirst(count)
            var smearing = 1.0
            if let told = texts.first.flatMap(Self.smearing) {
                smearing = told
                texts = texts.dropFirst()
            }
            var spread = QuantileSpread(levels: levels.count)
            if let told = texts.first.flatMap({ Self.spread($0, levels: levels.count) }) {
                spread = told
                texts = texts.dropFirst()
            }
            parts.append(
                Part(
                    booster: QuantileBooster(levels: levels, models: models, centre: model.centre),
                    smearing: smearing, spread: spread))
        }
        self.init(
            model: settled, parts: parts, codes: codes ?? CategoryCodes(), isOfSample: isOfSample,
            work: artefact.work)
    }

    /// Nil for a text that tells none.
    private static func scaling(_ text: String) -> SeriesScaling? {
        guard text.hasPrefix(scalingKey), text.hasSuffix("\n") else { return nil }
        return SeriesScaling(rawValue: String(text.dropFirst(scalingKey.count).dropLast()))
    }

    /// The factors of the patterns behind one another, separated by commas.
    static func text(of spread: QuantileSpread) -> String {
        spread.factors.joined().map { String($0) }.joined(separator: ",")
    }

    /// Nil for a text that tells none.
    private static func spread(_ text: String, levels: Int) -> QuantileSpread? {
        guard text.hasPrefix(spreadKey), text.hasSuffix("\n") else { return nil }
        let factors = text.dropFirst(spreadKey.count).dropLast().split(separator: ",").compactMap {
            Double($0)
        }
        guard factors.count == DemandPattern.allCases.count * levels, factors.allSatisfy(\.isFinite) else {
            return nil
        }
        return QuantileSpread(
            factors: DemandPattern.allCases.indices.map { Array(factors[$0 * levels..<($0 + 1) * levels]) })
    }

    /// Nil for a text that tells none.
    private static func codes(_ text: String) -> CategoryCodes? {
        guard text.hasPrefix(codesKey + "\n") else { return nil }
        return CategoryCodes(text: String(text.dropFirst(codesKey.count + 1)))
    }

    /// The texts that `artefact` joined.
    private static func texts(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\u{0C}"), omittingEmptySubsequences: false).enumerated().map
        {
            // The line break behind the form feed is part of the separator.
            String(Substring($0.offset == 0 ? $0.element : $0.element.dropFirst()))
        }
    }

    /// Nil for a text that tells none.
    private static func smearing(_ text: String) -> Double? {
        guard text.hasPrefix(smearingKey), text.hasSuffix("\n") else { return nil }
        return Double(text.dropFirst(smearingKey.count).dropLast())
    }
}
