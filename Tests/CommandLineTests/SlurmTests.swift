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
        let project = try SharedProject(paths: 3000)
        let cluster = try SlurmCluster(hiding: project.apart.root)
        let arguments = project.arguments(on: "slurm")
        let run = try BuiltProgram.start(
            arguments, in: project.apart.root, environment: cluster.environment)
        while run.isRunning, project.manifests.isEmpty { usleep(20_000) }
        run.interrupt()
        #expect(try BuiltProgram.finish(run).status == 130)
        // Nothing is left in the queue once the elements that ran have stopped, between two series.
        var queued = "?"
        for _ in 0..<300 where !queued.isEmpty {
            queued = try project.shell("squeue --noheader --array", environment: cluster.environment).output
            usleep(100_000)
        }
        #expect(queued.isEmpty, "\(queued)")
        let before = Dictionary(
            uniqueKeysWithValues: try project.manifests.map { ($0, try SharedProject.modified($0)) })
        #expect(!before.isEmpty && before.count < 5)
        try project.apart.succeed(arguments, environment: cluster.environment)
        #expect(try project.isEqual() && project.manifests.count == 5)
        for (manifest, time) in before { #expect(try SharedProject.modified(manifest) == time) }
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
