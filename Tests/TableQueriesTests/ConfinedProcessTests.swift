import CConfinedProcess
import Foundation
import Testing

/// The locks of the kernel, tried on a program that has none of its own: whatever DuckDB were talked into, it could do no
/// more.
@Suite("a confined process") struct ConfinedProcessTests {
    /// What a shell script came to: its exit code, or 256 and the signal that killed it, and what it printed.
    private func run(_ script: String, readable: [String] = [], seconds: UInt64 = 20) throws -> (
        status: Int32, output: String
    ) {
        let program = open("/bin/bash", O_RDONLY | O_CLOEXEC)
        defer { close(program) }
        try #require(program >= 0)
        var ends: [Int32] = [-1, -1]
        try #require(confined_pipe(&ends) == 0)
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        let lists = [
            ["bash", "-c", script], [], ["/usr", "/lib", "/lib64", "/dev/null"] + readable, [],
        ].map(Self.strings)
        defer {
            for list in lists {
                for text in list { free(text) }
                list.deallocate()
            }
        }
        let pointers = try lists.map { try #require($0.baseAddress) }
        let child = "/".withCString { folder in
            var process = confined_process(
                program: program, arguments: pointers[0], environment: pointers[1], folder: folder,
                input: nothing, output: ends[1], errors: ends[1], processor_seconds: seconds,
                address_bytes: 4 << 30, file_bytes: 0, readable: pointers[2], writable: pointers[3])
            return confined_start(&process)
        }
        close(ends[1])
        try #require(child > 0)
        let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        let said = String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : 256 + status & 0x7F, said)
    }

    /// A list of C strings that ends with a null pointer.
    private static func strings(_ texts: [String]) -> UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>
    {
        let list = UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>.allocate(
            capacity: texts.count + 1)
        _ = list.initialize(from: texts.map { strdup($0) } + [nil])
        return list
    }

    private static let landlock = confined_landlock_version()

    @Test("has the environment that it was given, and no other")
    func environment() throws {
        setenv("FORECAST_SECRET", "42", 1)
        defer { unsetenv("FORECAST_SECRET") }
        let result = try run("echo \"<$FORECAST_SECRET$HOME>\"")
        #expect(result.status == 0 && result.output == "<>\n", "\(result)")
    }

    @Test(
        "reads no file that it was not given, and writes none",
        .enabled(if: landlock >= 1, "this kernel has no Landlock: DuckDB's own locks are the only ones"))
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forecast-\(UUID().uuidString)")
            .path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["given", "secret"] {
            try Data("\(name)\n".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let given = "\(folder)/given"
        #expect(try run("cat \(given)", readable: [given]).output == "given\n")
        for script in [
            "cat \(folder)/secret", "ls \(folder)", "cat /etc/passwd", "cat /proc/self/environ",
            "echo x > \(given)",
            "echo x > \(folder)/new", "mkdir \(folder)/new", "ln -s /etc/passwd \(folder)/new", "rm \(given)",
            "mv \(given) \(folder)/new",
        ] {
            let result = try run(script, readable: [given])
            #expect(result.status != 0 && !result.output.contains("secret\n"), "\(script): \(result)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["given", "secret"])
        #expect(try String(contentsOfFile: given, encoding: .utf8) == "given\n")
    }

    @Test(
        "calls no address",
        .enabled(
            if: landlock >= 4, "this kernel's Landlock knows no network: no extension that calls is loaded"))
    func network() throws {
        let result = try run("exec 3<>/dev/tcp/127.0.0.1/9 && echo reached")
        #expect(
            result.output.contains("Permission denied") && !result.output.contains("reached"), "\(result)")
    }

    @Test("is ended when its processor time is over")
    func time() throws {
        #expect(try run("while :; do :; done", seconds: 1).status == 256 + SIGXCPU)
    }
}
