import ForecastCore
import ObjectStorage
import Testing

/// Signatures that AWS publishes.
@Suite("the signature of a request") struct S3SignatureTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        var method = "GET"
        var path = "/"
        var headers: [(name: String, value: String)] = []
        var body = ""
        let signature: String

        var testDescription: String { name }
    }

    /// AWS's Signature Version 4 Test Suite (Apache-2.0), as botocore 1.44.8 ships it (tests/unit/auth/aws4_testsuite): all of
    /// its cases without a query whose paths mean the same to S3.
    static let suite = [
        Example(
            name: "get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        Example(
            name: "get-unreserved",
            path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        Example(
            name: "get-header-value-trim",
            headers: [("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        Example(
            name: "post-vanilla", method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        Example(
            name: "post-header-key-sort", method: "POST", headers: [("my-header1", "value1")],
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
        Example(
            name: "post-header-value-case", method: "POST", headers: [("my-header1", "VALUE1")],
            signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
        Example(
            name: "post-x-www-form-urlencoded", method: "POST",
            headers: [("content-type", "application/x-www-form-urlencoded")], body: "Param1=value1",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        Example(
            name: "post-sts-header-before", method: "POST",
            headers: [
                (
                    "x-amz-security-token",
                    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeo"
                        + "IYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0"
                        + "wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FD"
                        + "rypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
                )
            ], signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
    ]

    @Test("is that of AWS's test suite", arguments: suite)
    func ofTestSuite(_ example: Example) {
        let time = S3Signature.time(1_440_938_160)
        #expect(time == "20150830T123600Z")
        let signature = S3Signature(
            keyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1",
            service: "service")
        let headers = [("host", "example.amazonaws.com"), ("x-amz-date", time)] + example.headers
        let said = signature.authorization(
            method: example.method, path: S3Signature.encoded(example.path), headers: headers, time: time,
            payload: Digest.sha256(example.body))
        let names = headers.map(\.0).sorted().joined(separator: ";")
        #expect(
            said == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=\(names), Signature=\(example.signature)")
    }

    /// Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk".
    static let documented = [
        Example(
            name: "GET Object", path: "/test.txt", headers: [("range", "bytes=0-9")],
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            name: "PUT Object", method: "PUT", path: "/test$file.text",
            headers: [
                ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ], body: "Welcome to Amazon S3.",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    ]

    @Test("is that of the examples for S3", arguments: documented)
    func ofDocumentation(_ example: Example) {
        let time = S3Signature.time(1_369_353_600)
        let payload = Digest.sha256(example.body)
        let said = S3Signature(
            keyID: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1", service: "s3"
        ).authorization(
            method: example.method, path: S3Signature.encoded(example.path),
            headers: [
                ("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", payload.hex),
                ("x-amz-date", time),
            ] + example.headers, time: time, payload: payload)
        #expect(said.hasSuffix("Signature=\(example.signature)"))
    }
}
