internal import ArgumentParser
internal import Commands
internal import ExperimentRunner
internal import ForecastCore
internal import SharedStore
internal import Workers

/// For engines that spread a run over processes; people type `forecast run`.
struct TaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "Perform pieces of a run that are read as lines.",
        discussion: """
            Reads one task per line and answers each with a line of JSON: task, status (done, cached, failed, retry), \
            result, message. What comes out goes into the cache under the keys of a run, so that `forecast run` of the \
            same spec finds it there. A task that fails wherever it is tried is `failed` and no reason to try again: \
            exit code 0. Exit code 75 asks for another attempt, here or elsewhere: the cache is not written, or this is \
            another build than the tasks are for.

            EXAMPLES
              forecast task --list experiments/demo.yaml --series-per-task 1024 > tasks.jsonl
              forecast task < tasks.jsonl
              forecast task --from tasks.jsonl --index "$SLURM_ARRAY_TASK_ID"
              forecast task --shared /shared/forecasts < tasks.jsonl
            """, shouldDisplay: false)

    @OptionGroup var folders: ProjectOptions
    @OptionGroup var threads: ThreadOptions

    @Option(
        help: ArgumentHelp(
            "Print the tasks of this spec, and put the spec into the cache.", valueName: "spec"),
        completion: .file(extensions: ["yaml", "yml"]))
    var list: String?

    @OptionGroup var tasks: TaskSizeOption

    @Option(help: ArgumentHelp("Read the tasks from this file (a path, or s3://...).", valueName: "file"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "With --from: perform the task on this line alone, counted from 0.", valueName: "n"))
    var index: Int?

    @Option(
        help: ArgumentHelp(
            "Read spec and data from this folder or bucket (s3://bucket/prefix), which many machines share, and leave "
                + "results there: no project is needed, and the cache ends with the command unless --store names one. "
                + "With --list: fill it.", valueName: "place"))
    var shared: String?

    @Option(help: ArgumentHelp("Stop when this file is there (a path, or s3://...).", valueName: "file"))
    var stopFile: String?

    func validate() throws {
        if list != nil, from != nil || index != nil {
            throw ValidationError("--list prints tasks, --from performs them")
        }
        if index != nil, from == nil { throw ValidationError("--index counts the lines of --from") }
        if let index, index < 0 { throw ValidationError("--index counts from 0, not \(index)") }
        if tasks.seriesPerTask != nil, list == nil {
            throw ValidationError("--series-per-task goes with --list")
        }
    }

    func run() throws {
        if let list { return try printTasks(of: list) }
        InterruptSignal.catchOnce()
        if let stopFile { try StopFile.watch(stopFile) }
        let answer = try performer()
        var mustRetry = false
        func perform(_ line: String) throws {
            let answer = try answer(line)
            mustRetry = mustRetry || answer.status == .retry
            Terminal.write(try answer.line + "\n", to: 1)
        }
        if let from {
            for line in try lines(of: from) { try perform(line) }
        } else {
            // Answered one by one: who deals the tasks may wait for each.
            while let line = readLine() { try perform(line) }
        }
        if mustRetry { throw ExitCode(Self.tryAgain) }
    }

    /// What answers a line.
    private func performer() throws -> (String) throws -> TaskAnswer {
        let queue = WorkQueue(jobs: threads.count, interruption: InterruptSignal.interruption)
        if let shared {
            return try SharedTaskPerformer(shared: shared, cache: folders.store, queue: queue).answer
        }
        return try TaskPerformer(
            folders.project(around: "."), queue: queue, progress: SilentProgress()
        ).answer
    }

    /// EX_TEMPFAIL of <sysexits.h>.
    private static let tryAgain: Int32 = 75

    private func printTasks(of path: String) throws {
        let experiment = try PreparedExperiment(
            specPath: path, overrides: [], project: folders.project(around: path))
        ErrorReport.print(experiment.warnings)
        let queue = WorkQueue(jobs: threads.count, interruption: InterruptSignal.interruption)
        let lines =
            try shared.map {
                try TaskListing.lines(
                    of: experiment, shared: $0, seriesPerTask: tasks.seriesPerTask, queue: queue)
            } ?? TaskListing.lines(of: experiment, seriesPerTask: tasks.seriesPerTask)
        Terminal.write(lines.map { $0 + "\n" }.joined(), to: 1)
    }

    private func lines(of path: String) throws -> [String] {
        let text = String(decoding: try HandedFile(path).bytes(), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        guard let index else { return lines }
        guard index < lines.count else {
            throw ValidationError("--index \(index): \(path) has \(lines.count) tasks, counted from 0")
        }
        return [lines[index]]
    }
}
