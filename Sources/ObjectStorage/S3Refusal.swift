/// What a store says where it does not do what it was asked for: a status, and mostly a document of XML with `Code` and `Message`.
package struct S3Refusal {
    private let status: Int
    /// As `NoSuchBucket`; empty where it says none, as for HEAD.
    private let code: String
    private let message: String
    /// Where the bucket is, if the store says so.
    private let region: String?

    package init(status: Int, body: [UInt8]) {
        self.status = status
        let text = String(decoding: body.prefix(1 << 14), as: UTF8.self)
        func element(_ name: String) -> String? {
            guard let start = text.range(of: "<\(name)>"),
                let end = text.range(of: "</\(name)>", from: start.upperBound)
            else { return nil }
            return String(text[start.upperBound..<end.lowerBound].prefix(300))
        }
        code = element("Code") ?? ""
        message = element("Message") ?? ""
        region = element("Region")
    }

    /// Whether the same request may succeed a little later.
    package var mayPass: Bool {
        [429, 500, 502, 503, 504].contains(status)
            || ["RequestTimeout", "ConditionalRequestConflict", "OperationAborted"].contains(code)
    }

    package func error(at place: String, _ settings: S3Settings) -> S3Error {
        let said = [code, message].filter { !$0.isEmpty }.joined(separator: ": ")
        return S3Error(
            status == 404 && code != "NoSuchBucket" ? .absence : .refusal, place,
            said.isEmpty ? "HTTP status \(status)" : "\(said) (HTTP status \(status))", fix: fix(settings))
    }

    private func fix(_ settings: S3Settings) -> String? {
        switch (code, status) {
        case ("NoSuchBucket", _): "make the bucket, or name another"
        case ("SignatureDoesNotMatch", _): "AWS_SECRET_ACCESS_KEY is not the secret of \(settings.keyID)"
        case ("InvalidAccessKeyId", _): "AWS_ACCESS_KEY_ID is \(settings.keyID)"
        case ("ExpiredToken", _), ("InvalidToken", _), ("TokenRefreshRequired", _):
            "get new credentials; what was done is kept"
        case ("RequestTimeTooSkewed", _): "set the clock of this machine"
        case ("AuthorizationHeaderMalformed", _), ("PermanentRedirect", _), (_, 301), (_, 307):
            "set AWS_REGION to \(region ?? "the region of the bucket") (it is \(settings.region))"
        case (_, 403): "\(settings.keyID) needs s3:GetObject, s3:PutObject and s3:DeleteObject there"
        default: nil
        }
    }
}

extension String {
    /// The first place of `other` at or behind `start`.
    fileprivate func range(of other: String, from start: Index? = nil) -> Range<Index>? {
        self[(start ?? startIndex)...].firstRange(of: other)
    }
}
