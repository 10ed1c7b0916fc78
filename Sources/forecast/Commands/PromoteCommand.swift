internal import ArgumentParser
internal import Champions
internal import Decisions
internal import ExperimentRunner
internal import ForecastCore

struct PromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Register a run's winner as the champion, if its verdict says so.",
        discussion: """
            Appends to results/champions.yaml, which is to be committed with the project. A verdict other than 'promote' \
            registers nothing and exits with 1. With --model the given model is registered whatever the verdict; \
            that takes a --reason, which is recorded, and so does a run that asked for less than the committed spec, such \
            as a lower confidence by --set.

            A run that this machine's cache does not remember is computed again first, and must come out as its files say.

            EXAMPLES
              forecast promote results/demo/latest
              forecast promote results/demo/latest --model ses --reason "first champion"
            """)

    @Argument(help: ArgumentHelp("The folder of a run.", valueName: "result"), completion: .directory)
    var result: String

    @Option(help: ArgumentHelp("Register this model, whatever the verdict.", valueName: "model"))
    var model: String?

    @Option(help: ArgumentHelp("Why; recorded.", valueName: "text"))
    var reason: String?

    @OptionGroup var root: RootOption

    @Option(
        help: ArgumentHelp("Where champions.yaml is (default: results/ in the project).", valueName: "folder")
    )
    var results: String?

    @OptionGroup var threads: ThreadOptions

    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false

    @OptionGroup var format: FormatOptions

    func validate() throws {
        try Reason.check(reason)
        if model != nil, (reason ?? "").isEmpty {
            throw ValidationError("--model overrides the verdict, so it takes a --reason that is recorded")
        }
    }

    func run() throws {
        let promotion = try Promotion(
            resultFolder: result,
            project: .confined(root: root.folder(around: result), results: results, store: nil))
        if !promotion.isRemembered {
            Terminal.error(
                "note: this machine has no record of the run; it is computed again to see that it is true")
            try ExecutionOptions.watched(jobs: threads.count, isQuiet: quiet) { try promotion.recompute($0) }
        }
        let champion: Champion
        if let model, let reason {
            champion = try promotion.champion(
                named: model, why: "by hand: \(reason)", who: SystemUser.name, when: Clock.utcTimestamp())
        } else {
            guard promotion.verdictPromotes else {
                try format.print(PromotionAnswer(refused: promotion))
                throw ExitCode(1)
            }
            champion = try promotion.champion(why: reason, who: SystemUser.name, when: Clock.utcTimestamp())
        }
        try promotion.register(champion)
        for remark in promotion.remarks(on: champion) { Terminal.error("note: \(remark)") }
        try format.print(PromotionAnswer(promoted: champion, spec: promotion.declaredChampion))
    }
}
