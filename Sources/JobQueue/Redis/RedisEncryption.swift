internal import CLibSSL
internal import Glibc

/// TLS on a socket that is connected and never blocks, by libssl: 1.2 or later, and a server that proves who it is.
final class RedisEncryption {
    /// What a step needs of the socket before it goes on.
    enum Step {
        case done(Int)
        case needs(Int16)
        case closed
        case failed(String)
    }

    private let context: OpaquePointer
    private let session: OpaquePointer

    /// `TLS1_2_VERSION` and names of controls, which are macros in C.
    private static let oldestVersion = 0x0303
    private static let setOldestVersion: Int32 = 123
    private static let setHostName: Int32 = 55

    /// libssl writes to its socket without a word that a broken one is to be no signal.
    private static let toleratesBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

    /// - Parameter roots: a file of certificates that are trusted (PEM); nil for those of the machine.
    /// - Throws: of kind `configuration` where the roots cannot be read.
    init(_ socket: Int32, host: String, roots: String?) throws(RedisError) {
        _ = Self.toleratesBrokenPipes
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else {
            throw RedisError(.configuration, "libssl: \(Self.reason())")
        }
        self.context = context
        SSL_CTX_ctrl(context, Self.setOldestVersion, Self.oldestVersion, nil)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        let isTrusting =
            roots.map { SSL_CTX_load_verify_locations(context, $0, nil) }
            ?? SSL_CTX_set_default_verify_paths(context)
        guard isTrusting == 1, let session = SSL_new(context) else {
            SSL_CTX_free(context)
            throw RedisError(
                .configuration, "\(roots ?? "the machine's certificates"): \(Self.reason())")
        }
        self.session = session
        SSL_set_fd(session, socket)
        Self.expect(host, of: session)
    }

    /// The certificate has to be of this name, or of this address.
    private static func expect(_ host: String, of session: OpaquePointer) {
        if X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host) == 1 { return }
        ERR_clear_error()
        SSL_set1_host(session, host)
        var name = Array(host.utf8CString)
        SSL_ctrl(session, setHostName, 0, &name)
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    func handshake() -> Step { step(SSL_connect(session)) }

    func write(_ bytes: UnsafeRawBufferPointer) -> Step {
        step(SSL_write(session, bytes.baseAddress, Int32(min(bytes.count, 1 << 14))))
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Step {
        step(SSL_read(session, buffer.baseAddress, Int32(buffer.count)))
    }

    private func step(_ outcome: Int32) -> Step {
        if outcome > 0 { return .done(Int(outcome)) }
        let code = errno
        switch SSL_get_error(session, outcome) {
        case SSL_ERROR_WANT_READ: return .needs(Int16(POLLIN))
        case SSL_ERROR_WANT_WRITE: return .needs(Int16(POLLOUT))
        case SSL_ERROR_ZERO_RETURN: return .closed
        case SSL_ERROR_SYSCALL:
            return code == 0 ? .closed : .failed(String(cString: strerror(code)))
        default:
            let verdict = SSL_get_verify_result(session)
            if verdict != 0, let words = X509_verify_cert_error_string(verdict) {
                ERR_clear_error()
                return .failed("its certificate is not trusted: \(String(cString: words))")
            }
            return .failed("TLS: \(Self.reason())")
        }
    }

    /// What libssl says of the last error of this thread.
    private static func reason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        let words: UnsafePointer<CChar>? = ERR_reason_error_string(code)
        return words.map { String(cString: $0) } ?? "an error without a reason"
    }
}
