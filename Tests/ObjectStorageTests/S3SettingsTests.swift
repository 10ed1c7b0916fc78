import ObjectStorage
import Testing

@Suite("where a bucket is") struct S3SettingsTests {
    private let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"]

    private func settings(_ more: [String: String]) throws -> S3Settings {
        let variables = keys.merging(more) { $1 }
        return try S3Settings { variables[$0] }
    }

    @Test("is said by its region, or by the address of another server")
    func places() throws {
        let amazon = try settings(["AWS_REGION": "eu-west-3"])
        #expect(amazon.place(of: "runs") == ("https://runs.s3.eu-west-3.amazonaws.com", ""))
        #expect(amazon.place(of: "my.runs") == ("https://s3.eu-west-3.amazonaws.com", "/my.runs"))
        #expect(
            try settings([:]).place(of: "runs") == ("https://runs.s3.us-east-1.amazonaws.com", ""))
        let own = try settings(["AWS_ENDPOINT_URL": "http://host:9000/", "AWS_SESSION_TOKEN": ""])
        #expect(own.place(of: "runs") == ("http://host:9000", "/runs"))
        #expect(own.sessionToken == nil)
    }

    @Test(
        "is not guessed where the environment is no use",
        arguments: [
            ["AWS_ACCESS_KEY_ID": ""], ["AWS_SECRET_ACCESS_KEY": ""], ["AWS_ENDPOINT_URL": "host:9000"],
            ["AWS_ENDPOINT_URL": "http://user:word@host"], ["AWS_ENDPOINT_URL": "http://host/path"],
            ["AWS_SESSION_TOKEN": "a\r\nb: c"],
        ])
    func refused(_ variables: [String: String]) throws {
        do {
            _ = try settings(variables)
            Issue.record("\(variables) will not do")
        } catch let error as S3Error {
            #expect(error.kind == .settings)
        }
    }

    @Test("has a name that a bucket can have, and a prefix without tricks")
    func addresses() throws {
        let address = try S3Address("s3://runs-2026/a b/c/")
        #expect(address.bucket == "runs-2026" && address.prefix == "a b/c" && address.key("x") == "a b/c/x")
        #expect(address.text == "s3://runs-2026/a b/c")
        #expect(try S3Address("s3://runs").text == "s3://runs")
        for wrong in [
            "s3://", "s3://a", "s3://Runs", "s3://runs//x", "s3://runs/../x", "/runs", "s3://ru ns",
        ] {
            #expect(throws: S3Error.self) { try S3Address(wrong) }
        }
    }
}
