internal import ArgumentParser
internal import ExperimentRunner

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Look into the cache.",
        discussion: """
            The cache is a folder that may be deleted at any time: the next run computes anew, with the same results.

            EXAMPLES
              forecast cache stats
            """,
        subcommands: [Stats.self])

    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the cache holds and how large it is.",
            discussion: """
                EXAMPLES
                  forecast cache stats
                  forecast cache stats --store /var/cache/forecast
                """)

        @OptionGroup var folders: ProjectOptions

        func run() throws {
            Terminal.output(try CacheStatistics(project: folders.project(around: ".")).text)
        }
    }
}
