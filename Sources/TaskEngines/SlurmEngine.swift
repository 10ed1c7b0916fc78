internal import Files
internal import ForecastCore
internal import Glibc

/// Slurm: the tasks are an array job, each element of which performs the line of its number. What else sbatch is to know
/// (partition, account, memory, time) it reads from its own environment, `SBATCH_PARTITION` and the like.
package struct SlurmEngine: TaskEngine {
    package let name = "Slurm"

    /// Elements of an array: Slurm's MaxArraySize is 1001 unless it was configured.
    private static let most = 1000

    package init() {}

    package func submit(_ attempt: EngineAttempt) throws -> any SubmittedTasks {
        let script = "\(attempt.folder)/job.sh"
        try AtomicFile.write(Self.script(for: attempt), to: script, steps: .blob)
        let jobs = SlurmJobs(folder: attempt.folder)
        // Nodes that share no folder have no place for logs that others find; answers of tasks lie in the bucket.
        let log = attempt.isByBucket ? "/dev/null" : "\(attempt.folder)/%A_%a.log"
        for first in stride(from: 0, to: attempt.lines.count, by: Self.most) {
            let last = min(Self.most, attempt.lines.count - first) - 1
            do {
                try jobs.add(
                    EngineCommand.run(
                        [
                            "sbatch", "--parsable", "--job-name=forecast", "--requeue", "--chdir=/",
                            "--array=0-\(last)", "--output=\(log)", script,
                            String(first),
                        ], log: "\(attempt.folder)/sbatch.log"))
            } catch {
                jobs.cancel()
                throw error
            }
        }
        return jobs
    }

    /// The first number of an array is an argument and no variable: `--export=ALL,X=..` has slurmd start a login shell per
    /// task.
    static func script(for attempt: EngineAttempt) -> String {
        let words = [attempt.program] + attempt.arguments + ["--jobs", "1", "--from", attempt.list]
        return """
            #!/bin/sh
            exec \(EngineAttempt.commandLine(words)) --index "$(($1 + SLURM_ARRAY_TASK_ID))"

            """
    }
}

/// The array jobs of one attempt.
private final class SlurmJobs: SubmittedTasks {
    private let folder: String
    private var ids: [String] = []
    private var asked: timespec?

    /// Seconds between two questions to the controller, which many users ask.
    private static let interval = 2

    init(folder: String) { self.folder = folder }

    /// - Parameter answer: of `sbatch --parsable`: the id, behind it perhaps the cluster's name.
    func add(_ answer: (code: Int32, text: String)) throws {
        let lines = answer.text.split(separator: "\n")
        guard answer.code == 0, let id = lines.last?.split(separator: ";").first, Int(id) != nil else {
            throw EngineFailure(engine: "Slurm", reason: lines.joined(separator: "; "))
        }
        ids.append(String(id))
    }

    func ending() throws -> String? {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        if let asked, now.tv_sec - asked.tv_sec < Self.interval { return nil }
        asked = now
        let (code, text) = try EngineCommand.run(
            [
                "squeue", "--noheader", "--array", "--states=all", "--format=%i %t %S %r", "--jobs",
                ids.joined(separator: ","),
            ], log: "\(folder)/squeue.log")
        guard code == 0 else {
            // Jobs are forgotten some minutes after their end. Whatever else it is may pass.
            return text.contains("Invalid job id") ? "Slurm has forgotten its job" : nil
        }
        let jobs = text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 3) }
        // CF configuring, CG completing, PD pending, R running, RQ requeued, S suspended.
        let alive = jobs.filter { $0.count > 1 && ["CF", "CG", "PD", "R", "RQ", "S"].contains($0[1]) }
        for job in alive where job.count > 3 && job[1] == "PD" && Self.isPutOff(start: job[2], reason: job[3])
        {
            // A task whose node was lost is held for two minutes, for nothing.
            _ = try EngineCommand.run(
                ["scontrol", "update", "JobId=\(job[0])", "StartTime=now"], log: "\(folder)/scontrol.log")
        }
        let isHeld =
            !alive.isEmpty && alive.allSatisfy { $0.count > 3 && $0[3].lowercased().contains("held") }
        guard alive.isEmpty || isHeld else { return nil }
        if isHeld { cancel() }
        return "Slurm's job \(ids.joined(separator: ", ")) ended without it, see \(folder)"
    }

    /// Whether a job waits for nothing but a time. That it does so Slurm says half a minute after it has set one.
    private static func isPutOff(start: Substring, reason: Substring) -> Bool {
        reason == "BeginTime" || (reason == "None" && start != "N/A")
    }

    func cancel() {
        guard !ids.isEmpty else { return }
        _ = try? EngineCommand.run(["scancel"] + ids, log: "\(folder)/scancel.log")
    }
}
