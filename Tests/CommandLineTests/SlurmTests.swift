import Foundation
import TestServers
import Testing

@Suite(
    "tasks on Slurm", .serialized,
    .enabled(if: SlurmCluster.obstacle == nil, Comment(rawValue: SlurmCluster.obstacle ?? "")))
struct SlurmTests {
    @Test("give the bytes of a run alone, on nodes of which one has nothing but the store")
    func clean() throws {
        let project = try SharedProject()
        let cluster = try SlurmCluster(hiding: project.apart.root)
        try project.apart.succeed(project.arguments(on: "slurm"), environment: cluster.environment)
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == project.alone.computedForecasts())
        let logs = project.files(in: "attempts").filter { $0.hasSuffix(".log") && $0.contains("_") }
        #expect(logs.count == 5)
        #expect(
            try logs.allSatisfy {
                try String(contentsOfFile: $0, encoding: .utf8).contains("\"status\":\"done\"")
            })
        let nodes = try project.shell(
            "scontrol show job | grep -o 'NodeList=w[12]' | sort -u", environment: cluster.environment)
        #expect(nodes.output == "NodeList=w1\nNodeList=w2\n")
        // Once more with a cache that is gone: the store has it all, and Slurm is not asked.
        try project.apart.remove("results")
        try project.apart.succeed(project.arguments(on: "slurm"))
        #expect(try project.isEqual() && project.apart.computedForecasts() == 0)
    }

    @Test("are cancelled by Ctrl-C, and what was done by then is not done again")
    func interrupted() throws {
        let project = try SharedProject()
        let cluster = try SlurmCluster(hiding: project.apart.root)
        // All elements but the first one stop themselves before they compute anything; who is cancelled is woken.
        let program = "\(project.shared)-worker.sh"
        try """
        #!/bin/sh
        case "$*" in *'--index 0') ;; *) export FORECAST_FAILPOINT=blob.write=stop ;; esac
        exec '\(BuiltProgram.path)' "$@"
        """.write(toFile: program, atomically: true, encoding: .utf8)
        chmod(program, 0o755)
        let arguments = project.arguments(on: "slurm")
        let run = try BuiltProgram.start(
            arguments + ["--worker", program], in: project.apart.root, environment: cluster.environment)
        try BuiltProgram.wait(for: "a task that is done", of: run) { !project.manifests.isEmpty }
        run.interrupt()
        #expect(try BuiltProgram.finish(run).status == 130)
        // Nothing is left in the queue once the elements that ran have stopped, between two series.
        var queued = "?"
        try comesTrue {
            queued = try project.shell("squeue --noheader --array", environment: cluster.environment).output
            return queued.isEmpty
        }
        #expect(queued.isEmpty, "\(queued)")
        let before = Dictionary(
            uniqueKeysWithValues: try project.manifests.map { ($0, try SharedProject.modified($0)) })
        #expect(!before.isEmpty && before.count < 5)
        try project.apart.succeed(arguments, environment: cluster.environment)
        #expect(try project.isEqual() && project.manifests.count == 5)
        for (manifest, time) in before { #expect(try SharedProject.modified(manifest) == time) }
    }

    @Test("whose node is lost are queued again and not held, and nothing else is done twice")
    func lostNode() throws {
        let project = try SharedProject()
        let cluster = try SlurmCluster(hiding: project.apart.root)
        // The second node never comes to an end with what it has in hand.
        let (program, held) = ("\(project.shared)-worker.sh", "\(project.shared)-held")
        try """
        #!/bin/sh
        if [ "$SLURMD_NODENAME" = w2 ]; then touch '\(held)'; sleep 3600; fi
        exec '\(BuiltProgram.path)' "$@"
        """.write(toFile: program, atomically: true, encoding: .utf8)
        chmod(program, 0o755)
        let run = try BuiltProgram.start(
            project.arguments(on: "slurm") + ["--worker", program], in: project.apart.root,
            environment: cluster.environment)
        try BuiltProgram.wait(for: "a task that is done and one on the second node", of: run) {
            !project.manifests.isEmpty && FileManager.default.fileExists(atPath: held)
        }
        try cluster.loseNode()
        let before = try project.manifests.map { ($0, try SharedProject.modified($0)) }
        #expect(!before.isEmpty)
        #expect(try BuiltProgram.finish(run).status == 0)
        #expect(try project.isEqual() && project.manifests.count == 5)
        for (manifest, time) in before { #expect(try SharedProject.modified(manifest) == time) }
        let jobs = try project.shell("scontrol show job --oneliner", environment: cluster.environment).output
        let again = jobs.split(separator: "\n").filter { $0.contains("Restarts=1") }
        #expect(again.count == 1, "\(jobs)")
        let lost = try #require(again.first)
        #expect(lost.contains(" NodeList=w1 "), "\(lost)")
        // Slurm would hold it for two minutes from the moment on in which it is queued again.
        func time(_ name: String) throws -> Date {
            let text = try #require(
                try Regex("\\b\(name)=([0-9T:-]+)").firstMatch(in: String(lost))?[1].substring)
            return try Date(text + "Z", strategy: .iso8601)
        }
        #expect(try time("EligibleTime").timeIntervalSince(time("SubmitTime")) < 120, "\(lost)")
    }

    @Test(
        "share a bucket and no folder, by the credentials of who asks",
        .enabled(if: TestS3.isInstalled, Comment(rawValue: TestS3.reason)))
    func bucket() throws {
        let project = try SharedProject()
        let cluster = try SlurmCluster(hiding: project.apart.root)
        let server = try TestS3(.signatures)
        try project.apart.succeed(
            project.arguments(on: "slurm", by: TestS3.bucket),
            environment: cluster.environment.merging(server.environment) { $1 })
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == project.alone.computedForecasts())
    }
}
