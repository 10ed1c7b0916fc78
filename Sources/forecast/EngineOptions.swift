internal import ArgumentParser
internal import SharedStore
internal import TaskEngines

/// Where the work is done; never what comes out.
struct EngineOptions: ParsableArguments {
    @Option(
        name: .customLong("on"),
        help: ArgumentHelp(
            "Forecast in other processes: processes:4 on this machine, slurm, or spark://host:7077 (default: in this "
                + "one). Changes no result.",
            valueName: "engine"))
    var engine: String?

    @Option(
        help: ArgumentHelp(
            "With --on: by what machines share work: a folder, the same path on each, or s3://bucket/prefix, with AWS_... "
                + "in the environment. slurm and spark need one.", valueName: "place"))
    var shared: String?

    @Option(
        help: ArgumentHelp(
            "With --shared: the program as the engine's machines find it (default: this very file; Spark carries it "
                + "there).", valueName: "path"))
    var worker: String?

    @OptionGroup var tasks: TaskSizeOption

    @Option(
        help: ArgumentHelp(
            "With --shared: give the other tasks up when more than so many have failed (default: 10).",
            valueName: "n"))
    var maxFailures: Int?

    func validate() throws {
        if let engine, RunEngine(engine) == nil {
            throw ValidationError(
                "--on takes processes:N, N from 1 to 64, slurm, or spark://host:port, not \(engine)")
        }
        if chosen.needsSharedStore, shared == nil {
            throw ValidationError(
                "--on \(engine ?? "") needs --shared, a folder that all its machines see or s3://bucket/prefix"
            )
        }
        if shared != nil, engine == nil { throw ValidationError("--shared goes with --on") }
        if shared == nil, worker != nil || tasks.seriesPerTask != nil || maxFailures != nil {
            throw ValidationError("--worker, --series-per-task and --max-failures go with --shared")
        }
        if shared?.isEmpty == true {
            throw ValidationError("--shared is empty; name a folder, or s3://bucket/prefix")
        }
        if let problem = shared.flatMap(SharedStore.problem) { throw ValidationError("--shared: \(problem)") }
        if let maxFailures, maxFailures < 0 {
            throw ValidationError("--max-failures takes a number from 0, not \(maxFailures)")
        }
    }

    var chosen: RunEngine { engine.flatMap(RunEngine.init) ?? .threads }

    var sharedOptions: SharedRunOptions? {
        shared.map {
            SharedRunOptions(
                store: $0, worker: worker, seriesPerTask: tasks.seriesPerTask, mostFailures: maxFailures ?? 10
            )
        }
    }
}
