import Foundation
import ServiceJobs
import TestServers
import Testing

/// What holds of jobs of a queue whose results go into PostgreSQL, whatever happens to workers and servers: every job ends once, no
/// row is lost and none doubled, and the numbers are the command line's.
@Suite(
    "Jobs whose workers and servers come and go", .serialized,
    .enabled(if: PlannedProject.isInstalled, Comment(rawValue: PlannedProject.reason)))
struct DisturbanceTests {
    /// A project whose worker has done one job of eight and is held by the server in the middle of writing the second one.
    ///
    /// There it has no lock but the server's: one of SQLite, which it has for the moment in which it notes what it does, would keep
    /// others waiting for as long as it is stopped.
    private func begun(
        on postgres: TestPostgres? = nil, lockSeconds: Int = 2, seconds: Int = 120
    ) throws -> (PlannedProject, worker: TestProcess, producer: TestProcess) {
        let planned = try PlannedProject(on: postgres, lockSeconds: lockSeconds)
        let worker = try planned.worker()
        try planned.holdWriting()
        let producer = try planned.producer(seconds: seconds)
        #expect(worker.wait { $0.contains("\"event\":\"finished\"") }, "\(worker.text)")
        try planned.waitUntilHeld()
        return (planned, worker, producer)
    }

    @Test("a worker that is killed inside COPY is followed by another")
    func killed() throws {
        let (planned, first, producer) = try begun()
        first.signal(SIGKILL)
        try planned.release()
        let second = try planned.worker()
        try planned.expectWhole(try producer.seen(), second.text)
        #expect(second.text.contains("had lost its worker"))
    }

    @Test("a worker that sleeps past its lock writes nothing when it wakes")
    func suspended() throws {
        let (planned, first, producer) = try begun()
        first.signal(SIGSTOP)
        try planned.release()
        let second = try planned.worker()
        let seen = try producer.seen()
        first.signal(SIGCONT)
        first.wait { $0.contains("not ours any more") || $0.contains("end was refused") }
        #expect(
            first.text.contains("not ours any more") || first.text.contains("end was refused"),
            "\(first.text)")
        try planned.expectWhole(seen, second.text)
    }

    @Test(
        "a worker that sleeps for a minute, twice as long as its lock, does no harm",
        .enabled(if: ProcessInfo.processInfo.environment["FORECAST_SOAK"] != nil, "part of make soak"))
    func suspendedForLong() throws {
        let (planned, first, producer) = try begun(lockSeconds: 30, seconds: 240)
        first.signal(SIGSTOP)
        try planned.release()
        let second = try planned.worker()
        sleep(60)
        first.signal(SIGCONT)
        let seen = try producer.seen()
        try planned.expectWhole(seen, "\(first.text) \(second.text)")
    }

    @Test("Redis is killed and started again, and its scripts are flushed, while jobs run")
    func redisRestarted() throws {
        // Its listener may die with the connection: what the queue holds is what counts.
        let (planned, worker, _) = try begun()
        try planned.redis.call("SCRIPT", "FLUSH")
        planned.redis.kill()
        // For so long it is away.
        usleep(700_000)
        try planned.redis.start()
        try planned.release()
        try comesTrue { try planned.redis.call("ZCARD", "bull:forecast:completed") == "8" }
        let seen = try planned.seen((0..<8).map { "forecast-\($0)" })
        try planned.expectWhole(seen, worker.text)
    }

    @Test("PostgreSQL crashes and comes back while rows are on their way in, and jobs wait for it")
    func postgresRestartedWhileWriting() throws {
        let (planned, worker, producer) = try begun(on: TestPostgres())
        try planned.postgres.stop()
        // For so long it is away.
        sleep(1)
        try planned.postgres.start()
        try planned.release()
        try planned.expectWhole(try producer.seen(), worker.text)
        #expect(worker.text.contains("a server is away and is tried again"), "\(worker.text)")
    }

    @Test("PostgreSQL is restarted while the sales are read, and jobs read them again")
    func postgresRestartedWhileReading() throws {
        let planned = try PlannedProject(on: TestPostgres(), readsPostgres: true)
        let worker = try planned.worker()
        try planned.hold()
        let producer = try planned.producer(horizons: 2)
        try planned.waitUntilHeld()
        try planned.postgres.stop(SIGINT)
        // For so long it is away.
        sleep(1)
        try planned.postgres.start()
        try planned.release()
        let seen = try producer.seen()
        try planned.expectWhole(seen, worker.text)
        #expect(worker.text.contains("a server is away and is tried again"), "\(worker.text)")
    }

    @Test(
        "a disk that is full under the worker fails nothing that goes into PostgreSQL, and is over when there is room"
    )
    func fullDisk() throws {
        let (planned, worker, producer) = try begun()
        try ServedProject.limitFiles(of: worker.identifier, isFull: true)
        try planned.release()
        #expect(
            worker.wait { $0.components(separatedBy: "\"event\":\"finished\"").count > 4 },
            "\(worker.text)")
        try ServedProject.limitFiles(of: worker.identifier, isFull: false)
        try planned.expectWhole(try producer.seen(), worker.text)
    }

    @Test("a disk that is full under the results fails jobs whole, and they are done when there is room")
    func fullSink() throws {
        let planned = try PlannedProject(writesPostgres: false)
        let worker = try planned.worker()
        try ServedProject.limitFiles(of: worker.identifier, isFull: true)
        let producer = try planned.redis.producer(
            "3.4.4", "forecast", 2, seconds: 60,
            options: #"{"attempts": 20, "backoff": {"type": "fixed", "delay": 500}}"#,
            jobs: #"[["predict", {"horizon_weeks": 1}], ["predict", {"horizon_weeks": 2}]]"#)
        #expect(worker.wait { $0.contains("attempt 2 of 20") }, "\(worker.text)")
        try ServedProject.limitFiles(of: worker.identifier, isFull: false)
        let seen = try producer.seen()
        #expect(seen.completed.values.allSatisfy { $0 == 1 } && seen.completed.count == 2, "\(worker.text)")
        #expect(
            seen.failed.isEmpty && seen.jobs.allSatisfy { (Int($0.atm ?? "") ?? 0) >= 2 || $0.atm == "1" })
        for (index, job) in seen.jobs.enumerated() {
            let digest = try JSONReader.value(of: Array((job.returnvalue ?? "").utf8))["reference"]?.string
            let text = try planned.project.forecast([
                "predict", "experiments/shop.yaml", "--horizon", "\(index + 1)", "--plans", "last", "--json",
            ])
            #expect(try JSONReader.value(of: Array(text.utf8), depth: 32)["execution_id"]?.string == digest)
        }
    }
}
