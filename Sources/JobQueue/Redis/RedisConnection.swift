internal import Glibc

/// A connection to a Redis server: a socket, one command at a time, from one thread at a time.
///
/// Plain sockets and threads: jobs compute on threads of their own anyway, and a worker needs three or four connections that
/// mostly wait.
package final class RedisConnection {
    private let socket: Int32
    private var encryption: RedisEncryption?
    private let address: RedisAddress
    private var reader = RedisReplyReader()

    package init(_ address: RedisAddress, clientName: String? = nil) throws(RedisError) {
        self.address = address
        socket = try Self.connect(address)
        if address.isEncrypted { try encrypt() }
        if let password = address.password {
            try expectOK([["AUTH"], address.user.map { [$0] } ?? [], [password]].flatMap(\.self))
        }
        if address.database != 0 { try expectOK(["SELECT", String(address.database)]) }
        if let clientName { try expectOK(["CLIENT", "SETNAME", clientName]) }
    }

    deinit { close(socket) }

    private func expectOK(_ words: [String]) throws(RedisError) {
        let reply = try call(words.map { Array($0.utf8) })
        if case .failure(let message) = reply {
            throw RedisError(.refused, "\(address.name) lets nobody in: \(message)")
        }
    }

    /// Sends a command and waits for its answer.
    /// - Parameters:
    ///   - timeout: seconds.
    ///   - isStopped: looked at ten times a second; the connection is of no use once it was true.
    /// - Throws: of kind `connection` it may have been done all the same.
    package func call(
        _ words: [[UInt8]], timeout: Double = 10, isStopped: () -> Bool = { false }
    ) throws(RedisError) -> RedisReply {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words {
            bytes += Array("$\(word.count)\r\n".utf8) + word
            bytes += [13, 10]
        }
        let end = Self.seconds() + timeout
        try send(bytes, before: end)
        while true {
            if let reply = try reader.next() { return reply }
            if isStopped() { throw RedisError(.stopped, "stopped") }
            try receive(before: end)
        }
    }

    package func call(_ words: String..., timeout: Double = 10) throws(RedisError) -> RedisReply {
        try call(words.map { Array($0.utf8) }, timeout: timeout)
    }

    /// Whether the server answers.
    package func check() throws(RedisError) {
        if case .failure(let message) = try call("PING", timeout: 2) {
            throw RedisError(.refused, "\(address.name): \(message)")
        }
    }

    // MARK: - The socket

    private static let secondsToGreet = 5.0

    private func encrypt() throws(RedisError) {
        let encryption = try RedisEncryption(socket, host: address.host, roots: address.roots)
        let end = Self.seconds() + Self.secondsToGreet
        while true {
            let step = encryption.handshake()
            if case .done = step { break }
            try go(on: step, before: end)
        }
        self.encryption = encryption
    }

    /// Waits for what a step of TLS needs, a tenth of a second at most.
    private func go(on step: RedisEncryption.Step, before end: Double) throws(RedisError) {
        switch step {
        case .done: break
        case .needs(let event): try wait(for: Int32(event), before: end)
        case .closed: throw broken("it closed the connection")
        case .failed(let reason): throw broken(reason)
        }
    }

    private func send(_ bytes: [UInt8], before end: Double) throws(RedisError) {
        var sent = 0
        while sent < bytes.count {
            if let encryption {
                let step = bytes[sent...].withUnsafeBytes { encryption.write($0) }
                if case .done(let count) = step { sent += count } else { try go(on: step, before: end) }
                continue
            }
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN || errno == EINTR {
                try wait(for: POLLOUT, before: end)
            } else {
                throw broken(String(cString: strerror(errno)))
            }
        }
    }

    /// Takes what has come, waiting for it a tenth of a second at most.
    private func receive(before end: Double) throws(RedisError) {
        if let encryption { return try receive(encryption, before: end) }
        guard try wait(for: POLLIN, before: end) else { return }
        var (count, code): (Int, Int32) = (0, 0)
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
            count = recv(socket, buffer.baseAddress, buffer.count, 0)
            code = errno
            if count > 0 { reader.append(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        }
        if count == 0 { throw broken("it closed the connection") }
        if count < 0, code != EAGAIN, code != EINTR { throw broken(String(cString: strerror(code))) }
    }

    /// What libssl has read already does not show at the socket: it is asked first.
    private func receive(_ encryption: RedisEncryption, before end: Double) throws(RedisError) {
        var step = RedisEncryption.Step.closed
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
            step = encryption.read(into: buffer)
            if case .done(let count) = step {
                reader.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        try go(on: step, before: end)
    }

    /// - Returns: whether the socket is ready, after a tenth of a second at most.
    @discardableResult
    private func wait(for event: Int32, before end: Double) throws(RedisError) -> Bool {
        let left = end - Self.seconds()
        guard left > 0 else { throw broken("it does not answer") }
        var descriptor = pollfd(fd: socket, events: Int16(event), revents: 0)
        return poll(&descriptor, 1, Int32(min(100, max(1, left * 1000)))) > 0
    }

    private func broken(_ words: String) -> RedisError {
        RedisError(.connection, "\(address.name): \(words)")
    }

    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func connect(_ address: RedisAddress) throws(RedisError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.host, String(address.port), &hints, &list)
        guard code == 0, let list else {
            throw RedisError(.connection, "\(address.name): \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(list) }
        var reason = "nobody answers"
        var next: UnsafeMutablePointer<addrinfo>? = list
        while let candidate = next?.pointee {
            next = candidate.ai_next
            let file = Glibc.socket(
                candidate.ai_family,
                Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            guard file >= 0 else { continue }
            var yes: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            setsockopt(file, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
            setsockopt(file, SOL_SOCKET, SO_KEEPALIVE, &yes, size)
            var outcome = Glibc.connect(file, candidate.ai_addr, candidate.ai_addrlen) == 0 ? 0 : errno
            if outcome == EINPROGRESS {
                var descriptor = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                for _ in 0..<50 {
                    if poll(&descriptor, 1, 100) > 0 { break }
                }
                var (error, size) = (ETIMEDOUT, socklen_t(MemoryLayout<Int32>.size))
                if descriptor.revents != 0 { getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size) }
                outcome = error
            }
            if outcome == 0 { return file }
            reason = String(cString: strerror(outcome))
            close(file)
        }
        throw RedisError(.connection, "\(address.name): \(reason)")
    }
}
