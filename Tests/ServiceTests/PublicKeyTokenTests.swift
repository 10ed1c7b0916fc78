import Foundation
import ServiceJobs
import Testing

/// Tokens that an issuer signs with a key of its own, which nobody else has.
@Suite("Tokens signed by a private key") struct PublicKeyTokenTests {
    /// **Source** OpenSSL 3.0.19: `openssl genrsa 2048`, `openssl rsa -pubout`; the private half was thrown away.
    static let pem = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAirqWl9QRt7pgh7XvrMjs
        qeX/9U3eUNeo3EcWeSA0GM9z69L3HWBUUNo9WdorcUnbbqX9U0/gZkYGC1Du0Opj
        fEC2p6YBPr453Cl9u9vGNCbjsbOTyXb9qHqJ10CeatR0D5/6rB2QUlqryNt/RLdv
        zZUyrgbfVb7/zNLf+DFW4Z0Cln+9Jcz4uY+bGcOIVEQdEJaVddTBT4il7yQHxEXf
        lDqpvza1vaZhCzEGXAVA2FRMW7DOBTg7qZUSgGpW1eRgY6+/sgqLdedpwGYTjwKR
        qV8iRo5Q2w8rCmqundKGYGX1HYh64Vlx08W76gT2PkoRQp9AHsQHpAjo8VvUjwB0
        IQIDAQAB
        -----END PUBLIC KEY-----
        """
    /// **Source** the same key, `openssl dgst -sha256 -sign`. Ends in 2027.
    static let token = """
        eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJuZXN0anMiLCJpc3MiOiJodHRwczovL2xvZ2luLmV4Y
        W1wbGUiLCJhdWQiOiJmb3JlY2FzdC1lbmdpbmUiLCJleHAiOjE4MDAwMDAwNjAsInNjb3BlIjoicmVhZCBydW4ifQ.
        VRJqfL9YTnOaw2Ih5YtJjAnMoOzO6hTetuV4BtAW6Lhbu0l4y1s_qS4nnj204kSCmRYrHRzSiFTEAqRsjQwhzdeJkx
        z1bengyzoX5v-S6ztlgnhIaxjWtlrVTZlJ_clgskjuD4jFGCUOjgSwyoPLD3w7wn8oRjJaYQ7zsJ_Hkk0jmz1GqHO0
        6hqCwU-HZyA5-eR_a8w_NXqDzOvmZNP9n2fySqtFnzmgVbyEBdcuabBbWDbkKeQaaTNaYtph8SVakIip-_cBPuWTUn
        QJv02TBqjpZ-Bb6FhtnEZQVMXj3ATnCcQBfCYeN-o8tUb3LNiz-AlAQFyQECCbndULdT30ew
        """.replacing("\n", with: "")
    /// The same with a header that says HS256.
    private static let mislabelled = """
        eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJuZXN0anMiLCJpc3MiOiJodHRwczovL2xvZ2luLmV4Y
        W1wbGUiLCJhdWQiOiJmb3JlY2FzdC1lbmdpbmUiLCJleHAiOjE4MDAwMDAwNjAsInNjb3BlIjoicmVhZCBydW4ifQ.
        SScU_IoNohdCK1CzmQbtEu6BvtwFNsafIhZZEmhw3hHYSmTNZCIjw4qfpwiFTRDh0bSmy2zo-nrcl-JOQYuX349N5Z
        54kocjHYex2rtaJDEef6pUh0JYWFT5R5uoJexPKnOvLvc06IRH9F-dG-5x8GlRTSGYFynay6EYQ7DtpdtrjNBVYKAt
        42Vy8VDrezHMZ3bMboFyoZxcw_FFp7Dm5zmD07u1R3dor-zEw1U-uH6RzTg5WVi2nFk-aNCXHLm1ksotKk0478YS34
        96AD26S9bgVk3S5m1b8vL3ihxiP4J7mcVB7eU8sJaxTZY9PUtYAlPTgEiSAlA-cLBk0HErSw
        """.replacing("\n", with: "")

    private let now = 1_800_000_000.0

    private func issuer(_ pem: String = pem) throws -> TokenIssuer {
        TokenIssuer(
            key: .publicKey(try #require(RSAPublicKey(pem: Array(pem.utf8)))), audience: "forecast-engine",
            issuer: "https://login.example", leewaySeconds: 30)
    }

    @Test("a token by RS256 that another program signed is taken until it ends")
    func taken() throws {
        let token = try WebToken(Self.token, of: issuer(), now: now)
        #expect(token.subject == "nestjs" && token.scopes == [.read, .run])
        let late = #expect(throws: WebToken.Refusal.self) {
            try WebToken(Self.token, of: issuer(), now: now + 90)
        }
        #expect(late?.reason == "it has ended (exp)")
    }

    @Test("no character of it can be changed, and its header chooses nothing")
    func forged() throws {
        let issuer = try issuer()
        for place in stride(from: 0, to: Self.token.utf8.count, by: 11) {
            var bytes = Array(Self.token.utf8)
            bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: WebToken.Refusal.self, "\(place)") {
                try WebToken(String(decoding: bytes, as: UTF8.self), of: issuer, now: now)
            }
        }
        let other = #expect(throws: WebToken.Refusal.self) {
            try WebToken(Self.mislabelled, of: issuer, now: now)
        }
        #expect(other?.reason == "it is not signed by RS256")
        // The old way in: the public key, which everybody has, as a secret.
        let claims = #"{"sub":"eve","iss":"https://login.example","aud":"forecast-engine","exp":1800000060}"#
        for header in [#"{"alg":"HS256"}"#, #"{"alg":"RS256"}"#, #"{"alg":"none"}"#] {
            let forged = WebTokenTests.token(claims, header: header, key: Array(Self.pem.utf8))
            let refused = #expect(throws: WebToken.Refusal.self) {
                try WebToken(forged, of: issuer, now: now)
            }
            #expect(refused?.reason == "its signature is not the issuer's")
        }
    }

    @Test("what is no public key of RSA, or a short one, is none")
    func keys() throws {
        #expect(RSAPublicKey(pem: Array(Self.pem.utf8))?.bits == 2_048)
        #expect(RSAPublicKey(pem: []) == nil)
        #expect(
            RSAPublicKey(pem: Array("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n".utf8))
                == nil)
        // **Source** `openssl ecparam -genkey -name prime256v1 | openssl ec -pubout`.
        let curve = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbLwlp1OjSGnxO3IqrqefImyV1Dtu
            XaouY8OoNpEMpxy19naGi3Aodd6ysCxU2JMH17Dgbx2tCxZEKSshJvdBog==
            -----END PUBLIC KEY-----
            """
        #expect(RSAPublicKey(pem: Array(curve.utf8)) == nil)
    }

    @Test("the service takes them, and says at the start what is wrong with its key")
    func served() throws {
        let project = try ServedProject(
            configuration: """
                jwt: {public_key_file: issuer.pem, audience: forecast-engine, issuer: "https://login.example"}

                """, starts: false)
        let missing = try project.refusal()
        #expect(missing.status == 2 && missing.log.contains("error[S203]"), "\(missing.log)")
        try project.write("no key\n", to: "issuer.pem")
        let wrong = try project.refusal()
        #expect(wrong.status == 2 && wrong.log.contains("error[S215]"), "\(wrong.log)")
        try project.write(Self.pem + "\n", to: "issuer.pem")
        let both = try project.refusal(environment: ["FORECAST_SERVICE_JWT_SECRET_FILE": "issuer.pem"])
        #expect(both.status == 2 && both.log.contains("error[S214]"), "\(both.log)")
        try project.start()
        let bearer = ["Authorization": "Bearer \(Self.token)"]
        let isOver = Date().timeIntervalSince1970 > 1_800_000_060
        #expect(try project.ask("GET", "/models", nil, bearer).status == (isOver ? 401 : 200))
        #expect(try project.ask("GET", "/models").status == 401)
    }
}
