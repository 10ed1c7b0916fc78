internal import ArgumentParser
internal import Decisions
internal import ExperimentRunner

struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Bring back the champion before the one in office.",
        discussion: """
            Appends the earlier entry to results/champions.yaml once more, with who, when and why: history is kept, and \
            the file is to be committed. After a rollback, another one goes back further. --to names a version; \
            --dry-run shows what would happen and writes nothing.

            EXIT CODES
              0  rolled back, or --dry-run shows that it would be
              1  not rolled back: there is no earlier champion, or it is in office
              2  no such experiment or version
              4  someone else changed the champion meanwhile

            EXAMPLES
              forecast rollback demo --dry-run
              forecast rollback demo --reason "forecasts for toys are twice too high"
              forecast rollback demo --to 1 --reason "back to the first one"
            """)

    @Argument(help: ArgumentHelp("The experiment's name, as its spec has it.", valueName: "experiment"))
    var experiment: String

    @Option(help: ArgumentHelp("The version to bring back (default: the one before).", valueName: "version"))
    var to: Int?

    @Option(help: ArgumentHelp("Why; recorded.", valueName: "text"))
    var reason: String?

    @Flag(help: "Show what would happen, and change nothing.")
    var dryRun = false

    @OptionGroup var root: RootOption

    @Option(
        help: ArgumentHelp("Where champions.yaml is (default: results/ in the project).", valueName: "folder")
    )
    var results: String?

    @OptionGroup var format: FormatOptions

    func validate() throws {
        try Reason.check(reason)
        if !dryRun, (reason ?? "").isEmpty {
            throw ValidationError("a rollback takes a --reason that is recorded (or --dry-run)")
        }
    }

    func run() throws {
        let rollback = try Rollback(
            experiment: experiment, to: to,
            project: .confined(root: root.folder(around: "."), results: results, store: nil))
        guard let restored = rollback.restored, rollback.obstacle == nil else {
            try format.print(RollbackAnswer(rollback, champion: nil, isDryRun: dryRun))
            throw ExitCode(1)
        }
        let champion = rollback.champion(
            restored, reason: reason ?? "", who: SystemUser.name, when: Clock.utcTimestamp())
        if !dryRun { try rollback.register(champion) }
        try format.print(RollbackAnswer(rollback, champion: champion, isDryRun: dryRun))
    }
}
