import Foundation
import Glibc

/// A program that runs beside a test, whose words are kept; killed with the value.
package final class TestProcess: @unchecked Sendable {
    private let process = Process()
    private let lock = NSLock()
    /// Bytes: a letter may come in two parts.
    private var said = Data()
    private var isClosed = false

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
            self.lock.withLock {
                self.said += data
                if data.isEmpty { self.isClosed = true }
            }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var text: String { String(decoding: lock.withLock { said }, as: UTF8.self) }
    package var lines: [String] { text.split(separator: "\n").map(String.init) }
    package var isRunning: Bool { process.isRunning }
    package var identifier: Int32 { process.processIdentifier }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for words as long as the process runs, three minutes at most.
    @discardableResult
    package func wait(seconds: Double = 180, until isSaid: (String) -> Bool) -> Bool {
        var isRunning = true
        comesTrue(within: seconds) {
            isRunning = process.isRunning
            return isSaid(text) || !isRunning
        }
        if !isRunning { awaitLastWords() }
        return isSaid(text)
    }

    /// Its last words may be read after its end: they are all there once the pipe is closed, which a child may hold open.
    private func awaitLastWords() { comesTrue(within: 5) { lock.withLock { isClosed } } }

    /// Waits for the end.
    @discardableResult
    package func end(seconds: Double = 240) -> Int32 {
        comesTrue(within: seconds) { !process.isRunning }
        if process.isRunning { signal(SIGKILL) }
        process.waitUntilExit()
        awaitLastWords()
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
