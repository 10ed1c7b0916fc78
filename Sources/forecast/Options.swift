internal import ArgumentParser
internal import ExperimentRunner
internal import ForecastCore
internal import Glibc

/// Where a command finds and leaves things.
struct ProjectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The project folder, which holds datasets/.",
            discussion: "By default the nearest folder above the spec (or the working directory) that does.",
            valueName: "folder"))
    var project: String?

    @Option(help: ArgumentHelp("Where results go (default: results/ in the project).", valueName: "folder"))
    var results: String?

    @Option(help: ArgumentHelp("The cache (default: .store/ in the results).", valueName: "folder"))
    var store: String?

    /// The project around `path`.
    func project(around path: String) throws -> Project {
        guard let root = project.map(Project.absolute) ?? Project.root(above: path) else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E206", "no project found: neither '\(path)' nor a folder above it holds a datasets/ folder",
                        fix: "run the command inside a project, or name one with --project")
                ])
        }
        return Project(root: root, results: results, store: store)
    }
}

/// A spec and what is changed in it for this time.
struct SpecOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The experiment's YAML file.", valueName: "spec"), completion: .file(extensions: ["yaml", "yml"]))
    var spec: String

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Override one key of the spec, as models.ses.alpha=0.2. May be repeated; recorded in the resolved spec.",
            valueName: "key=value"))
    var overrides: [String] = []

    @OptionGroup var folders: ProjectOptions

    func prepare() throws -> PreparedExperiment {
        try PreparedExperiment(specPath: spec, overrides: overrides, project: folders.project(around: spec))
    }
}

/// How the work is done; never what comes out.
struct ExecutionOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("Threads to work on (default: all cores).", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Recompute everything, even if this run is in the cache.")
    var force = false

    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) {
            throw ValidationError("--jobs takes a number from 1 to 1024, not \(jobs)")
        }
    }

    var threads: Int { jobs ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

/// Ctrl-C asks for a stop; a second one stops at once.
enum InterruptSignal {
    static let interruption = Interruption()

    static func catchOnce() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                InterruptSignal.interruption.request()
                signal(number, SIG_DFL)
            }
        }
    }
}
