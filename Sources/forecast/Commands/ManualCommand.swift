internal import ArgumentParser

struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Print the manual page of all commands, for man(1).",
        discussion: """
            EXAMPLES
              forecast man | man -l -
              forecast man > ~/.local/share/man/man1/forecast.1
              forecast man --markdown
            """)

    @Flag(help: "Print Markdown instead.")
    var markdown = false

    func run() {
        let page = ManualPage(of: ForecastCommand.self)
        Terminal.write(markdown ? page.markdown : page.roff, to: 1)
    }
}
