internal import ForecastCore

/// Turns names and numbers into features, and collects what cannot be one.
struct FeatureSetBuilder {
    let set: String
    let panel: Panel
    let target: String
    /// What a model was fitted with.
    let given: CategoryCodes
    /// Where the spec says what stands under a key of the set.
    let place: (String) -> SourceLocation?
    /// The key that is being turned into features.
    var key = ""
    private(set) var features: [Feature] = []
    /// Of what `features` read as categories.
    var codes = CategoryCodes()
    var diagnostics = DiagnosticCollector()

    init(
        set: String, panel: Panel, target: String, given: CategoryCodes = CategoryCodes(),
        place: @escaping (String) -> SourceLocation? = { _ in nil }
    ) {
        self.given = given
        self.place = place
        self.set = set
        self.panel = panel
        self.target = target
    }

    mutating func add(_ definition: FeatureSetDefinition) {
        if panel.column(target) == nil { reportMissingColumn(target, for: "the target") }
        addHistory(definition)
        addCalendar(definition)
        key = "price"
        for word in definition.price { addPrice(word) }
        addColumns(definition)
        addGroups(definition)
        addFixed(definition)
        key = ""
        if features.isEmpty, !diagnostics.hasErrors {
            report(
                code: "E154", "feature set '\(set)' holds no feature",
                fix: "add for example `lags: [1, 2, 4]`")
        }
    }

    mutating func append(
        _ name: String, _ kind: Feature.Kind, _ description: String, known: String,
        isCategorical: Bool = false,
        isScaled: Bool = false, _ formula: FeatureFormula
    ) {
        if name == Feature.step || features.contains(where: { $0.name == name }) {
            report(
                code: "E153", "feature set '\(set)' has two columns called '\(name)'",
                fix: "name it once; the column of the step is called '\(Feature.step)'")
            return
        }
        features.append(
            Feature(
                name: name, kind: kind, description: description, known: known, isCategorical: isCategorical,
                isScaled: isScaled, formula: formula))
    }

    // MARK: - Problems

    mutating func report(code: String, _ message: String, fix: String? = nil) {
        diagnostics.add(Diagnostic(code: code, message, at: place(key), fix: fix))
    }

    mutating func reportUnknown(_ word: String, as noun: String, among words: [String]) {
        report(
            code: "E150",
            "feature set '\(set)': unknown \(noun) '\(word)'\(Suggestion.clause(for: word, in: words))",
            fix: "known ones: \(words.joined(separator: ", "))")
    }

    mutating func reportMissingColumn(_ column: String, for user: String) {
        let names = panel.columns.map(\.name)
        report(
            code: "E151",
            "feature set '\(set)': \(user) needs a column '\(column)', which the data set lacks"
                + Suggestion.clause(for: column, in: names),
            fix: "columns there are: \(names.joined(separator: ", "))")
    }
}
