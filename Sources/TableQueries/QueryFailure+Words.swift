internal import Glibc

/// What DuckDB says when it ends with an error, in our words.
extension QueryFailure {
    init(_ ending: Ending, said: String, _ limits: TableQuery.Limits) {
        let memory = "the query needs more than \(limits.memoryMegabytes) MB of memory"
        let lessMemory =
            "let it make fewer rows at a time, or allow more: limits: {megabytes: \(2 * limits.memoryMegabytes)}"
        switch ending {
        case .signal(SIGXCPU),
            .signal(SIGKILL) where said.isEmpty:
            self.init(
                .time,
                "the query took more than \(limits.processorSeconds) s of processor time and was stopped",
                fix:
                    "look for a join without a condition, or allow more: limits: {seconds: \(2 * limits.processorSeconds)}"
            )
        case .signal(SIGINT), .signal(SIGTERM): self.init(.interrupted, "interrupted")
        case .signal(SIGXFSZ): self.init(.permission, "the query wrote a file", fix: "let it read only")
        case .signal(SIGABRT) where said.contains("bad_alloc"): self.init(.memory, memory, fix: lessMemory)
        case .signal(let number):
            self.init(.process, "DuckDB died of signal \(number)", notes: Self.lines(said))
        case .exit(127) where said.isEmpty:
            self.init(
                .process, "DuckDB could not be started",
                fix:
                    "its program needs libstdc++6 and a kernel that runs it: `make deps` says what is missing"
            )
        case .exit:
            let report = SpokenError(said)
            let words = Self.lines(report.message)
            let message = words.first ?? "DuckDB ended with an error and said nothing"
            switch report.type {
            case "Out of Memory": self.init(.memory, memory, fix: lessMemory)
            case "Permission":
                self.init(
                    .permission, message, position: report.position,
                    fix: "a query reads the files that 'files' names, and nothing else")
            default:
                self.init(
                    .query, message, position: report.position, notes: Array(words.dropFirst().prefix(6)))
            }
        }
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }.filter { !$0.isEmpty }.map {
            String($0.prefix(300))
        }
    }
}
