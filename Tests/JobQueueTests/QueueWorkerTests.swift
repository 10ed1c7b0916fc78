import Foundation
import Glibc
import JobQueue
import TestServers
import Testing
import Workers

@Suite(
    "A worker of BullMQ's queues", .serialized,
    .enabled(if: TestRedis.isInstalled, Comment(rawValue: TestRedis.reason)))
struct QueueWorkerTests {
    static let versions = ["3.4.4", "2.24.0"]

    private func expectAllOnce(_ seen: Seen, _ count: Int, _ worker: String = "") {
        #expect(
            seen.completed.count == count && seen.completed.values.allSatisfy { $0 == 1 },
            "\(seen.completed) \(worker)")
        #expect(seen.failed.isEmpty, "\(seen.failed)")
        #expect(seen.wait == 0 && seen.active == 0 && seen.delayed == 0)
        #expect(seen.jobs.allSatisfy { $0.finishedOn != nil })
    }

    @Test("does 200 jobs of Python's producer, whose listener sees each step", arguments: versions)
    func twoHundred(_ version: String) throws {
        let redis = try TestRedis()
        let worker = try redis.worker(version, "q", step: 5, parallel: 2)
        let seen = try redis.producer(version, "q", 200).seen()
        expectAllOnce(seen, 200, worker.text)
        #expect(seen.progress.count == 200 && seen.progress.values.allSatisfy { $0 == [10, 50] })
        #expect(seen.jobs.enumerated().allSatisfy { $1.returnvalue == "{\"execucao_id\":\"q-\($0)\"}" })
        #expect(seen.jobs.allSatisfy { $0.atm == "1" && $0.ats == "1" })
    }

    @Test("tells steps within 100 ms while it computes, also on a channel")
    func progress() throws {
        let redis = try TestRedis()
        let listener = try TestProcess(
            "/usr/bin/env", ["redis-cli", "-p", "\(redis.port)", "SUBSCRIBE", "progress:q"])
        listener.wait { $0.contains("subscribe") }
        let worker = try redis.worker("3.4.4", "q", step: 300, mode: "spin")
        let seen = try redis.producer("3.4.4", "q", 5).seen()
        expectAllOnce(seen, 5, worker.text)
        let late = seen.delays.sorted()
        #expect(late.count == 10 && late[late.count / 2] < 100, "\(late)")
        listener.wait { $0.contains("\"jobId\":\"q-4\",\"data\":{\"step\":1,\"percent\":50") }
        #expect(
            listener.text.contains("{\"queue\":\"q\",\"jobId\":\"q-4\",\"data\":{\"step\":1,\"percent\":50"))
    }

    @Test(
        "tries again what failed, with the delay that the job asks for, and no oftener", arguments: versions)
    func retries(_ version: String) throws {
        let redis = try TestRedis()
        let flaky = try redis.worker(version, "flaky", mode: "flaky")
        let start = Date()
        var seen = try redis.producer(
            version, "flaky", 3,
            options: #"{"attempts": 3, "backoff": {"type": "exponential", "delay": 700}}"#
        ).seen()
        expectAllOnce(seen, 3, flaky.text)
        #expect(seen.jobs.allSatisfy { $0.atm == "2" && $0.ats == "2" })
        #expect(Date().timeIntervalSince(start) > 0.7)
        let failing = try redis.worker(version, "fail", mode: "fail")
        seen = try redis.producer(version, "fail", 2, options: #"{"attempts": 3}"#).seen()
        #expect(
            seen.failed.count == 2 && seen.jobs.allSatisfy { $0.atm == "3" && $0.failedReason == "no luck" },
            "\(failing.text)")
    }

    @Test("a worker that is killed in the middle is followed by another, and each job ends once")
    func killed() throws {
        let redis = try TestRedis()
        let first = try redis.worker("3.4.4", "q", lock: 1500, stalled: 700, step: 60)
        let producer = try redis.producer("3.4.4", "q", 20)
        first.wait { $0.contains("end q-4") }
        first.wait { $0.components(separatedBy: "begin").count > $0.components(separatedBy: "end ").count }
        first.signal(SIGKILL)
        let second = try redis.worker("3.4.4", "q", lock: 1500, stalled: 700, step: 60)
        let seen = try producer.seen()
        expectAllOnce(seen, 20, second.text)
        #expect(seen.stalled >= 1)
        #expect(seen.jobs.contains { $0.ats == "2" && $0.stc == "1" && $0.atm == "1" })
    }

    @Test("a worker that sleeps past its lock stops when it wakes, and notes nothing")
    func suspended() throws {
        let redis = try TestRedis()
        let first = try redis.worker("3.4.4", "q", lock: 1500, stalled: 700, step: 60_000)
        let producer = try redis.producer("3.4.4", "q", 1)
        first.wait { $0.contains("begin q-0") }
        first.signal(SIGSTOP)
        let second = try redis.worker("3.4.4", "q", lock: 1500, stalled: 700, step: 200)
        let seen = try producer.seen()
        expectAllOnce(seen, 1, second.text)
        #expect(second.text.contains("end q-0"))
        first.signal(SIGCONT)
        first.wait { $0.contains("not ours any more") || $0.contains("end was refused") }
        #expect(
            first.text.contains("not ours any more") || first.text.contains("end was refused"),
            "\(first.text)")
        #expect(try redis.call("HGET", "bull:q:q-0", "atm") == "1")
        #expect(try redis.call("ZCARD", "bull:q:completed") == "1")
    }

    @Test("Redis killed and started again, and scripts flushed, lose and double nothing", arguments: versions)
    func restarted(_ version: String) throws {
        let redis = try TestRedis()
        let worker = try redis.worker(version, "q", lock: 4000, stalled: 1000, step: 20)
        let producer = try redis.producer(version, "q", 60, seconds: 60)
        worker.wait { $0.contains("end q-10") }
        try redis.call("SCRIPT", "FLUSH")
        worker.wait { $0.contains("end q-20") }
        redis.kill()
        // For so long it is away.
        usleep(700_000)
        try redis.start()
        producer.end()
        try comesTrue { try redis.call("ZCARD", "bull:q:completed") == "60" }
        let states = try (0..<60).map { try redis.call("HGET", "bull:q:q-\($0)", "atm") }
        #expect(states == Array(repeating: "1", count: 60), "\(states) \(worker.text)")
        #expect(try redis.call("ZCARD", "bull:q:completed") == "60")
        #expect(try redis.call("LLEN", "bull:q:active") == "0")
        #expect(worker.isRunning)
    }

    @Test("gives its jobs back when it is asked to stop")
    func stopped() throws {
        let redis = try TestRedis()
        let first = try redis.worker("3.4.4", "q", step: 20_000)
        let producer = try redis.producer("3.4.4", "q", 2)
        first.wait { $0.contains("begin q-0") }
        let start = Date()
        first.signal(SIGTERM)
        #expect(first.end() == 0)
        // The job would take 40.
        #expect(Date().timeIntervalSince(start) < 5)
        #expect(first.text.contains("stopped") && !first.text.contains("begin q-1"))
        #expect(try redis.call("LRANGE", "bull:q:wait", "-1", "-1") == "q-0")
        #expect(try redis.call("EXISTS", "bull:q:q-0:lock") == "0")
        let second = try redis.worker("3.4.4", "q", step: 1)
        expectAllOnce(try producer.seen(), 2, second.text)
    }

    @Test("a job that lost its worker too often fails and is not done again; one of a scheduler is refused")
    func refusals() throws {
        let redis = try TestRedis()
        let queue = BullQueue(
            "q", scripts: try QueueScripts(folder: TestRedis.scripts("3.4.4")), address: address(redis))
        let connection = try RedisConnection(address(redis))
        for id in ["a", "b"] { try queue.add("predict", id: id, data: Array("{}".utf8), connection) }
        try redis.call("HSET", "bull:q:a", "defa", "job stalled more than allowable limit")
        try redis.call("HSET", "bull:q:b", "rjk", "daily")
        let worker = try redis.worker("3.4.4", "q")
        #expect(worker.wait { $0.contains("scheduler") })
        #expect(try comesTrue { try redis.call("ZCARD", "bull:q:failed") == "2" })
        #expect(!worker.text.contains("begin"))
        #expect(try redis.call("HGET", "bull:q:a", "failedReason") == "job stalled more than allowable limit")
    }

    private func address(_ redis: TestRedis) -> RedisAddress {
        var address = RedisAddress()
        address.port = redis.port
        return address
    }

    @Test("adds a job once, as a producer does, and Python's worker takes it", arguments: versions)
    func adding(_ version: String) throws {
        let redis = try TestRedis()
        let queue = BullQueue(
            "q", scripts: try QueueScripts(folder: TestRedis.scripts(version)), address: address(redis))
        let connection = try RedisConnection(address(redis))
        for _ in 0..<2 {
            let id = try queue.add(
                "train_model", id: "e-1", data: Array(#"{"experiment":"weekly ü"}"#.utf8),
                options: [("attempts", .integer(2))], connection)
            #expect(id == "e-1")
        }
        #expect(throws: RedisError.self) { try queue.add("x", id: "12", data: [], connection) }
        #expect(throws: RedisError.self) { try queue.add("x", id: "a:b", data: [], connection) }
        #expect(try redis.call("LLEN", "bull:q:wait") == "1")
        let script = """
            import asyncio
            from bullmq import Worker
            async def main():
                done = asyncio.Event()
                async def work(job, token):
                    print(job.name, job.data, job.opts.get("attempts"), flush=True)
                    done.set()
                worker = Worker("q", work, {"connection": {"host": "127.0.0.1", "port": \(redis.port)}})
                await asyncio.wait_for(done.wait(), 120)
                await worker.close()
            asyncio.run(main())
            """
        let peer = try TestProcess(TestRedis.python(version), ["-c", script])
        #expect(peer.wait { $0.contains("train_model {'experiment': 'weekly ü'} 2") }, "\(peer.text)")
    }

    @Test("refuses a server that throws keys away, and one that wants a password; scripts that are not known")
    func configuration() throws {
        let evicting = try TestRedis(["--maxmemory-policy", "allkeys-lru"])
        let worker = try TestProcess(
            "\(TestRedis.root).build/release/QueueWorkerProbe",
            ["\(evicting.port)", "q", TestRedis.scripts("3.4.4"), "1000", "1000", "1", "1", "sleep"])
        #expect(worker.end() == 1)
        #expect(worker.text.contains("noeviction"))
        let closed = try TestRedis()
        try closed.call("CONFIG", "SET", "requirepass", "secret")
        var address = address(closed)
        #expect(throws: RedisError.self) {
            try QueueWorker(
                BullQueue("q", scripts: QueueScripts(folder: TestRedis.scripts("3.4.4")), address: address),
                options: QueueWorkerOptions(), stopping: Interruption(), log: { _ in }, handler: { _ in "" }
            ).run()
        }
        address.password = "wrong"
        #expect(throws: RedisError.self) { try RedisConnection(address) }
        address.password = "secret"
        #expect(try RedisConnection(address).call("PING") == .text(Array("PONG".utf8)))
        let folder = closed.folder + "/commands"
        try FileManager.default.copyItem(atPath: TestRedis.scripts("3.4.4"), toPath: folder)
        #expect(try QueueScripts(folder: closed.folder).line == .v6)
        #expect(try QueueScripts(folder: TestRedis.scripts("2.24.0")).line == .v5)
        let script = "\(folder)/moveToActive-11.lua"
        try (String(contentsOfFile: script, encoding: .utf8) + "\n").write(
            toFile: script, atomically: true, encoding: .utf8)
        let unknown = #expect(throws: RedisError.self) { try QueueScripts(folder: folder) }
        #expect(unknown?.message.contains("moveToActive-11.lua is not that of v6") == true)
        #expect(throws: RedisError.self) { try QueueScripts(folder: "/nowhere") }
    }
}
