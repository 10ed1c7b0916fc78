import Foundation
import TestServers
import Testing

@Suite(
    "tasks on Spark", .serialized,
    .enabled(if: SparkCluster.obstacle == nil, Comment(rawValue: SparkCluster.obstacle ?? "")))
struct SparkTests {
    @Test(
        "give the bytes of a run alone, where a worker has nothing but the store and is killed in the middle")
    func killed() throws {
        let project = try SharedProject()
        let cluster = try SparkCluster(hiding: project.apart.root)
        let arguments = project.arguments(on: try cluster.master())
        let run = try BuiltProgram.start(
            arguments, in: project.apart.root, environment: cluster.environment)
        // Something is done, and the second worker is at something.
        for _ in 0..<2400
        where run.isRunning && (project.manifests.count < 2 || cluster.taskCount(ofWorker: 2) == 0) {
            usleep(50_000)
        }
        let before = Dictionary(
            uniqueKeysWithValues: try project.manifests.map { ($0, try SharedProject.modified($0)) })
        #expect(before.count >= 2 && cluster.taskCount(ofWorker: 2) > 0)
        let python = try project.shell("pgrep -fc '[p]yspark.daemon|[P]ythonRunner'")
        #expect(python.output.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
        try cluster.killWorker()
        let ended = try BuiltProgram.finish(run)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try project.isEqual())
        #expect(project.manifests.count == 5 && cluster.taskCount(ofWorker: 1) > 0)
        // What was done is not done again.
        for (manifest, time) in before { #expect(try SharedProject.modified(manifest) == time) }
        // Once more with a cache that is gone: the store has it all, and Spark is not asked.
        try project.apart.remove("results")
        try project.apart.succeed(arguments, environment: cluster.environment)
        #expect(try project.isEqual() && project.apart.computedForecasts() == 0)
    }

    @Test(
        "share a bucket and no folder, by credentials that executors have",
        .enabled(if: TestS3.isInstalled, Comment(rawValue: TestS3.reason)))
    func bucket() throws {
        let project = try SharedProject()
        let cluster = try SparkCluster(hiding: project.apart.root)
        let server = try TestS3(.signatures)
        try cluster.hand(server.environment)
        try project.apart.succeed(
            project.arguments(on: try cluster.master(), by: TestS3.bucket),
            environment: cluster.environment.merging(server.environment) { $1 })
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == project.alone.computedForecasts())
    }
}
