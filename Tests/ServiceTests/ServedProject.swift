import Commands
import ExperimentRunner
import Foundation
import Synchronization
import TestServers

/// A project of its own with a small generated data set, served by the built `forecast-service` on a port that is free;
/// the service ends and the folder goes with the last reference.
final class ServedProject: @unchecked Sendable {
    let root: String
    private(set) var port: UInt16 = 0
    private var process: Process?
    /// Of the service and of the command line, besides that of the tests.
    let environment: [String: String]

    static let spec = """
        experiment: shop
        data: {dataset: shop, targets: [volume, revenue]}
        models:
          naive: {kind: naive}
          ses: {kind: ses}
          tsb: {kind: tsb}
        backtest: {horizon: 6, windows: 2}
        quantiles: [0.10, 0.50, 0.90]
        evaluate: {metrics: [wape, bias]}
        production: {plans: last}
        promotion: {champion: ses, challengers: [tsb], target: volume, metric: wape, min_improvement_pp: 1.0}

        """

    init(
        series: Int = 12, weeks: Int = 110, configuration: String = "", environment: [String: String] = [:],
        starts: Bool = true
    ) throws {
        self.environment = environment
        root = FileManager.default.temporaryDirectory.appending(path: "served-\(UUID().uuidString)").path()
        for folder in ["datasets", "experiments"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        _ = try DataCommands.generate(
            series: series, weeks: weeks, seed: 3, folder: "\(root)/datasets/shop", replaces: false)
        _ = try DataCommands("shop", project: Project(root: root)).snapshot(acceptsChanges: true)
        try write(Self.spec, to: "experiments/shop.yaml")
        try write("experiment: shop\nlisten: {port: 0}\n\(configuration)", to: "service.yaml")
        if starts { try start() }
    }

    deinit {
        if let process, process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            forget(process)
        }
        try? FileManager.default.removeItem(atPath: root)
    }

    func write(_ text: String, to path: String) throws {
        try text.write(toFile: "\(root)/\(path)", atomically: true, encoding: .utf8)
    }

    /// What the service wrote to its log.
    var log: String { (try? String(contentsOfFile: "\(root)/log", encoding: .utf8)) ?? "" }

    static func program(_ name: String) -> String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(name).path
    }

    struct NoStart: Error { let log: String }

    /// - Parameter pipe: where the log goes, of which nothing but the first lines are read; a file where nil.
    func start(environment: [String: String] = [:], log pipe: Pipe? = nil) throws {
        let process = try launch(environment: environment, log: pipe)
        self.process = process
        if let pipe {
            let first = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            let match = first.firstMatch(of: /"event":"listening","port":"(\d+)"/)
            port = match.flatMap { UInt16($0.1) } ?? 0
            return
        }
        port = 0
        comesTrue {
            let isRunning = process.isRunning
            let match = log.firstMatch(of: /"event":"listening","port":"(\d+)"/)
            port = match.flatMap { UInt16($0.1) } ?? 0
            return port != 0 || !isRunning
        }
        guard port != 0 else { throw NoStart(log: log) }
    }

    private func launch(environment: [String: String], log pipe: Pipe? = nil) throws -> Process {
        _ = FileManager.default.createFile(atPath: "\(root)/log", contents: nil)
        let process = Process()
        // Tests limit what may be written as a full disk would: no signal, an error.
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "trap '' XFSZ; exec \"$0\" serve --config service.yaml", Self.program("forecast-service"),
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: root)
        process.environment = ProcessInfo.processInfo.environment.merging(self.environment) { $1 }.merging(
            environment
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        if let pipe {
            process.standardError = pipe
        } else {
            process.standardError = FileHandle(forWritingAtPath: "\(root)/log")
        }
        try process.run()
        _ = Self.endsWithTests
        _ = Self.running.withLock { $0.insert(process.processIdentifier) }
        return process
    }

    /// Services that outlive their tests, because several share them, end with the test program.
    private static let running = Mutex<Set<Int32>>([])
    private static let endsWithTests: Void = {
        atexit { for process in ServedProject.running.withLock({ $0 }) { kill(process, SIGKILL) } }
    }()

    private func forget(_ process: Process) {
        _ = Self.running.withLock { $0.remove(process.processIdentifier) }
    }

    /// Runs a service that does not start, and returns how it ended.
    func refusal(environment: [String: String] = [:]) throws -> (status: Int32, log: String) {
        let process = try launch(environment: environment)
        process.waitUntilExit()
        forget(process)
        return (process.terminationStatus, log)
    }

    /// Sends a signal and returns the exit status once the process has ended.
    func stop(by signal: Int32 = SIGTERM) -> Int32 {
        guard let process else { return -1 }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        forget(process)
        self.process = nil
        return process.terminationStatus
    }

    /// Asks it to end and waits for nothing.
    func askToStop() { if let process { kill(process.processIdentifier, SIGTERM) } }

    /// Sets limits of running processes (util-linux).
    static let limiter = "/usr/bin/prlimit"

    /// From here on the process can write to no file, or to all again.
    func fillDisk(_ isFull: Bool) throws { try Self.limitFiles(of: identifier, isFull: isFull) }

    /// What a full disk is to a process; it has to ignore SIGXFSZ.
    static func limitFiles(of identifier: Int32, isFull: Bool) throws {
        let process = try Process.run(
            URL(fileURLWithPath: limiter),
            arguments: ["--pid", String(identifier), isFull ? "--fsize=0:" : "--fsize=unlimited:"])
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NoStart(log: "no limit was set") }
    }

    var identifier: Int32 { process?.processIdentifier ?? 0 }

    /// What the command line says of the project.
    func forecast(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program("forecast"))
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
