import ForecastCore
import Foundation
import ServiceJobs
import Testing

/// Tokens in the place of keys, and the door to the network.
@Suite("The doors of the service, by tokens and behind TLS") struct TokenDoorTests {
    private static let secret = "fedcba9876543210fedcba9876543210"
    private static let configuration =
        "jwt: {secret_file: secret, audience: forecast-engine, issuer: login}\n"

    private static func bearer(_ scope: String, seconds: Int = 60, subject: String = "anna") -> [String:
        String]
    {
        let end = Int(Date().timeIntervalSince1970) + seconds
        let claims =
            #"{"sub":"\#(subject)","iss":"login","aud":"forecast-engine","exp":\#(end),"scope":"\#(scope)"}"#
        return ["Authorization": "Bearer \(WebTokenTests.token(claims, key: Array(secret.utf8)))"]
    }

    private func project(_ configuration: String = "") throws -> ServedProject {
        let project = try ServedProject(configuration: Self.configuration + configuration, starts: false)
        try project.write("\(Self.secret)\n", to: "secret")
        return project
    }

    @Test("a token opens what its scopes name until it ends, beside keys")
    func tokens() throws {
        let project = try project("keys_file: keys.yaml\n")
        try project.write(
            """
            keys:
              # printf %s reader | sha256sum
              - {name: planner, sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30, scopes: [read]}

            """, to: "keys.yaml")
        try project.start()
        #expect(try project.ask("GET", "/models").status == 401)
        #expect(try project.ask("GET", "/models", nil, Self.bearer("read")).status == 200)
        #expect(try project.ask("GET", "/models", nil, ["Authorization": "Bearer reader"]).status == 200)
        #expect(try project.ask("POST", "/predict", "{}", Self.bearer("read")).status == 403)
        #expect(try project.ask("POST", "/predict", "{}", Self.bearer("run")).status == 200)
        let ended = try project.ask("GET", "/models", nil, Self.bearer("read", seconds: -60))
        #expect(ended.status == 401 && ended.json["detail"]?.string?.contains("it has ended (exp)") == true)
        #expect(ended.headers["www-authenticate"] == "Bearer")
        #expect(project.log.contains("\"client\":\"token:anna\"") && !project.log.contains("eyJ"))
        // An Idempotency-Key is of one client.
        let key = ["Idempotency-Key": "march"]
        let first = try project.ask("POST", "/backtest", "{}", Self.bearer("run").merging(key) { $1 })
        let other = try project.ask(
            "POST", "/train", "{}", Self.bearer("run", subject: "bert").merging(key) { $1 })
        #expect(first.status == 202 && [200, 202].contains(other.status), "\(other.text)")
    }

    @Test("a secret that can be guessed, and one that cannot be read, are refused at the start")
    func secrets() throws {
        let project = try project()
        try project.write("secret\n", to: "secret")
        let short = try project.refusal()
        #expect(short.status == 2 && short.log.contains("error[S211]") && short.log.contains("openssl rand"))
        try FileManager.default.removeItem(atPath: "\(project.root)/secret")
        let none = try project.refusal()
        #expect(none.status == 2 && none.log.contains("error[S203]: the secret of tokens"))
    }

    @Test("nothing listens to the network in clear text, and behind a proxy nothing is answered that came so")
    func clearText() throws {
        let project = try project("notice_seconds: 0\n")
        let open = ["FORECAST_SERVICE_LISTEN_HOST": "0.0.0.0"]
        let refused = try project.refusal(environment: open)
        #expect(
            refused.status == 2 && refused.log.contains("error[S212]")
                && refused.log.contains("deploy/nginx.conf"))
        #expect(!refused.log.contains("S205"))
        try project.start(environment: open.merging(["FORECAST_SERVICE_LISTEN_BEHIND_TLS": "true"]) { $1 })
        let bearer = Self.bearer("read")
        #expect(try project.ask("GET", "/health/live").status == 200)
        for proto in [nil, "http", "https, http"] {
            let reply = try project.ask(
                "GET", "/models", nil, bearer.merging(proto.map { ["X-Forwarded-Proto": $0] } ?? [:]) { $1 })
            #expect(reply.status == 403 && reply.json["code"]?.string == "S134", "\(proto ?? "")")
        }
        let good = try project.ask(
            "GET", "/models", nil, bearer.merging(["X-Forwarded-Proto": "https"]) { $1 })
        #expect(good.status == 200)
    }
}
