import Foundation
import ServiceJobs
import TestServers
import Testing

@Suite("The service, asked over a loopback port") struct ServiceTests {
    @Test(
        "answers a forecast with the fields of the original system, and a command that gives the same numbers"
    )
    func predict() throws {
        let project = try ServedProject()
        let reply = try project.ask(
            "POST", "/predict",
            #"{"sku_ids": ["SKU000001", "SKU000002"], "horizon_weeks": 3, "models": "auto", "targets": ["VOLUME", "FATURAMENTO"]}"#
        )
        #expect(reply.status == 200, "\(reply.text)")
        let answer = reply.json
        #expect(answer["results_count"]?.integer == 2)
        #expect(answer["duration_ms"]?.integer != nil)
        #expect(answer["summary"]?["ses_count"]?.integer.map { $0 > 0 } == true)
        #expect(reply.headers["location"] == "/executions/\(answer["execution_id"]?.string ?? "")")

        // The command names the same forecast, and its rows are those of the page.
        let command = answer["reproduce"]?.string ?? ""
        let words = command.split(separator: " ").dropFirst().map(String.init)
        let printed = try JSONReader.value(of: Array(try project.forecast(words).utf8), depth: 32)
        #expect(printed["execution_id"] == answer["reference"])
        let page = try project.ask("GET", answer["results"]?.string ?? "").text
        let rows = try page.split(separator: "\n").map { try JSONReader.value(of: Array($0.utf8)) }
        #expect(rows.count == 2 * 3 * 2)
        let own = rows.map {
            "\($0["produto_id"]?.string ?? "") \($0["alvo"]?.string ?? "") \($0["semana"]?.string ?? "") \($0["previsao"] ?? .null)"
        }.sorted()
        let theirs = (printed["forecasts"]?.items ?? []).map {
            "\($0["unique_id"]?.string ?? "") \($0["target"]?.string ?? "") \($0["ds"]?.string ?? "") \($0["forecast"] ?? .null)"
        }.sorted()
        #expect(own == theirs)
    }

    @Test("tells everything that is wrong with a request at once, with places and codes")
    func problems() throws {
        let project = try ServedProject()
        let reply = try project.ask(
            "POST", "/predict",
            #"{"sku_ids": ["SKU000001", "NONE"], "horizon_weeks": 40, "models": "sess", "targets": ["VOLUMES"], "extra": 1}"#
        )
        #expect(reply.status == 422)
        #expect(reply.headers["content-type"] == "application/problem+json")
        #expect(
            reply.errors.sorted() == [
                "E211 /horizon_weeks", "E211 /models", "E227 /sku_ids/1", "S101 /extra", "S105 /targets/0",
            ])
        #expect(reply.json["type"]?.string == "urn:forecast-engine:problem:S110")
    }

    @Test(
        "answers what it cannot take with a problem that says so",
        arguments: [
            ("GET", "/nowhere", nil, [:], 404, "S120"), ("GET", "/predict", nil, [:], 405, "S122"),
            ("POST", "/predict", "{", [:], 400, "S100"),
            ("POST", "/predict", "{\"a\":1,\"a\":2}", [:], 400, "S100"),
            ("POST", "/predict", "a=1", ["Content-Type": "application/x-www-form-urlencoded"], 415, "S124"),
            ("POST", "/predict", "{}", ["Content-Encoding": "gzip"], 415, "S124"),
            ("POST", "/train", "{}", [:], 400, "S140"), ("GET", "/executions/unknown", nil, [:], 404, "S121"),
            ("GET", "/executions/..%2f..%2fetc", nil, [:], 404, "S120"),
            ("GET", "/models", nil, ["Origin": "https://elsewhere.example"], 403, "S133"),
            ("GET", "/models", nil, ["Sec-Fetch-Site": "cross-site"], 403, "S133"),
            ("GET", "/models", nil, ["Host": "rebound.example:80"], 421, "S132"),
            ("GET", "/models", nil, ["Host": "[::1]rebound.example"], 421, "S132"),
            ("GET", "/models", nil, ["Host": "localhost:80.rebound.example"], 421, "S132"),
            ("GET", "/health", nil, ["Host": "rebound.example"], 421, "S132"),
            // The second one.
            ("GET", "/models", nil, ["host": "localhost"], 400, "S100"),
            ("GET", "/models/ses/volume/champion", nil, [:], 404, "S121"),
            ("GET", "/executions?limit=0", nil, [:], 400, "S100"),
        ] as [(String, String, String?, [String: String], Int, String)])
    func refusals(
        method: String, path: String, body: String?, headers: [String: String], status: Int, code: String
    ) throws {
        let reply = try Self.shared.get().ask(method, path, body, headers)
        #expect(reply.status == status, "\(reply.text)")
        #expect(reply.json["code"]?.string == code)
        #expect(reply.json["status"]?.integer == status)
        #expect(
            reply.headers["x-request-id"].map { reply.json["instance"]?.string?.hasSuffix($0) == true }
                == true)
        #expect(reply.headers["access-control-allow-origin"] == nil)
    }

    /// For requests that change nothing.
    private static let shared = Result { try ServedProject() }

    @Test("a job that is asked for twice is done once, and another body with its key is refused")
    func idempotency() throws {
        let project = try ServedProject()
        let first = try project.ask("POST", "/backtest", "{}", ["Idempotency-Key": "march"])
        #expect(first.status == 202)
        let id = first.json["execution_id"]?.string ?? ""
        #expect(first.headers["location"] == "/executions/\(id)")
        let done = try project.ended(id)
        #expect(done["status"]?.string == "finished", "\(done.line)")
        #expect(done["attempt"]?.integer == 1)
        for key in ["march", "another"] {
            let again = try project.ask(
                "POST", "/backtest", #"{"experiment":"shop"}"#, ["Idempotency-Key": key])
            #expect(again.status == 200 && again.json["execution_id"]?.string == id)
        }
        let other = try project.ask("POST", "/train", "{}", ["Idempotency-Key": "march"])
        #expect(other.status == 422 && other.json["code"]?.string == "S141", "\(other.text)")
        // Whoever cannot be understood has asked for nothing before.
        let invalid = try project.ask(
            "POST", "/backtest", #"{"experiment": "shop", "extra": 1}"#, ["Idempotency-Key": "march"])
        #expect(invalid.status == 422 && invalid.errors == ["S101 /extra"], "\(invalid.text)")
        #expect(try project.ended(id)["attempt"]?.integer == 1)
        #expect(done["result_digest"]?.string?.count == 64)
        // The command line finds the very run.
        let run = try project.forecast(["run", "experiments/shop.yaml", "--json"])
        #expect(
            try JSONReader.value(of: Array(run.utf8), depth: 32)["result_digest"] == done["result_digest"])
    }

    @Test("a training tells its steps, resumes its events, and its versions can be promoted and rolled back")
    func training() throws {
        let project = try ServedProject()
        let id =
            try project.ask("POST", "/train", "{}", ["Idempotency-Key": "t1"]).json["execution_id"]?.string
            ?? ""
        let done = try project.ended(id)
        #expect(done["status"]?.string == "finished", "\(done.line)")
        let stream = try project.ask("GET", "/executions/\(id)/events").text
        let numbers = stream.matches(of: /id: (\d+)/).compactMap { Int($0.1) }
        #expect(numbers == Array(1...numbers.count) && numbers.count >= 8)
        let steps = stream.matches(of: /"stage":"(\w+)"/).map { String($0.1) }
        #expect(steps.first == "load" && steps.contains("metrics") && steps.contains("save"))
        let percents = stream.matches(of: /"percent":(\d+)/).compactMap { Int($0.1) }
        #expect(percents == percents.sorted() && percents.last == 100)
        #expect(done["step"]?.integer == 10 && done["stage"]?.string == "done", "\(done.line)")
        // The kind of a model and the number of its version, as the registry has them.
        let trained = try project.ask("GET", "/executions/\(id)/results?format=csv").text
        #expect(
            trained.contains("\nses,ses,volume,1,") && trained.contains("\ntsb,tsb,revenue,1,"), "\(trained)")
        let rest = try project.ask("GET", "/executions/\(id)/events", nil, ["Last-Event-ID": "3"]).text
        #expect(rest.contains("id: 4\n") && !rest.contains("id: 3\n"))

        let versions = try project.ask("GET", "/models/ses/VOLUME/versions").json["versions"]?.items ?? []
        #expect(versions.count == 1)
        #expect(try project.ask("GET", "/models/ses/VOLUME/versions/1").status == 200)
        let champion = try project.ask("GET", "/models/ses/VOLUME/champion")
        #expect(champion.json["version"]?.string == "ses_volume_v1", "\(champion.text)")
        let again = try project.ask(
            "POST", "/models/ses/VOLUME/promote", #"{"version": "ses_volume_v1", "reason": "again"}"#)
        #expect(again.status == 409 && again.json["code"]?.string == "S143", "\(again.text)")
        let foreign = try project.ask(
            "POST", "/models/ses/VOLUME/promote", #"{"version": "../../secret", "reason": "x"}"#)
        #expect(foreign.status == 422)
        let silent = try project.ask("POST", "/models/ses/VOLUME/rollback", "{}")
        #expect(silent.status == 422 && silent.errors == ["S102 /reason"])
        let mistaken = try project.ask(
            "POST", "/models/ses/VOLUME/promote", #"{"version": 2, "reason": "", "why": "x"}"#)
        #expect(mistaken.errors == ["S101 /why", "S103 /version", "S104 /reason"], "\(mistaken.text)")
    }

    @Test("pages of results follow each other without a gap, as CSV too")
    func pages() throws {
        let project = try ServedProject()
        let id = try project.ask("POST", "/predict", "{}").json["execution_id"]?.string ?? ""
        let whole = try project.ask("GET", "/executions/\(id)/results?format=csv").text
        var path: String? = "/executions/\(id)/results?format=csv&limit=7"
        var rows: [Substring] = []
        while let next = path {
            let page = try project.ask("GET", next)
            rows += page.text.split(separator: "\n").dropFirst()
            path = page.headers["link"].flatMap { $0.firstMatch(of: /<([^>]+)>/).map { String($0.1) } }
        }
        #expect(rows.count > 100 && rows == Array(whole.split(separator: "\n").dropFirst()))
        // Hexadecimal of `[]`, `["a"]` and `["a","b"]` among them.
        for cursor in ["zz", "", "5b5d", "5b2261225d", "5b2261222c2262225d"] {
            let reply = try project.ask("GET", "/executions/\(id)/results?cursor=\(cursor)")
            #expect(reply.status == 400 && reply.json["code"]?.string == "S100", "\(cursor)")
        }
        let first = try project.ask("GET", "/executions/\(id)/results")
        let tag = first.headers["etag"] ?? ""
        #expect(
            try project.ask("GET", "/executions/\(id)/results", nil, ["If-None-Match": tag]).status == 304)
    }

    @Test(
        "executions beyond those that are kept go with their results, and are made anew when they are asked for"
    )
    func kept() throws {
        let project = try ServedProject(configuration: "keep_executions: 2\n")
        let ids = try (1...4).map { weeks in
            try project.ask("POST", "/predict", "{\"horizon_weeks\": \(weeks)}").json["execution_id"]?.string
                ?? ""
        }
        #expect(
            try comesTrue { try project.ask("GET", "/executions").json["executions"]?.items?.count == 2 })
        #expect(try project.ask("GET", "/executions/\(ids[0])").status == 404)
        #expect(try project.ask("GET", "/executions/\(ids[3])/results").status == 200)
        let again = try project.ask("POST", "/predict", "{\"horizon_weeks\": 1}")
        #expect(again.json["execution_id"]?.string == ids[0])
        #expect(try project.ask("GET", "/executions/\(ids[0])/results").text.split(separator: "\n").count > 2)
    }

    @Test("a deadline turns a forecast into 202 and a place to look, and nothing is lost")
    func deadline() throws {
        let project = try ServedProject()
        let reply = try project.ask("POST", "/predict", "{}", ["Prefer": "wait=0"])
        #expect(reply.status == 202)
        let done = try project.ended(reply.json["execution_id"]?.string ?? "")
        #expect(done["status"]?.string == "finished")
        #expect(try project.ask("POST", "/predict", "{}").json["execution_id"] == done["execution_id"])
    }

    @Test("a moment by which an answer has to be there bounds what is waited for, and is no wish to wait")
    func deadlineByTheClock() throws {
        let (project, id) = try ServedProject.busy()
        func ask(_ path: String, _ fields: [String: String]) throws -> Reply {
            try project.ask("POST", path, "{}", fields.merging(["Idempotency-Key": "d\(path)"]) { $1 })
        }
        func moment(in seconds: Double) -> String {
            Date().addingTimeInterval(seconds).ISO8601Format(.init(includingFractionalSeconds: true))
        }
        let passed = try ask("/predict", ["X-Request-Deadline": "2020-11-30T16:40:02.5-03:00"])
        #expect(passed.status == 202 && passed.headers["location"]?.hasPrefix("/executions/") == true)
        #expect(try ask("/predict", ["X-Request-Deadline": moment(in: 60)]).status == 200)
        // The training runs on: it is waited for until then and no longer, and only where that is asked for.
        for (fields, seconds) in [
            (["X-Request-Deadline": moment(in: 60)], 0.0...30),
            (["X-Request-Deadline": moment(in: 2), "Prefer": "wait=60"], 1.0...30),
        ] {
            let start = Date()
            let waited = try ask("/backtest", fields)
            #expect(waited.status == 202 && waited.headers["location"] == "/executions/\(id)")
            #expect(seconds.contains(Date().timeIntervalSince(start)), "\(fields)")
        }
        for text in ["soon", "1764520802", "2026-11-30", "2026-02-30T16:40:02Z", "2026-11-30T16:40:02"] {
            let refused = try ask("/predict", ["X-Request-Deadline": text])
            #expect(refused.status == 400 && refused.json["code"]?.string == "S100", "\(text)")
        }
    }

    @Test("what a request would cost is told before anything is begun")
    func rehearsal() throws {
        let project = try ServedProject()
        // 12 series, 2 targets; 2 windows, and the seasonal naive model that always takes part.
        for (path, forecasts) in [("/predict", 24), ("/train", 192), ("/backtest", 192)] {
            let plan = try project.ask("POST", "\(path)?dry_run=true", "{}")
            #expect(plan.status == 200 && plan.json["status"] == .null, "\(plan.text)")
            #expect(plan.json["forecasts"]?.integer == forecasts, "\(plan.text)")
            #expect(plan.json["memory_bytes"]?.integer.map { $0 > 1 << 20 } == true)
        }
        let part = #"{"sku_ids": ["SKU000001"], "targets": ["VOLUME"], "horizon_weeks": 2}"#
        let plan = try project.ask("POST", "/predict?dry_run=true", part).json
        #expect(plan["forecasts"]?.integer == 1)
        #expect(try project.ask("GET", "/executions").json["executions"]?.items?.isEmpty == true)
        let done = try project.ask("POST", "/predict?dry_run=false", part).json
        #expect(done["execution_id"] == plan["execution_id"] && done["reproduce"] == plan["reproduce"])
        let again = try project.ask("POST", "/predict?dry_run=true", part).json
        #expect(again["status"]?.string == "finished" && again["seconds"]?.integer != nil)
        #expect(try project.ask("POST", "/predict?dry_run=yes", "{}").status == 400)
        let wrong = try project.ask("POST", "/predict?dry_run=true", #"{"horizon_weeks": 40}"#)
        #expect(wrong.status == 422 && wrong.errors == ["E211 /horizon_weeks"])
    }

    @Test("the planning system is told of a forecast of everything once, after a server that was away too")
    func outbox() throws {
        let project = try ServedProject(configuration: "trigger: true\n", starts: false)
        try project.write(
            ServedProject.spec.replacing(
                "{plans: last}", with: "{plans: last, trigger: {command: tell.sh, attempts: 1}}"),
            to: "experiments/shop.yaml")
        try project.write(
            "#!/bin/sh\n[ -e ready ] && printf '%s %s ' \"$1\" \"$FORECAST_IDEMPOTENCY_KEY\" >>told && cat \"$FORECAST_EVENT\" >>told\n",
            to: "tell.sh")
        chmod("\(project.root)/tell.sh", 0o755)
        func told() -> String { (try? String(contentsOfFile: "\(project.root)/told", encoding: .utf8)) ?? "" }
        func wait(for words: String) {
            comesTrue { project.log.contains(words) }
        }
        try project.start()
        // Of a part nobody is told, and of what somebody tries.
        for body in [#"{"sku_ids": ["SKU000001"]}"#, #"{"horizon_weeks": 2}"#, #"{"models": "tsb"}"#] {
            #expect(try project.ask("POST", "/predict", body).status == 200)
        }
        let id = try project.ask("POST", "/predict", "{}").json["execution_id"]?.string ?? ""
        wait(for: "\"event\":\"untold\"")
        #expect(told().isEmpty && project.log.contains("tell.sh ended with 1"), "\(project.log)")
        _ = project.stop()
        try project.write("", to: "ready")
        try project.start()
        wait(for: "\"event\":\"told\"")
        #expect(told().hasPrefix("\(id) mrp-\(id) {") && told().contains("\"execution_id\" : \"\(id)\""))
        // The same again is the same forecast; another process finds nothing to tell.
        #expect(try project.ask("POST", "/predict", "{}").json["execution_id"]?.string == id)
        _ = project.stop()
        try project.start()
        usleep(300_000)
        #expect(told().components(separatedBy: "mrp-").count == 2)
    }

    @Test("the description names every resource, and counters count")
    func description() throws {
        let document = try Self.shared.get().ask("GET", "/openapi.json").json
        #expect(document["openapi"]?.string == "3.1.0")
        #expect(document["paths"]?["/executions/{id}"]?["delete"] != nil)
        let metrics = try Self.shared.get().ask("GET", "/metrics")
        #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        #expect(
            metrics.text.contains("forecast_http_requests_total{route=\"GET /openapi.json\",status=\"200\"}"))
    }

    @Test("the place of what is wrong is that of the body, whatever is named twice before it")
    func places() throws {
        let reply = try Self.shared.get().ask(
            "POST", "/predict", #"{"sku_ids": ["SKU000001", "SKU000001", "NONE", "SKU000002", "NEITHER"]}"#)
        #expect(reply.errors == ["E227 /sku_ids/2", "E227 /sku_ids/4"], "\(reply.text)")
    }
}
