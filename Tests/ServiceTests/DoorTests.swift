import Foundation
import ServiceJobs
import TestServers
import Testing

@Suite("The doors of the service") struct DoorTests {
    private static let keys = """
        keys:
          # printf %s reader | sha256sum, and so on
          - {name: planner, sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30, scopes: [read]}
          - {name: nestjs, sha256: 527aa9f431539da8e151d5434d1d5e611d973f601d8e970790882624554146b0, scopes: [read, run]}

        """

    @Test("nothing but loopback opens without keys, and the service says what to do")
    func openDoor() throws {
        let project = try ServedProject(starts: false)
        let (status, log) = try project.refusal(environment: ["FORECAST_SERVICE_LISTEN_HOST": "0.0.0.0"])
        #expect(status == 2 && log.contains("error[S205]") && log.contains("keys_file"))
        #expect(log.contains("error[S212]"))
    }

    @Test("a service that stops says so for a while before it closes, and takes no work meanwhile")
    func notice() throws {
        let project = try ServedProject(configuration: "notice_seconds: 6\n")
        #expect(try project.ask("GET", "/health/ready").status == 200)
        project.askToStop()
        #expect(try comesTrue { try project.ask("GET", "/health/ready").status == 503 })
        let refused = try project.ask("POST", "/predict", "{}")
        #expect(refused.status == 503 && refused.json["code"]?.string == "S151")
        #expect(refused.headers["retry-after"] != nil)
        #expect(project.stop() == 0)
    }

    @Test("a key opens what its scopes name")
    func scopes() throws {
        let project = try ServedProject(configuration: "keys_file: keys.yaml\n", starts: false)
        try project.write(Self.keys, to: "keys.yaml")
        try project.start()
        #expect(try project.ask("GET", "/health").status == 200)
        let none = try project.ask("GET", "/models")
        #expect(none.status == 401 && none.headers["www-authenticate"] == "Bearer")
        #expect(try project.ask("GET", "/models", nil, ["Authorization": "Bearer wrong"]).status == 401)
        #expect(try project.ask("GET", "/models", nil, ["Authorization": "Bearer reader"]).status == 200)
        let forbidden = try project.ask("POST", "/predict", "{}", ["Authorization": "Bearer reader"])
        #expect(forbidden.status == 403 && forbidden.json["code"]?.string == "S131")
        #expect(!project.log.contains("Bearer") && project.log.contains("\"client\":\"planner\""))
    }

    @Test("every key of service.yaml may come from the environment, and a wrong one is named with its place")
    func environment() throws {
        let project = try ServedProject(starts: false)
        let (status, log) = try project.refusal(environment: [
            "FORECAST_SERVICE_QUEUE_CAPACITY": "none", "FORECAST_SERVICE_QUEU": "1",
        ])
        #expect(status == 2)
        #expect(
            log.contains(
                "FORECAST_SERVICE_QUEUE_CAPACITY:1:1: error[E052]: 'queue.capacity' must be a whole number"))
        #expect(log.contains("error[S200]: FORECAST_SERVICE_QUEU names no key"))
        try project.write("experiment: shop\nlisten: {prot: 1}\n", to: "service.yaml")
        let (code, text) = try project.refusal()
        #expect(
            code == 2
                && text.contains(
                    "service.yaml:2:10: error[E051]: unknown key 'listen.prot'; did you mean 'port'?")
        )
    }
}
