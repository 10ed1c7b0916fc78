import Foundation
import Glibc
import Synchronization

/// A Redis of its own on a free port of loopback, with an append-only file; ended with the value.
package final class TestRedis {
    static let program: String? = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].first {
        access($0, X_OK) == 0
    }
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()
    package static func python(_ version: String) -> String {
        "\(root).deps/bullmq-\(version)/environment/bin/python"
    }
    package static func scripts(_ version: String) -> String { "\(root).deps/bullmq-\(version)/commands" }
    package static let isInstalled =
        program != nil && ["3.4.4", "2.24.0"].allSatisfy { access(python($0), X_OK) == 0 }
    package static let reason =
        "redis-server or the Python packages are not installed (apt-get install redis-server; .ci/fetch-bullmq.sh --peers)"

    package let folder: String
    package let port: Int
    private let arguments: [String]
    private var server: Process?

    package init(_ settings: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "forecast-redis-\(UUID().uuidString)")
            .path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        port = Self.freePort()
        arguments =
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes",
                "--appendfsync", "always",
                "--save", "", "--maxmemory-policy", "noeviction",
            ] + settings
        try start()
    }

    private static let givenPorts = Mutex<Set<Int>>([])

    /// Nobody listens there, and no connection that goes out gets it meanwhile: Linux takes their ports from 32768 on.
    package static func freePort() -> Int {
        while true {
            let port = Int.random(in: 10_000..<32_000)
            if givenPorts.withLock({ $0.insert(port).inserted }), isFree(port) { return port }
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = UInt16(port).bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    package func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.program ?? "")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        server = process
        var isUp = false
        comesTrue {
            isUp = (try? call("PING")) == "PONG"
            return isUp || !process.isRunning
        }
        guard !isUp else { return }
        throw Failure(words: "redis-server did not start")
    }

    package struct Failure: Error {
        package let words: String
        package init(words: String) { self.words = words }
    }

    package func kill(_ signal: Int32 = SIGKILL) {
        guard let server else { return }
        Glibc.kill(server.processIdentifier, signal)
        server.waitUntilExit()
        self.server = nil
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// One command, by redis-cli.
    @discardableResult
    package func call(_ words: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["redis-cli", "-p", "\(port)"] + words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // MARK: - Workers and producers

    package func worker(
        _ version: String, _ queue: String, lock: Int = 30_000, stalled: Int = 30_000, step: Int = 0,
        parallel: Int = 1,
        mode: String = "sleep"
    ) throws -> TestProcess {
        let worker = try TestProcess(
            "\(Self.root).build/release/QueueWorkerProbe",
            [
                "\(port)", queue, Self.scripts(version), "\(lock)", "\(stalled)", "\(step)", "\(parallel)",
                mode,
            ])
        guard worker.wait(until: { $0.contains("ready") }) else { throw Failure(words: worker.text) }
        return worker
    }

    /// - Parameter jobs: a JSON array of names and payloads; nil for jobs that are counted.
    package func producer(
        _ version: String, _ queue: String, _ count: Int, seconds: Int = 60, options: String = "{}",
        jobs: String? = nil
    ) throws -> TestProcess {
        let producer = try TestProcess(
            Self.python(version),
            [
                "\(Self.root)Tests/JobQueueTests/Peer/peer.py", "\(port)", queue, "\(count)", "\(seconds)",
                options,
            ] + (jobs.map { [$0] } ?? []))
        guard producer.wait(until: { $0.contains("added") }) else { throw Failure(words: producer.text) }
        return producer
    }
}

/// What a producer saw.
package struct Seen: Decodable {
    package struct Job: Decodable {
        package let atm, ats, stc, returnvalue, failedReason, finishedOn: String?
    }

    package let completed, failed: [String: Int]
    package let progress: [String: [Int]]
    package let stalled, wait, active, delayed: Int
    package let delays: [Double]
    package let jobs: [Job]
}
