internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Look into the cache, check it, clean it.",
        discussion: """
            The cache is a folder that may be deleted at any time: the next run computes anew, with the same results.

            EXAMPLES
              forecast cache stats
              forecast cache explain experiments/demo.yaml
              forecast cache check
              forecast cache gc --dry-run
            """,
        subcommands: [Stats.self, Explain.self, Check.self, Collect.self])

    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the cache holds and how large it is.",
            discussion: """
                EXAMPLES
                  forecast cache stats
                  forecast cache stats --store /var/cache/forecast
                """)

        @OptionGroup var folders: ProjectOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            let statistics = try CacheStatistics(project: folders.project(around: "."))
            try format.print(statistics)
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what of a run the cache would answer, and why not the rest.",
            discussion: """
                Stage by stage, hit or miss; for a miss, the fields of its key that differ from the nearest stored \
                one, old and new. Fits nothing and writes nothing.

                EXAMPLES
                  forecast cache explain experiments/demo.yaml
                  forecast cache explain experiments/demo.yaml --set models.ses.alpha=0.2
                """)

        @OptionGroup var spec: SpecOptions
        @OptionGroup var threads: ThreadOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            let experiment = try spec.prepare()
            ErrorReport.print(experiment.warnings)
            let explanation = try CacheExplanation(experiment, jobs: threads.count)
            try format.print(explanation)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hash everything in the cache again.",
            discussion: """
                Reads every payload and every key and changes nothing. Exits with 1 when something is damaged; the \
                next run then computes it again.

                EXAMPLES
                  forecast cache check
                  forecast cache check --json | jq .problems
                """)

        @OptionGroup var folders: ProjectOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            let check = try CacheCheck(project: folders.project(around: "."))
            try format.print(check)
            if !check.isSound { throw ExitCode(1) }
        }
    }

    struct Collect: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gc",
            abstract: "Remove what no run and no champion needs.",
            discussion: """
                Kept is what the runs with a folder under results/, and those that champions.yaml names, were made of, \
                and whatever a run used in the last days. Removed are other payloads with their keys, files without a \
                key, states of trainings that nobody took up again, and what killed processes left half-written. May run beside other runs.

                EXAMPLES
                  forecast cache gc --dry-run
                  forecast cache gc --older-than 30
                """)

        @OptionGroup var folders: ProjectOptions

        @Option(
            help: ArgumentHelp("Keep what a run used in the last so many days.", valueName: "days"))
        var olderThan = 7

        @Flag(help: "Say what would be removed, and remove nothing.")
        var dryRun = false

        @OptionGroup var format: FormatOptions

        func validate() throws {
            guard (0...36_500).contains(olderThan) else {
                throw ValidationError("--older-than takes a number of days from 0 to 36500, not \(olderThan)")
            }
        }

        func run() throws {
            let collection = try CacheCollection(
                project: folders.project(around: "."), olderThanDays: olderThan, isDryRun: dryRun)
            for warning in collection.warnings { Terminal.error("warning: \(warning)") }
            try format.print(collection)
        }
    }
}
