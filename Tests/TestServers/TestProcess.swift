import Foundation
import Glibc

/// A program that runs beside a test, whose words are kept; killed with the value.
package final class TestProcess: @unchecked Sendable {
    private let process = Process()
    private let lock = NSLock()
    private var said = ""

    /// - Parameters:
    ///   - environment: besides that of the tests.
    ///   - folder: where it runs; here where nil.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) throws {
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            guard let self else { return }
            self.lock.withLock { self.said += String(decoding: data, as: UTF8.self) }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var text: String { lock.withLock { said } }
    package var lines: [String] { text.split(separator: "\n").map(String.init) }
    package var isRunning: Bool { process.isRunning }
    package var identifier: Int32 { process.processIdentifier }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for words, a minute at most.
    @discardableResult
    package func wait(seconds: Double = 60, until isSaid: (String) -> Bool) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if isSaid(text) { return true }
            if !process.isRunning {
                usleep(100_000)
                return isSaid(text)
            }
            usleep(10_000)
        }
        return false
    }

    /// Waits for the end.
    @discardableResult
    package func end(seconds: Double = 120) -> Int32 {
        let end = Date().addingTimeInterval(seconds)
        while process.isRunning, Date() < end { usleep(10_000) }
        if process.isRunning { signal(SIGKILL) }
        process.waitUntilExit()
        usleep(100_000)
        return process.terminationStatus
    }

    /// What a program of the path says, errors too, once it has ended well.
    static func output(of words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestRedis.Failure(words: said) }
        return said
    }

    /// What a producer saw, once it has ended.
    package func seen() throws -> Seen {
        end()
        guard let line = lines.last(where: { $0.hasPrefix("{") }) else {
            throw TestRedis.Failure(words: text)
        }
        return try JSONDecoder().decode(Seen.self, from: Data(line.utf8))
    }
}
