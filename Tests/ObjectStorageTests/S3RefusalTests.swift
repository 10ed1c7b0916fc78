import ObjectStorage
import Testing

@Suite("what a bucket says where it will not") struct S3RefusalTests {
    private let settings = try! S3Settings {
        ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"][$0]
    }

    private func refusal(_ status: Int, _ text: String) -> S3Refusal {
        S3Refusal(status: status, body: Array(text.utf8))
    }

    @Test("is told with what to do about it")
    func fixes() {
        // As AWS answers to a request that was signed for another region.
        let region = refusal(
            400,
            "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed</Message>"
                + "<Region>eu-north-1</Region></Error>")
        #expect(
            region.error(at: "s3://b/k", settings).description
                == "s3://b/k: AuthorizationHeaderMalformed: The authorization header is malformed (HTTP status 400); set "
                + "AWS_REGION to eu-north-1 (it is eu-west-1)")
        // HEAD has no words.
        #expect(
            refusal(403, "").error(at: "s3://b/k", settings).description
                == "s3://b/k: HTTP status 403; AKID needs s3:GetObject, s3:PutObject and s3:DeleteObject there"
        )
        #expect(refusal(404, "").error(at: "s3://b/k", settings).kind == .absence)
        #expect(
            refusal(404, "<Code>NoSuchBucket</Code>").error(at: "s3://b/k", settings).kind == .refusal)
    }

    @Test("is asked again only where it may pass")
    func passing() {
        for (status, code) in [
            (500, "InternalError"), (503, "SlowDown"), (409, "ConditionalRequestConflict"),
            (400, "RequestTimeout"),
            (429, ""),
        ] { #expect(refusal(status, "<Code>\(code)</Code>").mayPass, "\(code)") }
        for (status, code) in [(403, "AccessDenied"), (404, "NoSuchKey"), (400, "ExpiredToken"), (412, "")] {
            #expect(!refusal(status, "<Code>\(code)</Code>").mayPass, "\(code)")
        }
    }
}
