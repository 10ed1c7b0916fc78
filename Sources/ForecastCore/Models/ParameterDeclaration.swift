/// One parameter of a model kind, as specs, schema and documents know it.
package struct ParameterDeclaration: Sendable {
    package enum Domain: Sendable, Equatable {
        case integer(ClosedRange<Int>)
        /// A number, inclusive bounds.
        case number(ClosedRange<Double>)
        /// A number strictly inside the bounds or one of `words`, such as `optimised`.
        case numberOrWord(ClosedRange<Double>, words: [String])
        case word([String])
        /// A whole number in the bounds or one of `words`, such as `all`.
        case countOrWord(ClosedRange<Int>, words: [String])
        /// Some of these words, written as a list or with commas between them; `none` for none of them.
        case words([String])
        case boolean
        /// True, false or one of these words, such as `auto`.
        case booleanOrWord([String])
        /// Any text on one line.
        case text
        /// A season length: a whole number from 1, or `auto` for the frequency's own.
        case season
        /// One season length or several, ascending, such as `[24, 168]` for hours of a day and of a week.
        case seasons
        /// The name of one of the spec's feature sets.
        case featureSet
        /// The names of up to so many columns, written as a list or with commas between them; `none` for no
        /// column.
        case columns(most: Int)
        /// Other models of the spec: a list of their names, their weights by name, or `all` that are not made of others.
        case members
        /// One other model of the spec, by its name.
        case model
        /// A table that sends each series to another model of the spec.
        case rules
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
        guard domain == .season || domain == .seasons, case .word? = defaultValue else { return defaultValue }
        return .integer((frequency ?? .weekly).seasonLength)
    }

    /// Whether a spec must have it. In the place of a table of rules the name of one may stand.
    package var isRequired: Bool { defaultValue == nil && domain != .rules }

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
        case (.countOrWord(let range, _), .integer(let value)): range.contains(value)
        case (.countOrWord(_, let words), .word(let word)): words.contains(word)
        case (.words(let words), .names(let names)): names.allSatisfy(words.contains)
        case (.boolean, .boolean), (.booleanOrWord, .boolean): true
        case (.booleanOrWord(let words), .word(let word)): words.contains(word)
        case (.season, .integer(let value)), (.seasons, .integer(let value)): (1...10_000).contains(value)
        case (.seasons, .names(let names)):
            Self.seasonLengths(names).map { Self.isListOfSeasons($0, within: 2...10_000) } ?? false
        case (.model, .members(let members)): members.count == 1
        case (.text, .word), (.featureSet, .word), (.columns, .names), (.members, .members), (.rules, .rules):
            true
        default: false
        }
    }

    /// The most season lengths that one model may have.
    package static let mostSeasons = 4

    /// What a list of season lengths holds; nil where one is no whole number.
    package static func seasonLengths(_ names: [String]) -> [Int]? {
        let numbers = names.compactMap { Int($0) }
        return numbers.count == names.count ? numbers : nil
    }

    /// Whether these may stand together: several, ascending, none twice.
    package static func isListOfSeasons(_ lengths: [Int], within range: ClosedRange<Int>) -> Bool {
        (2...mostSeasons).contains(lengths.count) && lengths.allSatisfy(range.contains)
            && zip(lengths, lengths.dropFirst()).allSatisfy { $0 < $1 }
    }
}
