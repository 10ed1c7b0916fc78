import Foundation
import TestServers

/// The `forecast` binary that was built beside these tests.
enum BuiltProgram {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("forecast").path
    }()

    /// Runs `forecast`, or another program, to its end.
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], program: String = path
    ) throws -> Result {
        let process = try start(arguments, in: folder, environment: environment, program: program)
        return try finish(process)
    }

    /// A started process whose streams go to files, so that no pipe can fill up.
    static func start(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], program: String = path
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        variables["NO_COLOR"] = "1"
        // On GitHub it is set, and every gate would write there.
        variables["GITHUB_STEP_SUMMARY"] = environment["GITHUB_STEP_SUMMARY"]
        process.environment = variables
        let stem = FileManager.default.temporaryDirectory.appendingPathComponent(
            "forecast-\(UUID().uuidString)"
        ).path
        for suffix in [".out", ".err"] {
            _ = FileManager.default.createFile(atPath: stem + suffix, contents: nil)
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: stem + ".out")
        process.standardError = FileHandle(forWritingAtPath: stem + ".err")
        streams.withLock { $0[ObjectIdentifier(process)] = stem }
        try process.run()
        return process
    }

    static func finish(_ process: Process) throws -> Result {
        process.waitUntilExit()
        guard let stem = streams.withLock({ $0.removeValue(forKey: ObjectIdentifier(process)) }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        defer {
            for suffix in [".out", ".err"] { try? FileManager.default.removeItem(atPath: stem + suffix) }
        }
        return Result(
            status: process.terminationStatus,
            output: try String(contentsOfFile: stem + ".out", encoding: .utf8),
            errors: try String(contentsOfFile: stem + ".err", encoding: .utf8))
    }

    /// What a process was waited for did not come to be.
    struct Missed: Error, CustomStringConvertible { let description: String }

    /// Waits while the process runs until something is so.
    /// - Parameter event: what is waited for, in words.
    /// - Throws: `Missed` where the process ends before, with what it said, or where nothing happens for minutes.
    static func wait(for event: String, of process: Process, until isSo: () throws -> Bool) throws {
        var isRunning = true
        var isThere = false
        try comesTrue(within: 600) {
            isRunning = process.isRunning
            isThere = try isSo()
            return isThere || !isRunning
        }
        if isThere { return }
        if isRunning { kill(process.processIdentifier, SIGKILL) }
        let end = try finish(process)
        throw Missed(
            description: "\(event): the process \(isRunning ? "did nothing of the kind" : "ended first"), "
                + "with \(end.status): \(end.output)\(end.errors)")
    }

    /// Waits until a failpoint with `=stop` has stopped the process.
    static func waitUntilStopped(_ process: Process) throws {
        let stat = "/proc/\(process.processIdentifier)/stat"
        try wait(for: "a stop at the failpoint", of: process) {
            (try? String(contentsOfFile: stat, encoding: .utf8))?.contains(") T ") == true
        }
    }

    /// Waits until a failpoint with `=stop` has stopped the process, asks it to end, and lets it go on to do so.
    static func finishInterrupted(_ process: Process) throws -> Result {
        try waitUntilStopped(process)
        kill(process.processIdentifier, SIGINT)
        kill(process.processIdentifier, SIGCONT)
        return try finish(process)
    }

    private static let streams = Locked<[ObjectIdentifier: String]>([:])
}

/// A value behind a lock.
final class Locked<Value>: @unchecked Sendable {
    private var value: Value
    private let lock = NSLock()

    init(_ value: Value) { self.value = value }

    func withLock<Output>(_ body: (inout Value) throws -> Output) rethrows -> Output {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
