internal import ArgumentParser
internal import Commands
internal import ExperimentRunner
internal import ForecastCore
internal import Glibc
internal import Workers

/// The project that a command works in.
struct RootOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The project folder, which holds datasets/ (default: the nearest one above the file given, or above "
                + "the working directory).",
            valueName: "folder"))
    var project: String?

    /// The project folder around `path`.
    func folder(around path: String) throws -> String {
        if let project, !Project.isFolder(project) {
            throw ValidationError(
                project.isEmpty
                    ? "--project is empty; name a folder, or leave it away"
                    : "--project \(project): there is no such folder")
        }
        guard let root = project.map(Project.absolute) ?? Project.root(above: path) else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E206",
                        "no project found: neither '\(path)' nor a folder above it holds a datasets/ folder",
                        fix: "run the command inside a project, or name one with --project")
                ])
        }
        return root
    }

    /// The project around `path`, with its usual folders.
    func project(around path: String) throws -> Project {
        Project(root: try folder(around: path), results: nil, store: nil)
    }
}

/// How much work a task is, for commands that make some.
struct TaskSizeOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "With --shared or --list: series in a task, at most, in whole chunks of 128 (default: a 16th of them, up to "
                + "10000). Changes no result.", valueName: "n"))
    var seriesPerTask: Int?

    func validate() throws {
        if let seriesPerTask, seriesPerTask < 1 {
            throw ValidationError("--series-per-task takes a number from 1, not \(seriesPerTask)")
        }
    }
}

/// Where a command finds and leaves things.
struct ProjectOptions: ParsableArguments {
    @OptionGroup var root: RootOption

    @Option(help: ArgumentHelp("Where results go (default: results/ in the project).", valueName: "folder"))
    var results: String?

    @Option(help: ArgumentHelp("The cache (default: .store/ in the results).", valueName: "folder"))
    var store: String?

    /// The project around `path`.
    func project(around path: String) throws -> Project {
        try Project.confined(root: root.folder(around: path), results: results, store: store)
    }
}

/// A spec and what is changed in it for this time.
struct SpecOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The experiment's YAML file.", valueName: "spec"),
        completion: .file(extensions: ["yaml", "yml"]))
    var spec: String

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Change one key of the spec for this time, as models.ses.alpha=0.2. May be repeated; recorded in "
                + "the resolved spec.",
            valueName: "key=value"))
    var overrides: [String] = []

    @OptionGroup var folders: ProjectOptions

    func prepare() throws -> PreparedExperiment {
        try Self.refuseTable(spec)
        return try PreparedExperiment(
            specPath: spec, overrides: overrides, project: folders.project(around: spec))
    }

    /// A table is what people have; a spec is what `init` makes of it.
    fileprivate static func refuseTable(_ spec: String) throws {
        let name = spec.lowercased()
        guard [".csv", ".csv.gz", ".tsv", ".tsv.gz"].contains(where: name.hasSuffix) else { return }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E230", "\(spec) is a table, not a spec",
                    fix: "make an experiment of it: forecast init \(ShellText.word(spec))")
            ])
    }
}

/// A spec that need not be named where only one is meant: the one whose experiment has a champion.
struct ProductionSpecOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The experiment's YAML file (default: the spec of the one experiment with a champion).",
            valueName: "spec"),
        completion: .file(extensions: ["yaml", "yml"]))
    var spec: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Change one key of the spec for this time, as backtest.horizon=4. May be repeated.",
            valueName: "key=value"))
    var overrides: [String] = []

    @OptionGroup var folders: ProjectOptions

    func prepare() throws -> PreparedExperiment {
        let path: String
        if let spec {
            try SpecOptions.refuseTable(spec)
            path = spec
        } else {
            path = try ProductionSpec.path(in: folders.project(around: "."))
        }
        return try PreparedExperiment(
            specPath: path, overrides: overrides, project: folders.project(around: path))
    }
}

/// How many threads work; never what comes out.
struct ThreadOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Threads to work on (default: all cores). Changes no result.", valueName: "n"))
    var jobs: Int?

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) {
            throw ValidationError("--jobs takes a number from 1 to 1024, not \(jobs)")
        }
    }

    var count: Int { jobs ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

/// For people or for programs.
struct FormatOptions: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false

    func print(_ answer: some CommandAnswer) throws { try Self.print(answer, asJSON: json) }

    static func print(_ answer: some CommandAnswer, asJSON: Bool) throws {
        if asJSON {
            Terminal.write(try answer.json(), to: 1)
        } else {
            Terminal.output(answer.text(width: Terminal.tableWidth))
        }
    }
}

/// A page for a browser beside the answer.
struct PageOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("Also write a page for a browser.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    /// Refuses a place that belongs to one of `projects` or to `folders`, before anything is read.
    func check(in projects: [Project], folders: [String] = []) throws {
        guard let html else { return }
        try OutputPlaces(of: projects, folders: folders).check([("--html", html)])
    }

    /// Writes the page, if one is asked for, then prints the answer and where the page is.
    func print(_ answer: some CommandAnswer, _ format: FormatOptions, page: (String) throws -> Void) throws {
        if let html { try page(html) }
        try format.print(answer)
        if let html, !format.json { Terminal.output("\nwrote \(html)") }
    }
}

/// How much memory a run may need; never what comes out.
struct MemoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Refuse work that would need more memory, such as 500M or 8G, or none for no limit (default: what the "
                + "machine has). Changes no result.",
            valueName: "size"))
    var memoryLimit: String?

    func validate() throws {
        if let memoryLimit, MemoryLimit(memoryLimit) == nil {
            throw ValidationError(
                "--memory-limit takes a size such as 500M or 8G, or none, not \(memoryLimit)")
        }
    }

    var limit: MemoryLimit { memoryLimit.flatMap(MemoryLimit.init) ?? .ofThisMachine }
}

/// How the work is done; never what comes out.
struct ExecutionOptions: ParsableArguments {
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions

    @Flag(help: "Compute everything anew, whatever the cache holds.")
    var force = false

    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false
}

/// Ctrl-C asks for a stop; a second one stops at once.
enum InterruptSignal {
    static let interruption = Interruption.ofProcess

    static func catchOnce() {
        // A parent may have blocked them for its children without knowing: threads of libdispatch do.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        sigprocmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                InterruptSignal.interruption.request()
                signal(number, SIG_DFL)
            }
        }
    }
}
