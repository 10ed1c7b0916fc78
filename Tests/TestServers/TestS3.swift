import Foundation
import Glibc

/// A server of its own on a free port of loopback that answers as S3 does, with a bucket `forecasts`; ended with the value.
package final class TestS3 {
    package enum Server {
        /// moto: knows `If-None-Match`, and looks at no signature.
        case conditions
        /// rclone: looks at signatures, and knows no conditions.
        case signatures
    }

    private static let programs = "\(TestRedis.root).deps/s3/bin"
    package static let isInstalled = ["rclone", "python"].allSatisfy {
        access("\(programs)/\($0)", X_OK) == 0
    }
    package static let reason = "moto and rclone are not installed (.ci/fetch-s3.sh)"

    package let folder: String
    private let port: Int
    private let isEncrypted: Bool
    private let server: TestProcess

    package init(_ kind: Server, isEncrypted: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "forecast-s3-\(UUID().uuidString)")
            .path()
        try FileManager.default.createDirectory(
            atPath: "\(folder)/forecasts", withIntermediateDirectories: true)
        port = TestRedis.freePort()
        self.isEncrypted = isEncrypted
        switch kind {
        case .conditions:
            server = try TestProcess(
                "\(Self.programs)/python", ["-m", "moto.server", "-H", "127.0.0.1", "-p", "\(port)"])
        case .signatures:
            // What tests do in the folder is seen within a second.
            var words = [
                "serve", "s3", "--addr", "127.0.0.1:\(port)", "--auth-key", "\(Self.id),\(Self.secret)",
                "--dir-cache-time", "1s",
            ]
            if isEncrypted {
                try Self.makeCertificate(in: folder)
                words += ["--cert", "\(folder)/certificate.pem", "--key", "\(folder)/key.pem"]
            }
            server = try TestProcess(
                "\(Self.programs)/rclone", words + ["\(folder)"],
                environment: ["RCLONE_CONFIG": "\(folder)/rclone.conf"])
        }
        // The bucket of rclone is the folder that is there.
        let isUp = comesTrue {
            let answer = try? Self.curl(
                (kind == .conditions ? ["-X", "PUT"] : ["-k"]) + ["\(address)/forecasts"])
            return answer.map { $0 > 0 } ?? false
        }
        guard isUp else { throw TestRedis.Failure(words: server.text) }
    }

    deinit {
        server.signal(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static let id = "AKIDTESTS"
    private static let secret = "tests/secret+key"

    package var address: String { "\(isEncrypted ? "https" : "http")://127.0.0.1:\(port)" }
    package static let bucket = "s3://forecasts/some runs"

    /// What who asks has in his environment.
    package var environment: [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Self.id, "AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_ENDPOINT_URL": address,
            "AWS_REGION": "eu-central-1", "AWS_SESSION_TOKEN": "", "AWS_ENDPOINT_URL_S3": "",
            "AWS_CA_BUNDLE": isEncrypted ? "\(folder)/certificate.pem" : "",
        ]
    }

    /// The status of an answer; 0 where there was none.
    private static func curl(_ words: [String]) throws -> Int {
        let text = try TestProcess.output(
            of: ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"] + words)
        return Int(text) ?? 0
    }

    private static func makeCertificate(in folder: String) throws {
        _ = try TestProcess.output(of: [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(folder)/key.pem", "-out",
            "\(folder)/certificate.pem",
        ])
    }
}
