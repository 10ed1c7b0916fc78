import Foundation
import Testing

@Suite("the same bits") struct DeterminismTests {
    private static let files = [
        "forecasts.csv", "scores.csv", "series.csv", "report.json", "report.md", "report.html",
        "manifest.json",
        "spec.resolved.yaml",
    ]

    @Test("come from 1, 2 and 8 jobs, cold and warm, from any working directory, and from the resolved spec")
    func sameBytes() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml", "--jobs", "1"])
        let golden = try Self.files.map { try project.read("results/shop/latest/\($0)") }
        let digest = try project.resultDigest()
        #expect(digest.count == 64)

        for (jobs, keepsCache) in [("2", false), ("8", false), ("2", true)] {
            try project.removeRuns()
            if !keepsCache { try project.remove("results/.store") }
            try project.succeed(["run", project.path("experiments/shop.yaml"), "--jobs", jobs], in: "/")
            let bytes = try Self.files.map { try project.read("results/shop/latest/\($0)") }
            for (name, (now, then)) in zip(Self.files, zip(bytes, golden)) {
                #expect(
                    now == then, "\(name) differs with \(jobs) jobs, cache \(keepsCache ? "warm" : "cold")")
            }
        }

        try project.write(golden[7], to: "experiments/resolved.yaml")
        try project.succeed(["run", "experiments/resolved.yaml", "--force"])
        #expect(try project.resultDigest() == digest)
        #expect(try project.read("results/shop/latest/report.json") == golden[3])
    }

    @Test("do not depend on locale, time zone or hash seeds")
    func environment() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let digest = try project.resultDigest()
        for environment in [
            ["LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"], ["TZ": "Asia/Kathmandu"],
            ["SWIFT_DETERMINISTIC_HASHING": "1"],
        ] {
            try project.succeed(["run", "experiments/shop.yaml", "--force"], environment: environment)
            #expect(try project.resultDigest() == digest, "\(environment)")
        }
    }

    @Test("come out of every one of several processes that run the same spec at once")
    func concurrentProcesses() throws {
        let project = try ScratchProject()
        let processes = try [[], ["--force"], ["--force"]].map { options in
            try BuiltProgram.start(
                ["run", "experiments/shop.yaml", "--jobs", "1"] + options, in: project.root)
        }
        for process in processes {
            let result = try BuiltProgram.finish(process)
            #expect(result.status == 0, "\(result.errors)")
        }
        let digest = try project.resultDigest()
        let left = try FileManager.default.contentsOfDirectory(atPath: project.path("results/shop"))
        #expect(left.count == 2, "\(left)")  // the run and `latest`
        try project.succeed(["run", "experiments/shop.yaml", "--force"])
        #expect(try project.resultDigest() == digest)
    }

    @Test("come out after an interruption, and finished work is not done again")
    func interruption() throws {
        let project = try ScratchProject()
        let process = try BuiltProgram.start(
            ["run", "experiments/shop.yaml", "--jobs", "2"], in: project.root,
            environment: ["FORECAST_FAILPOINT": "store.committed:2=stop"])
        let result = try BuiltProgram.finishInterrupted(process)
        #expect(result.status == 130)
        #expect(result.errors.contains("interrupted"))
        #expect(!project.exists("results/shop/latest"))

        try project.succeed(["run", "experiments/shop.yaml"])
        let resumed = try project.resultDigest()
        try project.succeed(["run", "experiments/shop.yaml", "--force"])
        #expect(try project.resultDigest() == resumed)
    }
}
