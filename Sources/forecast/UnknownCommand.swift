internal import ArgumentParser
internal import ForecastCore

/// A first word that is no command, found before the argument parser speaks of unexpected arguments.
struct UnknownCommand {
    /// The words before it, such as `forecast data`.
    private let parent: String
    private let word: String
    private let names: [String]

    /// Nil where every word that should be a command is one.
    init?(in arguments: [String]) {
        var words = arguments[...]
        if words.first == "help" { words = words.dropFirst() }
        var command: any ParsableCommand.Type = ForecastCommand.self
        var parent = "forecast"
        while let word = words.popFirst(), !word.hasPrefix("-") {
            let inner = command.configuration.subcommands
            // Below a command without others, and where one stands for the missing name, words are arguments.
            guard !inner.isEmpty, command.configuration.defaultSubcommand == nil else { return nil }
            guard let next = inner.first(where: { Self.name(of: $0) == word }) else {
                guard word != "help" else { continue }
                self.parent = parent
                self.word = word
                names = inner.filter { $0.configuration.shouldDisplay }.map(Self.name)
                return
            }
            command = next
            parent += " \(word)"
        }
        return nil
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? "\(command)".lowercased()
    }

    var message: String {
        return "error: \(parent) has no command '\(word)'\(Suggestion.clause(for: word, in: names))\n"
            + "   commands: \(names.joined(separator: ", "))"
    }
}
