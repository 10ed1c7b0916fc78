internal import ArgumentParser
internal import ForecastTasks

/// The manual of a command and all commands below it. Its text is that of the commands' help, so there is one
/// place to write it.
struct ManualPage {
    /// `man` indents by 7, and terminals have 80 columns.
    private static let columns = 72

    private let root: any ParsableCommand.Type
    private let name: String

    init(of root: any ParsableCommand.Type) {
        self.root = root
        name = root.configuration.commandName ?? "forecast"
    }

    /// In the `man` macros of roff.
    var roff: String {
        let configuration = root.configuration
        var lines = [".TH \(name.uppercased()) 1 \"\" \"\(CodeVersion.program)\" \"User Commands\""]
        lines += [".SH NAME", "\(name) \\- \(Self.escaped(configuration.abstract))"]
        lines += [".SH SYNOPSIS", ".B \(name)", "command [arguments]"]
        let overview = root.helpMessage(columns: Self.columns).split(separator: "\n\n").dropFirst()
        lines += [".SH DESCRIPTION"] + verbatim(overview.joined(separator: "\n\n"))
        lines += [".SH COMMANDS"]
        lines += commands.flatMap { [".SS \($0.name)"] + verbatim($0.help) }
        lines += [".SH FILES"] + Self.files.flatMap(Self.entry)
        lines += [".SH ENVIRONMENT"] + Self.environment.flatMap(Self.entry)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The reference page of the documentation.
    var markdown: String {
        var lines = ["# Command reference", "", "Made by `\(name) man --markdown`.", ""]
        lines += ["```text", root.helpMessage(columns: Self.columns), "```"]
        lines += commands.flatMap { ["", "## \($0.name)", "", "```text", $0.help, "```"] }
        for (title, entries) in [("Files", Self.files), ("Environment", Self.environment)] {
            lines += ["", "## \(title)", "", "| | |", "|---|---|"] + entries.map { "| `\($0)` | \($1) |" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// All commands below the root with their help, a group before its commands.
    private var commands: [(name: String, help: String)] { Self.commands(of: root, path: name, in: root) }

    private static func commands(
        of command: any ParsableCommand.Type, path: String, in root: any ParsableCommand.Type
    ) -> [(name: String, help: String)] {
        command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.flatMap { child in
            let path = "\(path) \(child._commandName)"
            return [(path, root.helpMessage(for: child, columns: columns))]
                + commands(of: child, path: path, in: root)
        }
    }

    /// Lines as they are.
    private func verbatim(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            Self.escaped(String($0))
        }
        return [".nf"] + lines + [".fi"]
    }

    private static func entry(_ name: String, _ meaning: String) -> [String] {
        [".TP", ".B \(escaped(name))", escaped(meaning)]
    }

    /// Text without meaning to roff: no escapes, no request at the start of a line, hyphens that can be pasted.
    private static func escaped(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }

    private static let files = [
        ("datasets/NAME/dataset.yaml", "what the columns of a data set mean"),
        ("datasets/NAME/snapshot.lock", "the content that runs insist on"),
        ("experiments/NAME.yaml", "an experiment"),
        ("results/NAME/latest/report.html", "the report of its last run"),
        ("results/champions.yaml", "the registered champions, with who, when and why"),
        ("results/.store/", "the cache; may be deleted"),
    ]

    private static let environment = [
        ("NO_COLOR", "any value: no colour"),
        ("TERM", "dumb: no colour, and no line that is rewritten"),
        ("COLUMNS", "how wide help is"),
        ("FORECAST_FAILPOINT", "for tests of crash safety: where to stop"),
        ("FORECAST_SCRATCH", "for tests: from how many bytes on numbers lie in files"),
    ]
}
