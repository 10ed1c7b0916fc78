internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, show, prune and promote trained versions.",
        discussion: """
            `forecast pipeline` keeps every trained model as a version, such as lgbm_volume_v3: a file under data/models, and what \
            is known of it. One version of each kind and target is in office; results/champions.yaml says which.

            EXAMPLES
              forecast models list
              forecast models show lgbm_volume_v3
              forecast models prune --dry-run
              forecast models promote lgbm_volume_v3 --reason "holiday weeks are better"
              forecast models rollback lgbm_volume --reason "toys are twice too high"
            """,
        subcommands: [List.self, Show.self, Prune.self, Promote.self, Rollback.self])

    struct RegistryOptions: ParsableArguments {
        @OptionGroup var root: RootOption

        @Option(
            help: ArgumentHelp(
                "Where champions.yaml is (default: results/ in the project).", valueName: "folder"))
        var results: String?

        @Option(
            help: ArgumentHelp(
                "The folder of trained models (default: data/models/ in the project).", valueName: "folder"))
        var registry: String?

        func commands() throws -> ModelCommands {
            ModelCommands(
                project: try .confined(root: root.folder(around: "."), results: results, store: nil),
                folder: registry)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the versions, newest first.",
            discussion: """
                EXAMPLES
                  forecast models list
                  forecast models list --experiment weekly-demand --json
                """)

        @Option(help: ArgumentHelp("Only those of this experiment.", valueName: "name"))
        var experiment: String?

        @OptionGroup var registry: RegistryOptions
        @OptionGroup var format: FormatOptions

        func run() throws { try format.print(ModelList(registry.commands(), experiment: experiment)) }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is known of a version, and verify its file.",
            discussion: """
                EXAMPLES
                  forecast models show tft_volume_v2
                """)

        @Argument(help: ArgumentHelp("A version, as `models list` names it.", valueName: "version"))
        var version: String

        @OptionGroup var registry: RegistryOptions
        @OptionGroup var format: FormatOptions

        func run() throws { try format.print(ModelSheet(registry.commands(), version: version)) }
    }

    struct Prune: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drop the files of old versions.",
            discussion: """
                The last versions of each kind and target stay, and so do the one in office and the one before it. What is \
                known of a version stays for ever.

                EXAMPLES
                  forecast models prune --dry-run
                  forecast models prune --keep 3
                """)

        @Option(help: ArgumentHelp("So many of each kind and target stay.", valueName: "n"))
        var keep = 5

        @Flag(help: "Show what would go, and remove nothing.")
        var dryRun = false

        @OptionGroup var registry: RegistryOptions
        @OptionGroup var format: FormatOptions

        func validate() throws {
            if keep < 1 { throw ValidationError("--keep takes a number from 1 on, not \(keep)") }
        }

        func run() throws {
            try format.print(ModelPruning(registry.commands(), keep: keep, isDryRun: dryRun))
        }
    }

    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a version in office.",
            discussion: """
                Appends to results/champions.yaml, which is to be committed, with who, when and why.

                EXAMPLES
                  forecast models promote lgbm_volume_v3 --reason "holiday weeks are better"
                """)

        @Argument(help: ArgumentHelp("A version, as `models list` names it.", valueName: "version"))
        var version: String

        @Option(help: ArgumentHelp("Why; recorded.", valueName: "text"))
        var reason: String

        @OptionGroup var registry: RegistryOptions
        @OptionGroup var format: FormatOptions

        func validate() throws { try Reason.check(reason) }

        func run() throws {
            try format.print(
                OfficeChange(
                    promoting: version, registry.commands(), reason: reason, user: SystemUser.name,
                    now: Clock.utcTimestamp()))
        }
    }

    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring back the version that was in office before.",
            discussion: """
                Appends the earlier entry to results/champions.yaml once more; after a rollback, another one goes back \
                further.

                EXAMPLES
                  forecast models rollback lgbm_volume --reason "toys are twice too high"
                """)

        @Argument(help: ArgumentHelp("An office: kind and target, as lgbm_volume.", valueName: "office"))
        var office: String

        @Option(help: ArgumentHelp("Why; recorded.", valueName: "text"))
        var reason: String

        @Option(help: ArgumentHelp("Of this experiment, where several have the office.", valueName: "name"))
        var experiment: String?

        @OptionGroup var registry: RegistryOptions
        @OptionGroup var format: FormatOptions

        func validate() throws { try Reason.check(reason) }

        func run() throws {
            try format.print(
                OfficeChange(
                    rollingBack: office, of: experiment, registry.commands(), reason: reason,
                    user: SystemUser.name, now: Clock.utcTimestamp()))
        }
    }
}
