internal import CConfinedProcess
internal import Files
internal import Glibc
internal import Workers

/// DuckDB at work on one query: a child process that writes the table as CSV, with a header and nothing for NULL.
///
/// It works in a folder of links to the files that it may read, so that `'sales/*.parquet'` means those and no others. Whatever
/// happens to this process, the child ends with it.
package final class QueryProcess {
    private let query: TableQuery
    private let folder: LinkFolder
    private let child: pid_t
    private let output: Int32
    private let errors: Int32
    private var said: [UInt8] = []
    private var hasEnded = false
    private static let mostWords = 1 << 16

    /// - Parameter root: of the project; see `QueryProgram`.
    package convenience init(_ query: TableQuery, near root: String) throws(QueryFailure) {
        try self.init(query, near: root, explains: false)
    }

    private init(_ query: TableQuery, near root: String, explains: Bool) throws(QueryFailure) {
        let program = try QueryProgram.open(near: root)
        defer { close(program.descriptor) }
        self.query = query
        let folder: LinkFolder
        do {
            folder = try LinkFolder(query.files)
        } catch {
            throw QueryFailure(.process, "\(error)")
        }
        self.folder = folder
        var arguments = ["duckdb", "-no-init", "-batch", "-bail", "-csv", "-header", "-nullvalue", ""]
        let settings = query.settings(folder: folder.path)
        if explains, case .foreign(let text) = query.text {
            arguments += ["-cmd", settings, "-c", "\(Self.explain)\(text)"]
        }
        let pipes: ChildStreams
        do throws(QueryFailure) {
            pipes = try ChildStreams()
            defer { pipes.closeTheirs() }
            child = try Self.start(query, folder, program, arguments, pipes)
        } catch {
            folder.remove()
            throw error
        }
        (output, errors) = (pipes.output.ours, pipes.errors.ours)
        if !explains { Self.send("\(settings)\n\(query.statement)\n", to: pipes.input.ours) }
        close(pipes.input.ours)
    }

    deinit {
        if !hasEnded {
            kill(child, SIGKILL)
            _ = wait()
        }
        close(output)
        close(errors)
        // Last, and by name: what nobody reads of an object may be let go before the child has read the files.
        folder.remove()
    }

    /// Removes the folders that killed runs left in `parent`, as every query does in that of temporary files.
    package static func sweep(_ parent: String, isOld: (String) -> Bool) {
        LinkFolder.sweep(parent, isOld: isOld)
    }

    /// Where the child works; gone with this object.
    package var workingFolder: String { folder.path }

    // MARK: - Starting

    /// What any program reads that starts: libraries, and how much of the machine it has. DuckDB takes for granted that what is
    /// there can be opened.
    private static let system = [
        "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/proc/self/cgroup",
        "/sys/fs/cgroup", "/proc/stat", "/proc/meminfo", "/sys/devices/system/cpu",
        "/proc/sys/vm/overcommit_memory",
    ]

    private static func start(
        _ query: TableQuery, _ folder: LinkFolder, _ program: (path: String, descriptor: Int32),
        _ arguments: [String],
        _ pipes: ChildStreams
    ) throws(QueryFailure) -> pid_t {
        let readable = Self.system + [program.path, folder.path] + query.files.map(\.path)
        // DuckDB writes beside the file and renames it.
        let writable = query.output.map { [FileSystem.split($0).folder] } ?? []
        let megabyte = UInt64(1) << 20
        let lists = [arguments, [], readable, writable].map(CStrings.init)
        let started = folder.path.withCString { path in
            var process = confined_process(
                program: program.descriptor, arguments: lists[0].pointers, environment: lists[1].pointers,
                folder: path,
                input: pipes.input.theirs, output: pipes.output.theirs, errors: pipes.errors.theirs,
                processor_seconds: UInt64(query.limits.processorSeconds),
                // What DuckDB counts is not all that it maps.
                address_bytes: (2 * UInt64(query.limits.memoryMegabytes) + 4096) * megabyte,
                file_bytes: query.output == nil ? 0 : 64 << 30, readable: lists[2].pointers,
                writable: lists[3].pointers)
            return confined_start(&process)
        }
        Interruption.ofProcess.watch()
        guard started > 0 else {
            throw QueryFailure(.process, "DuckDB cannot be started: \(String(cString: strerror(-started)))")
        }
        return started
    }

    private static func send(_ script: String, to descriptor: Int32) {
        var bytes = Array(script.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            // It has ended, and said why.
            guard sent > 0 else { return }
            bytes = bytes.dropFirst(sent)
        }
    }

    // MARK: - Its table

    /// Fills as much of `target` as is at hand, waiting for some.
    /// - Returns: the number of bytes; 0 at the end of the table, when the query has come to its end without an error.
    package func read(into target: UnsafeMutableRawBufferPointer) throws(QueryFailure) -> Int {
        while true {
            if Interruption.ofProcess.isRequested { throw QueryFailure(.interrupted, "interrupted") }
            var events = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&events, 2, 200) > 0 else { continue }
            if events[1].revents & Int16(POLLIN) != 0 { listen() }
            guard events[0].revents != 0 else { continue }
            let count = Glibc.read(output, target.baseAddress, target.count)
            if count < 0, errno == EINTR { continue }
            if count > 0 { return count }
            try finish()
            return 0
        }
    }

    /// The whole table, of which no more is taken than `limit` bytes.
    package func text(limit: Int = 1 << 24) throws(QueryFailure) -> String {
        defer { withExtendedLifetime(self) {} }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try read(into: buffer)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw QueryFailure(.process, "the answer is longer than \(limit) bytes")
            }
        }
    }

    /// Hears what the program says.
    /// - Returns: false when it says no more.
    @discardableResult private func listen() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 12)
        let count = Glibc.read(errors, &buffer, buffer.count)
        if count > 0, said.count < Self.mostWords { said += buffer[..<count] }
        return count > 0 || count < 0 && errno == EINTR
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        hasEnded = true
        return status
    }

    private func finish() throws(QueryFailure) {
        while listen() {}
        let ending = Ending(wait())
        guard ending != .exit(0) else { return }
        if Interruption.ofProcess.isRequested { throw QueryFailure(.interrupted, "interrupted") }
        let failure = QueryFailure(ending, said: String(decoding: said, as: UTF8.self), query.limits)
        throw failure
    }

    // MARK: - Where it is wrong

    private static let explain = "EXPLAIN "

    /// The failure of a foreign query with its place: DuckDB tells it only of a text that is no literal, so it is asked for
    /// the plan, and runs nothing.
    package static func locate(_ failure: QueryFailure, of query: TableQuery, near root: String)
        -> QueryFailure
    {
        guard case .foreign(let text) = query.text, [.query, .permission].contains(failure.kind),
            text.utf8.count < 100_000
        else { return failure }
        // Of an error while it ran, the place is in the query itself; any other is told of the literal.
        var unplaced = failure
        if failure.position == literalPosition { unplaced.position = nil }
        do throws(QueryFailure) {
            _ = try QueryProcess(query, near: root, explains: true).text()
            return unplaced
        } catch {
            guard error.kind == failure.kind, let position = error.position, position >= explain.count else {
                return unplaced
            }
            var located = error
            located.position = position - explain.count
            return located
        }
    }

    /// Where `query(` stands in the statement around a foreign text.
    private static let literalPosition = 14
}
