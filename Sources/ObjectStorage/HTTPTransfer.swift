internal import CLibCurl
internal import Glibc

/// A line to HTTP servers, kept open between requests; for one thread at a time.
final class HTTPTransfer: @unchecked Sendable {
    struct Request {
        let method: String
        let url: String
        /// `Name: value`
        let headers: [String]
        let body: [UInt8]
    }

    struct Response {
        let status: Int
        let body: [UInt8]
        /// What the response says its body has, or for HEAD would have.
        let length: Int
    }

    /// Why there is no response.
    struct Failure: Error {
        /// In libcurl's words.
        let reason: String
        /// Whether the same request may get one a little later.
        let mayPass: Bool
    }

    private let curl: CurlFunctions
    private let transfer: UnsafeMutableRawPointer
    private let authorities: String?

    /// - Parameter authorities: a file of certificates to trust; nil for the system's.
    /// - Throws: `S3Error` of kind `library`.
    init(authorities: String?) throws(S3Error) {
        curl = try CurlFunctions.open()
        guard let transfer = curl.makeTransfer() else {
            throw S3Error(.library, "", "libcurl does not start", fix: nil)
        }
        self.transfer = transfer
        self.authorities = authorities
    }

    deinit { curl.endTransfer(transfer) }

    /// Seconds until a server has to have answered to a connection.
    private static let connectionSeconds = 10
    /// Seconds in which at least one byte has to come or go.
    private static let silenceSeconds = 60

    func response(to request: Request) -> Result<Response, Failure> {
        curl.reset(transfer)
        var list: OpaquePointer?
        defer { curl.freeList(list) }
        for header in request.headers { list = curl.appended(list, header) ?? list }
        setLimits()
        // Strings are copied.
        setPointer(libcurl_url, text: request.url)
        setPointer(libcurl_method, text: request.method)
        if let authorities { setPointer(libcurl_authorities, text: authorities) }
        setPointer(libcurl_headers, list.map { UnsafeRawPointer($0) })
        if request.method == "HEAD" { set(libcurl_no_body, 1) }
        let received = Received()
        _ = libcurl_set_writer(curl.setOption, transfer, receive)
        setPointer(libcurl_write_data, Unmanaged.passUnretained(received).toOpaque())
        var words = [CChar](repeating: 0, count: Int(libcurl_error_size))
        // What is not copied lives until the transfer is over.
        let code = withExtendedLifetime(received) {
            request.body.withUnsafeBufferPointer { body in
                words.withUnsafeMutableBufferPointer { words in
                    if request.method == "PUT" {
                        set(libcurl_post_field_size, body.count)
                        setPointer(libcurl_post_fields, body.baseAddress ?? UnsafePointer(Self.nothing))
                    }
                    setPointer(libcurl_error_buffer, words.baseAddress)
                    return Self.withoutSignals { curl.perform(transfer) }
                }
            }
        }
        guard code == libcurl_ok else { return .failure(failure(code, words)) }
        return .success(
            Response(
                status: number(libcurl_response_code), body: received.bytes,
                length: number(libcurl_content_length)))
    }

    private func setLimits() {
        set(libcurl_no_signal, 1)
        set(libcurl_path_as_is, 1)
        set(libcurl_protocols, Int(libcurl_protocols_of_http))
        set(libcurl_connect_timeout, Self.connectionSeconds)
        set(libcurl_low_speed_limit, 1)
        set(libcurl_low_speed_time, Self.silenceSeconds)
    }

    /// A certificate that is not trusted, or an address that is none, will be so the next time.
    private static let lasting: Set<Int32> = [
        Int32(libcurl_bad_protocol), Int32(libcurl_bad_url), Int32(libcurl_untrusted),
        Int32(libcurl_bad_authorities),
    ]

    private func failure(_ code: Int32, _ words: [CChar]) -> Failure {
        let said = String(decoding: words.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return Failure(
            reason: said.isEmpty ? String(cString: curl.words(code)) : said,
            mayPass: !Self.lasting.contains(code))
    }

    nonisolated(unsafe) private static let nothing = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)

    private func number(_ information: some BinaryInteger) -> Int {
        var value = 0
        _ = libcurl_get_number(curl.getInformation, transfer, Int32(information), &value)
        return value
    }

    private func set(_ option: some BinaryInteger, _ value: Int) {
        _ = libcurl_set_number(curl.setOption, transfer, Int32(option), value)
    }

    private func setPointer(_ option: some BinaryInteger, _ value: UnsafeRawPointer?) {
        _ = libcurl_set_pointer(curl.setOption, transfer, Int32(option), value)
    }

    private func setPointer(_ option: some BinaryInteger, text: String) {
        text.withCString { setPointer(option, $0) }
    }

    /// A connection that the other end has closed is told by an error: the signal that comes with it would end the process.
    private static func withoutSignals<Value>(_ body: () throws -> Value) rethrows -> Value {
        var pipe = sigset_t()
        var before = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        defer {
            // One that is pending would come as soon as it may.
            var none = timespec()
            while sigtimedwait(&pipe, nil, &none) > 0 {}
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        return try body()
    }
}

/// What has come of a body.
private final class Received {
    var bytes: [UInt8] = []
}

/// Takes bytes of a response for libcurl, which gives the `Received` back as it was handed it.
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>, _ size: Int, _ count: Int, _ data: UnsafeMutableRawPointer?
) -> Int {
    guard let data else { return 0 }
    Unmanaged<Received>.fromOpaque(data).takeUnretainedValue().bytes
        .append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}
