internal import ForecastCore
package import ForecastTasks
package import Workers

/// One attempt at some tasks, in a folder of its own in the shared store.
package struct EngineAttempt {
    package let folder: String
    package let tasks: [ForecastTask]
    package let lines: [String]
    /// The folder of the shared store.
    package let store: String
    /// The program as the engine's machines find it.
    package let program: String
    /// Whether `program` is the file of this very process.
    package let isOwnProgram: Bool
    /// Threads of a process on this machine.
    package let jobs: Int
    package let interruption: Interruption

    package init(
        folder: String, tasks: [ForecastTask], lines: [String], store: String, program: String,
        isOwnProgram: Bool, jobs: Int, interruption: Interruption
    ) {
        self.folder = folder
        self.tasks = tasks
        self.lines = lines
        self.store = store
        self.program = program
        self.isOwnProgram = isOwnProgram
        self.jobs = jobs
        self.interruption = interruption
    }

    /// A task per line.
    package var list: String { "\(folder)/tasks.jsonl" }
    /// Once it is there, workers stop between two series.
    package var stopFile: String { "\(folder)/cancelled" }

    /// The words of `forecast task` behind the program's path, for whoever reads tasks from its standard input.
    package var arguments: [String] { ["task", "--shared", store, "--stop-file", stopFile] }

    /// Words as a shell reads them; those that begin with two dashes are options of ours.
    static func commandLine(_ words: [String]) -> String {
        words.map { $0.hasPrefix("--") ? $0 : ShellText.word($0) }.joined(separator: " ")
    }
}
