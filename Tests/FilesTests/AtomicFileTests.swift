import Files
import Glibc
import Testing

@Suite("files that appear whole")
struct AtomicFileTests {
    @Test("a write replaces what was there and leaves nothing beside it")
    func replace() throws {
        try withTemporaryFolder { folder in
            try AtomicFile.write("one", to: "\(folder)/a")
            try AtomicFile.write("two", to: "\(folder)/a")
            #expect(try text("\(folder)/a") == "two")
            #expect(try FileSystem.names(in: folder) == ["a"])
        }
    }

    @Test("a file that cannot be written says which and why")
    func failure() {
        #expect(
            throws: FileError(
                operation: "create", path: "/proc/none/a", code: ENOENT, message: "No such file or directory")
        ) {
            try AtomicFile.write("x", to: "/proc/none/a")
        }
    }

    @Test("a link moves to another run")
    func link() throws {
        try withTemporaryFolder { folder in
            try AtomicFile.write("x", to: "\(folder)/one")
            try AtomicFile.write("y", to: "\(folder)/two")
            try AtomicFile.link("\(folder)/latest", to: "one")
            try AtomicFile.link("\(folder)/latest", to: "two")
            #expect(try text("\(folder)/latest") == "y")
            #expect(try FileSystem.names(in: folder) == ["latest", "one", "two"])
        }
    }

    @Test("a folder is published whole, over an earlier one too")
    func folder() throws {
        try withTemporaryFolder { folder in
            for content in ["first", "second"] {
                try FileSystem.makeFolder("\(folder)/.run.new/deep")
                try AtomicFile.write(content, to: "\(folder)/.run.new/deep/file")
                try AtomicFolder.publish(temporary: "\(folder)/.run.new", to: "\(folder)/run")
            }
            #expect(try text("\(folder)/run/deep/file") == "second")
            #expect(try FileSystem.names(in: folder) == ["run"])
        }
    }

    @Test("removing a folder does not follow its links")
    func removeLink() throws {
        try withTemporaryFolder { folder in
            try FileSystem.makeFolder("\(folder)/keep")
            try AtomicFile.write("x", to: "\(folder)/keep/file")
            try FileSystem.makeFolder("\(folder)/gone")
            try AtomicFile.link("\(folder)/gone/link", to: "../keep")
            try FileSystem.remove("\(folder)/gone")
            #expect(try text("\(folder)/keep/file") == "x")
        }
    }

    @Test("a file that is being written is not abandoned; one that a killed process left is")
    func abandoned() throws {
        try withTemporaryFolder { folder in
            do {
                var file = try PendingFile(path: "\(folder)/a")
                try file.write([1])
                let temporary = try #require(FileSystem.names(in: folder).first)
                #expect(TemporaryFile.isName(temporary))
                #expect(!TemporaryFile.removeIfAbandoned("\(folder)/\(temporary)"))
                try file.publish()
            }
            #expect(try FileSystem.names(in: folder) == ["a"])
            try AtomicFile.write("x", to: "\(folder)/.b.123456.tmp")
            #expect(TemporaryFile.removeIfAbandoned("\(folder)/.b.123456.tmp"))
            #expect(try FileSystem.names(in: folder) == ["a"])
        }
    }

    @Test("a failure at any step leaves the old file and nothing beside it")
    func failureAtStep() throws {
        for step in [Failpoint.championsWrite, .championsSync, .championsRename] {
            try withTemporaryFolder { folder in
                try AtomicFile.write("old", to: "\(folder)/a")
                let fails: @Sendable (Failpoint) throws(FileError) -> Void = { reached throws(FileError) in
                    if reached == step { throw FileError(operation: "test", path: "", message: "on purpose") }
                }
                _ = try Failpoint.observed(by: fails) {
                    #expect(throws: FileError.self) {
                        try AtomicFile.write("new", to: "\(folder)/a", steps: .champions)
                    }
                }
                #expect(try text("\(folder)/a") == "old")
                #expect(try FileSystem.names(in: folder) == ["a"])
            }
        }
    }
}

@Suite("small files") struct FileSystemTests {
    @Test("a file is read whole, up to its limit")
    func limits() throws {
        try withTemporaryFolder { folder in
            try AtomicFile.write([UInt8](repeating: 7, count: 100_000), to: "\(folder)/a")
            #expect(try FileSystem.read("\(folder)/a").count == 100_000)
            #expect(try FileSystem.read("\(folder)/a", limit: 100_000).count == 100_000)
            #expect(throws: FileError.self) { try FileSystem.read("\(folder)/a", limit: 99_999) }
            #expect(try FileSystem.prefix(of: "\(folder)/a", count: 10) == [UInt8](repeating: 7, count: 10))
            #expect(try FileSystem.read("/proc/self/mountinfo").isEmpty == false)
        }
    }

    @Test("a pipe, a folder and nothing are errors, and none of them is waited for")
    func noFiles() throws {
        try withTemporaryFolder { folder in
            #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
            for path in ["\(folder)/pipe", folder, "\(folder)/none"] {
                let error = #expect(throws: FileError.self) { try FileSystem.read(path) }
                #expect(error?.isAbsence == (path.hasSuffix("none")))
            }
        }
    }
}

/// Runs `body` with a folder of its own, which is removed afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/files-tests-XXXXXX".utf8CString)
    guard let name = mkdtemp(&template) else { throw FileError("create", "/tmp") }
    let folder = String(cString: name)
    defer { try? FileSystem.remove(folder) }
    try body(folder)
}

func text(_ path: String) throws -> String { String(decoding: try FileSystem.read(path), as: UTF8.self) }
