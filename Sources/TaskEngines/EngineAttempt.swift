internal import Files
internal import ForecastCore
package import ForecastTasks
internal import Glibc
package import SharedStore
package import Workers

/// One attempt at some tasks: what an engine is handed, under names that no other attempt has.
package struct EngineAttempt {
    /// What the engine itself needs and says: in the shared store's folder, or in one of this machine where that is a bucket.
    package let folder: String
    /// A task per line.
    package let list: String
    /// Once it is there, workers stop between two series.
    package let stopFile: String
    package let tasks: [ForecastTask]
    package let lines: [String]
    /// The program as the engine's machines find it.
    package let program: String
    /// Whether `program` is the file of this very process.
    package let isOwnProgram: Bool
    /// Threads of a process on this machine.
    package let jobs: Int
    package let interruption: Interruption
    private let store: SharedStore
    private let name: String

    /// Puts the list of tasks into the store.
    /// - Parameter prefix: of the attempt's name.
    /// - Throws: `FileError`, `SharedStoreError`.
    package init(
        _ prefix: String, at tasks: [ForecastTask], lines: [String], in store: SharedStore, program: String,
        isOwnProgram: Bool, jobs: Int, interruption: Interruption
    ) throws {
        folder = try TemporaryFolder.make(
            prefix: prefix, in: store.folder.map { "\($0)/attempts" } ?? TemporaryFolder.parent)
        // mkdtemp keeps it to this user; workers may be another.
        if !store.isBucket { chmod(folder, 0o755) }
        name = FileSystem.split(folder).name
        list = store.place(ofHanded: "\(name)/tasks.jsonl")
        stopFile = store.place(ofHanded: "\(name)/cancelled")
        self.tasks = tasks
        self.lines = lines
        self.store = store
        self.program = program
        self.isOwnProgram = isOwnProgram
        self.jobs = jobs
        self.interruption = interruption
        try store.hand(lines.map { $0 + "\n" }.joined(), as: "\(name)/tasks.jsonl")
    }

    /// Whether machines share no folder.
    var isByBucket: Bool { store.isBucket }

    /// Has workers stop that no signal reaches.
    package func stop() { try? store.hand("", as: "\(name)/cancelled") }

    /// What engines said of it is of no use any more, once everything is done.
    package func finish() { if store.isBucket { try? FileSystem.remove(folder) } }

    /// The words of `forecast task` behind the program's path, for whoever reads tasks from its standard input.
    package var arguments: [String] { ["task", "--shared", store.location, "--stop-file", stopFile] }

    /// Words as a shell reads them; those that begin with two dashes are options of ours.
    static func commandLine(_ words: [String]) -> String {
        words.map { $0.hasPrefix("--") ? $0 : ShellText.word($0) }.joined(separator: " ")
    }
}
