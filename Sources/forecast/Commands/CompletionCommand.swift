internal import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script that lets a shell complete commands, options and data sets.",
        discussion: """
            EXAMPLES
              forecast completion bash > ~/.local/share/bash-completion/completions/forecast
              forecast completion zsh > ~/.zsh/completions/_forecast
              forecast completion fish > ~/.config/fish/completions/forecast.fish
            A new shell knows them; zsh needs the folder in fpath before compinit.
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        var kind: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: ArgumentHelp("Which shell.", valueName: "shell"))
    var shell: Shell

    func run() {
        Terminal.write(ForecastCommand.completionScript(for: shell.kind) + "\n", to: 1)
    }
}
