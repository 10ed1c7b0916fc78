import Foundation
import TestServers
import Testing

@Suite("tasks by way of a bucket", .enabled(if: TestS3.isInstalled, Comment(rawValue: TestS3.reason)))
struct BucketTaskTests {
    @Test(
        "give the bytes of a run alone, and are performed once",
        arguments: [TestS3.Server.conditions, .signatures])
    func clean(_ kind: TestS3.Server) throws {
        let project = try SharedProject()
        let server = try TestS3(kind)
        let command = project.arguments(on: "processes:2", by: TestS3.bucket)
        try project.apart.succeed(command, environment: server.environment)
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == project.alone.computedForecasts())
        // A cache that is gone: everything comes from the bucket.
        try project.apart.remove("results")
        try project.apart.succeed(command, environment: server.environment)
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == 0)
    }

    @Test("need a list in the bucket alone, and stop at a file there")
    func worker() throws {
        let project = try SharedProject()
        let server = try TestS3(.signatures)
        let environment = server.environment
        let listed = try project.apart.succeed(
            [
                "task", "--list", "experiments/shop.yaml", "--shared", TestS3.bucket, "--series-per-task",
                "128",
            ], environment: environment)
        #expect(listed.output.split(separator: "\n").count == 5)
        // What rclone serves is a folder.
        let folder = "\(server.folder)/forecasts/some runs/attempts/one"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try listed.output.write(toFile: "\(folder)/tasks.jsonl", atomically: true, encoding: .utf8)
        // For a second the server answers from what it has seen there before.
        usleep(1_500_000)
        let elsewhere = try ScratchProject(spec: nil)
        let command = [
            "task", "--shared", TestS3.bucket, "--from", "\(TestS3.bucket)/attempts/one/tasks.jsonl",
            "--stop-file", "\(TestS3.bucket)/attempts/one/cancelled",
        ]
        let one = try elsewhere.succeed(command + ["--index", "3"], in: "/", environment: environment)
        #expect(one.output.contains("\"status\":\"done\""))
        let all = try elsewhere.succeed(command, in: "/", environment: environment)
        #expect(all.output.components(separatedBy: "\"status\":\"done\"").count == 5)
        #expect(all.output.components(separatedBy: "\"status\":\"cached\"").count == 2)
        try "".write(toFile: "\(folder)/cancelled", atomically: true, encoding: .utf8)
        for manifest in try FileManager.default.subpathsOfDirectory(atPath: "\(server.folder)/forecasts")
        where manifest.contains("/results/") && manifest.hasSuffix(".json") {
            try FileManager.default.removeItem(atPath: "\(server.folder)/forecasts/\(manifest)")
        }
        usleep(1_500_000)
        let stopped = try elsewhere.run(command, in: "/", environment: environment)
        #expect(stopped.status == 130, "\(stopped.output)")
    }

    @Test("are asked for only where the bucket takes files, and are told why it does not")
    func refused() throws {
        let project = try SharedProject()
        let server = try TestS3(.signatures)
        let command = project.arguments(on: "processes:1", by: TestS3.bucket)
        let wrong = try project.apart.run(
            command, environment: server.environment.merging(["AWS_SECRET_ACCESS_KEY": "x"]) { $1 })
        #expect(wrong.status == 4)
        #expect(
            wrong.errors.contains("AWS_SECRET_ACCESS_KEY is not the secret of AKIDTESTS"), "\(wrong.errors)")
        let nobody = try project.apart.run(
            command, environment: server.environment.merging(["AWS_ACCESS_KEY_ID": ""]) { $1 })
        #expect(nobody.status == 4)
        #expect(
            nobody.errors.contains("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set"),
            "\(nobody.errors)")
        // A library that cannot be opened.
        try FileManager.default.createDirectory(
            atPath: project.apart.path("libraries"), withIntermediateDirectories: true)
        try project.apart.write("", to: "libraries/libcurl.so.4")
        let missing = try project.apart.run(
            command,
            environment: server.environment.merging(["LD_LIBRARY_PATH": project.apart.path("libraries")]) {
                $1
            })
        #expect(
            missing.status == 4 && missing.errors.contains("apt-get install libcurl4"), "\(missing.errors)")
        let bucket = try project.apart.run(project.arguments(on: "processes:1", by: "s3://Nobody"))
        #expect(bucket.status == 2 && bucket.errors.contains("s3://BUCKET/PREFIX"), "\(bucket.errors)")
    }
}
