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
        // The second worker, which does not see the project, never comes to an end with what it has in hand; the first one leaves
        // it something.
        let (held, never) = ("\(project.shared)-held", "\(project.shared)-never")
        let worker = try project.program(
            """
            [ -d '\(project.apart.path("experiments"))' ] || { touch '\(held)'; \(project.wait(for: never)); }
            case "$line" in *'"series":[0,'* | *'"series":[128,'*) ;; *) \(project.wait(for: held)) ;; esac
            """)
        let run = try BuiltProgram.start(
            arguments + ["--worker", worker], in: project.apart.root, environment: cluster.environment)
        try BuiltProgram.wait(for: "two tasks that are done and one on the second worker", of: run) {
            project.manifests.count >= 2 && FileManager.default.fileExists(atPath: held)
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
