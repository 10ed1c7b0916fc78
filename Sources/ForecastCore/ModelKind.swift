/// A kind of model that a spec can name: its parameters, and how to make one.
package struct ModelKind: Sendable {
    /// As a spec writes it: `seasonal_naive`.
    package let name: String
    /// One line for `--help` and documents.
    package let summary: String
    /// The literature it follows.
    package let source: String
    /// Bumped by hand whenever the same input would give other bits.
    package let version: Int
    package let parameters: [ParameterDeclaration]
    package let make: Make
    /// The parameter that counts training rounds, for a kind whose training can pause and go on.
    package let rounds: String?
    /// Whether it multiplies matrices by OpenBLAS, whose version and kernels then decide its bits.
    package let multipliesMatrices: Bool
    /// From how many periods of history on it can forecast at all; with fewer every series is a fallback.
    package let leastHistory: @Sendable (ModelParameters) -> Int

    package enum Make: Sendable {
        /// Fitted to one series at a time.
        case local(@Sendable (ModelParameters) -> any LocalModel)
        /// Fitted to all series of a panel at once. The runner makes it: it joins feature building and engine.
        case global
    }

    package init(
        name: String, summary: String, source: String, version: Int, parameters: [ParameterDeclaration],
        make: Make, rounds: String? = nil, multipliesMatrices: Bool = false,
        leastHistory: @escaping @Sendable (ModelParameters) -> Int = { _ in 1 }
    ) {
        self.name = name
        self.summary = summary
        self.source = source
        self.version = version
        self.parameters = parameters
        self.make = make
        self.rounds = rounds
        self.multipliesMatrices = multipliesMatrices
        self.leastHistory = leastHistory
    }

    /// The model with these parameters; nil for a global kind.
    package func localModel(_ parameters: ModelParameters) -> (any LocalModel)? {
        if case .local(let make) = make { make(parameters) } else { nil }
    }
}

/// One parameter of a model kind, as specs, schema and documents know it.
package struct ParameterDeclaration: Sendable {
    package enum Domain: Sendable, Equatable {
        case integer(ClosedRange<Int>)
        /// A number, inclusive bounds.
        case number(ClosedRange<Double>)
        /// A number strictly inside the bounds or one of `words`, such as `optimised`.
        case numberOrWord(ClosedRange<Double>, words: [String])
        case word([String])
        case boolean
        /// A season length: a whole number from 1, or `auto` for the frequency's own.
        case season
        /// The name of one of the spec's feature sets.
        case featureSet
        /// The names of up to so many columns, written as a list or with commas between them and stored as the
        /// latter; `none` for no column.
        case columns(most: Int)
    }

    package let name: String
    package let domain: Domain
    /// Nil where the user must say.
    package let defaultValue: ParameterValue?
    package let summary: String
    /// What other libraries call it, so that a message can tell its name here.
    package let aliases: [String]

    package init(
        _ name: String, _ domain: Domain, default defaultValue: ParameterValue?, _ summary: String,
        aliases: [String] = []
    ) {
        self.name = name
        self.domain = domain
        self.defaultValue = defaultValue
        self.summary = summary
        self.aliases = aliases
    }
}

extension ParameterDeclaration {
    /// The default with `auto` seasons turned into the frequency's own; nil where the user must say.
    package func resolvedDefault(for frequency: Frequency?) -> ParameterValue? {
        guard domain == .season, case .word? = defaultValue else { return defaultValue }
        return .integer((frequency ?? .weekly).seasonLength)
    }

    /// Whether a resolved spec may hold `value` for this parameter.
    package func accepts(_ value: ParameterValue) -> Bool {
        switch (domain, value) {
        case (.integer(let range), .integer(let value)): range.contains(value)
        case (.number(let range), .integer(let value)): range.contains(Double(value))
        case (.number(let range), .number(let value)): range.contains(value)
        case (.numberOrWord(let range, _), .integer(let value)):
            range.lowerBound < Double(value) && Double(value) < range.upperBound
        case (.numberOrWord(let range, _), .number(let value)):
            range.lowerBound < value && value < range.upperBound
        case (.numberOrWord(_, let words), .word(let word)): words.contains(word)
        case (.word(let words), .word(let word)): words.contains(word)
        case (.boolean, .boolean): true
        case (.season, .integer(let value)): (1...10_000).contains(value)
        case (.featureSet, .word), (.columns, .word): true
        default: false
        }
    }
}

package enum ParameterValue: Hashable, Sendable {
    case integer(Int)
    case number(Double)
    case word(String)
    case boolean(Bool)
}

/// The parameters of one declared model: checked against the kind's declarations, defaults filled in,
/// sorted by name.
package struct ModelParameters: Hashable, Sendable {
    package let values: [String: ParameterValue]

    package init(_ values: [String: ParameterValue]) { self.values = values }

    /// Name and value in the order of the names: the only order that reaches an output.
    package var sorted: [(name: String, value: ParameterValue)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    // The reader has checked names and domains, so a miss here is a mistake in a kind's `make`.

    package func integer(_ name: String) -> Int {
        guard case .integer(let value)? = values[name] else {
            preconditionFailure("no integer parameter \(name)")
        }
        return value
    }

    package func number(_ name: String) -> Double {
        switch values[name] {
        case .number(let value): return value
        case .integer(let value): return Double(value)
        default: preconditionFailure("no number parameter \(name)")
        }
    }

    package func word(_ name: String) -> String {
        guard case .word(let value)? = values[name] else { preconditionFailure("no word parameter \(name)") }
        return value
    }

    package func boolean(_ name: String) -> Bool {
        guard case .boolean(let value)? = values[name] else {
            preconditionFailure("no boolean parameter \(name)")
        }
        return value
    }

    /// The number, or nil where a word such as `optimised` stands instead.
    package func optionalNumber(_ name: String) -> Double? {
        if case .word? = values[name] { return nil }
        return number(name)
    }
}
