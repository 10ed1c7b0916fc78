internal import ForecastCore
internal import Glibc
internal import Synchronization

/// Objects of a bucket of S3, or of a store that answers as S3 does. For any number of threads.
///
/// What may pass is tried again, with longer and longer waits: six attempts in some seconds.
package final class S3Bucket: Sendable {
    package let address: S3Address
    private let settings: S3Settings
    private let wait: @Sendable (_ attempt: Int) -> Void
    /// Those that nobody uses at the moment: their connections stay open.
    private let idle = Mutex<[HTTPTransfer]>([])

    private static let attempts = 6

    /// - Parameter wait: called behind the attempt of that number, counted from 0.
    /// - Throws: `S3Error` of kind `library`.
    package init(
        _ address: S3Address, _ settings: S3Settings,
        wait: @escaping @Sendable (_ attempt: Int) -> Void = { usleep(200_000 << UInt32($0)) }
    ) throws(S3Error) {
        self.address = address
        self.settings = settings
        self.wait = wait
        // Said at the start, where the library is not there.
        let first = try HTTPTransfer(authorities: settings.authorities)
        idle.withLock { $0.append(first) }
    }

    // MARK: - Objects, by their names below the prefix

    /// - Throws: `S3Error`, of kind `absence` where there is none.
    package func get(_ name: String) throws(S3Error) -> [UInt8] { try response("GET", name).body }

    /// The bytes of an object; nil where there is none.
    /// - Throws: `S3Error`.
    package func size(of name: String) throws(S3Error) -> Int? {
        do throws(S3Error) {
            return try response("HEAD", name).length
        } catch {
            guard error.kind == .absence else { throw error }
            return nil
        }
    }

    /// Puts an object in the place of any that is there. The store compares its bytes with the digest that is signed.
    /// - Throws: `S3Error`.
    package func put(_ bytes: [UInt8], as name: String) throws(S3Error) {
        _ = try response("PUT", name, body: bytes)
    }

    /// Puts an object where there is none.
    /// - Returns: whether there was none. A store that does not know conditions puts it in any case.
    /// - Throws: `S3Error`.
    package func putNew(_ bytes: [UInt8], as name: String) throws(S3Error) -> Bool {
        try response("PUT", name, body: bytes, condition: [("if-none-match", "*")]).status != 412
    }

    /// That there is none is fine.
    /// - Throws: `S3Error`.
    package func remove(_ name: String) throws(S3Error) {
        do throws(S3Error) {
            _ = try response("DELETE", name)
        } catch {
            guard error.kind == .absence else { throw error }
        }
    }

    // MARK: - Requests

    private func response(
        _ method: String, _ name: String, body: [UInt8] = [], condition: [(name: String, value: String)] = []
    ) throws(S3Error) -> HTTPTransfer.Response {
        let key = address.key(name)
        let place = "\(S3Address.scheme)\(address.bucket)/\(key)"
        let payload = Digest.sha256(body)
        var attempt = 0
        while true {
            let failure: S3Error
            let mayPass: Bool
            switch try exchange(request(method, key, body: body, condition: condition, payload: payload)) {
            case .success(let response):
                if 200..<300 ~= response.status || (response.status == 412 && !condition.isEmpty) {
                    return response
                }
                let refusal = S3Refusal(status: response.status, body: response.body)
                (failure, mayPass) = (refusal.error(at: place, settings), refusal.mayPass)
            case .failure(let error):
                failure = S3Error(
                    .connection, place, error.reason, fix: "see AWS_ENDPOINT_URL and AWS_REGION")
                mayPass = error.mayPass
            }
            attempt += 1
            guard mayPass, attempt < Self.attempts else { throw failure }
            wait(attempt - 1)
        }
    }

    private func exchange(
        _ request: HTTPTransfer.Request
    ) throws(S3Error) -> Result<HTTPTransfer.Response, HTTPTransfer.Failure> {
        let transfer: HTTPTransfer
        if let idle = idle.withLock({ $0.popLast() }) {
            transfer = idle
        } else {
            transfer = try HTTPTransfer(authorities: settings.authorities)
        }
        defer { idle.withLock { $0.append(transfer) } }
        return transfer.response(to: request)
    }

    private func request(
        _ method: String, _ key: String, body: [UInt8], condition: [(name: String, value: String)],
        payload: Digest
    ) -> HTTPTransfer.Request {
        let (server, folder) = settings.place(of: address.bucket)
        let path = "\(folder)/\(S3Signature.encoded(key))"
        let time = S3Signature.time(Glibc.time(nil))
        var headers: [(name: String, value: String)] =
            [
                ("host", String(server.drop { $0 != "/" }.dropFirst(2))),
                ("x-amz-content-sha256", payload.hex), ("x-amz-date", time),
            ] + condition
        if let token = settings.sessionToken { headers.append(("x-amz-security-token", token)) }
        let signature = S3Signature(
            keyID: settings.keyID, secret: settings.secret, region: settings.region, service: "s3"
        ).authorization(method: method, path: path, headers: headers, time: time, payload: payload)
        // What libcurl would add by itself is taken away: it waits for nobody's "100 Continue".
        return HTTPTransfer.Request(
            method: method, url: server + path,
            headers: headers.map { "\($0.name): \($0.value)" } + [
                "authorization: \(signature)", "content-type: application/octet-stream", "expect:",
            ], body: body)
    }
}
