internal import Glibc

/// Where an object store is, and who asks: by the variables that every program of AWS reads.
package struct S3Settings: Equatable, Sendable {
    let keyID: String
    let secret: String
    /// Of credentials that end by themselves.
    package let sessionToken: String?
    let region: String
    /// `http://host:9000`; nil for AWS itself.
    let endpoint: String?
    /// A file of certificates to trust; nil for the system's.
    let authorities: String?

    /// - Throws: `S3Error` of kind `settings`.
    package init(environment: (String) -> String?) throws(S3Error) {
        func value(_ names: String...) -> String? {
            for name in names {
                if let value = environment(name), !value.isEmpty { return value }
            }
            return nil
        }
        guard let keyID = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") else {
            throw S3Error(
                .settings, "", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set",
                fix: "set them, as `aws configure export-credentials --format env` prints them")
        }
        self.keyID = keyID
        self.secret = secret
        sessionToken = value("AWS_SESSION_TOKEN")
        region = value("AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1"
        authorities = value("AWS_CA_BUNDLE")
        var endpoint = value("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
        while endpoint?.hasSuffix("/") == true { endpoint?.removeLast() }
        self.endpoint = endpoint
        if let endpoint { try Self.check(endpoint) }
        for text in [keyID, region, sessionToken ?? ""] where !text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) {
            throw S3Error(
                .settings, "",
                "AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN or AWS_REGION has a blank or a character that none has",
                fix: nil)
        }
    }

    /// By the environment of this process.
    package static func ofProcess() throws(S3Error) -> S3Settings {
        try S3Settings { getenv($0).map { String(cString: $0) } }
    }

    private static func check(_ endpoint: String) throws(S3Error) {
        let parts = endpoint.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "http:" || parts[0] == "https:", parts[1].isEmpty,
            !parts[2].isEmpty, parts[2].utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            !parts[2].contains(where: { "@?#\\".contains($0) })
        else {
            throw S3Error(
                .settings, "", "AWS_ENDPOINT_URL is no address of a server",
                fix: "write http://HOST:PORT or https://HOST")
        }
    }

    /// Where the objects of a bucket are asked for: the address of the server, and what stands before keys in paths.
    package func place(of bucket: String) -> (server: String, path: String) {
        if let endpoint { return (endpoint, "/\(bucket)") }
        // A certificate for *.s3.… holds for no name with dots.
        if bucket.contains(".") { return ("https://s3.\(region).\(domain)", "/\(bucket)") }
        return ("https://\(bucket).s3.\(region).\(domain)", "")
    }

    private var domain: String { region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com" }
}
