import Files
import Foundation
import GRDB
import Testing

@Suite("forecast pipeline") struct ProductionTests {
    /// Models of one series, one of all series, a combination, and a trigger that notes each call.
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue]}
        features:
          demand: {lags: [1, 4], classification: [abc_class]}
        models:
          naive: {kind: naive}
          ses: {kind: ses, paths: 50}
          tsb: {kind: tsb}
          net: {kind: tft, features: demand, hidden: 4, heads: 1, encoder: 8, batch: 16, epochs: 0.5}
          blend: {kind: ensemble, members: [ses, net], weights: learned}
        backtest: {horizon: 6, windows: 2, step: 6, refit: 2}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: blend, challengers: [ses], metric: wape}
        production:
          output: {csv: data/next.csv}
          trigger: {command: told.sh, attempts: 2}

        """

    private static let told = """
        #!/bin/sh
        echo "$1 $FORECAST_IDEMPOTENCY_KEY" >> calls.log
        test ! -f refuse

        """

    private static let pipeline = ["pipeline", "experiments/shop.yaml", "--quiet"]

    private static func project(spec: String = spec) throws -> ScratchProject {
        let project = try ScratchProject(spec: spec)
        try trigger(told, in: project)
        return project
    }

    private static func trigger(_ script: String, in project: ScratchProject) throws {
        try project.write(script, to: "told.sh")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: project.path("told.sh"))
    }

    // MARK: - What is left

    private static func query(_ project: ScratchProject, _ sql: String) throws -> [[String]] {
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(
            path: project.path("data/forecasts.sqlite"), configuration: configuration)
        return try database.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { value in value.isNull ? "" : "\(value.storage.value ?? "")" }
            }
        }
    }

    private static func calls(_ project: ScratchProject) -> [String] {
        let text = (try? project.read("calls.log")) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Everything that must be the same however often the pipeline was stopped: the files of the models, the forecasts,
    /// who is in office.
    private static func outcome(_ project: ScratchProject) throws -> [String] {
        let models =
            FileManager.default.enumerator(atPath: project.path("data/models"))?
            .compactMap { $0 as? String }.filter { $0.contains("_v") }.sorted() ?? []
        let files = try models.map { name in
            "\(name) \(try Data(contentsOf: URL(fileURLWithPath: project.path("data/models/\(name)"))).base64EncodedString())"
        }
        let rows = try query(
            project, "SELECT * FROM forecast_resultado ORDER BY execucao_id, alvo, produto_id, semana")
        let offices = try project.read("results/champions.yaml").split(separator: "\n").filter {
            $0.contains("path:") || $0.contains("digest:") || $0.contains("version:")
        }
        return files + rows.map { $0.joined(separator: " ") } + offices.map(String.init)
            + (try [project.read("data/next.csv")])
    }

    private static let golden = Result {
        let made = try project()
        try made.succeed(pipeline)
        return try outcome(made)
    }

    // MARK: - The steps

    @Test("trains, keeps versions, fills the offices, forecasts, saves, and tells once")
    func whole() throws {
        let project = try Self.project()
        let first = try project.succeed(Self.pipeline)
        for step in [
            "1  load ", "2  segment ", "3  tft ", "4  ets ", "5  croston and tsb ",
            "6  lightgbm and ensemble ",
            "7  revenue ", "8  metrics ", "9  save ", "10  trigger ",
        ] { #expect(first.output.contains(step), "\(step)") }
        #expect(first.output.contains("trained net_volume") == false)
        #expect(first.output.contains("trained tft_volume_v1, tft_revenue_v1"))
        let list = try project.succeed(["models", "list"]).output
        for name in [
            "ses_volume_v1", "ses_revenue_v1", "tsb_volume_v1", "tft_volume_v1", "ensemble_volume_v1",
        ] {
            #expect(list.contains(name), "\(name): \(list)")
        }
        #expect(project.exists("data/models/tft/tft_volume_v1_2025-06-23.safetensors"))
        #expect(project.exists("data/models/ses/ses_revenue_v1_2025-06-23.fits"))
        #expect(project.exists("data/models/ensemble/ensemble_revenue_v1_2025-06-23.shares"))
        let champions = try project.read("results/champions.yaml")
        #expect(champions.contains("schema_version: 3") && champions.contains("office: tft_volume"))
        let finished = try Self.query(
            project, "SELECT execucao_id, estado, passo, percentual, semana_corte FROM forecast_execucao")
        #expect(finished.count == 1 && Array(finished[0][1...]) == ["concluida", "10", "100", "2025-06-23"])
        let id = try #require(finished.first?.first)
        let figures = try Self.query(
            project, "SELECT count(*) > 0, min(n) > 0 FROM forecast_metrica WHERE janela = 'backtest'")
        #expect(figures == [["1", "1"]])
        #expect(Self.calls(project) == ["\(id) mrp-\(id)"])
        let rows = try Self.query(
            project, "SELECT alvo, count(*), min(semana), max(semana) FROM forecast_vigente GROUP BY alvo")
        #expect(rows.map { $0[0] } == ["revenue", "volume"] && rows.allSatisfy { $0[2] == "2025-06-30" })
        // Once more: nothing is trained, written or told again.
        let second = try project.succeed(Self.pipeline)
        #expect(second.output.contains("they were there already") && second.output.contains("told before"))
        #expect(Self.calls(project).count == 1)
        #expect(try project.succeed(["models", "list"]).output == list)
        #expect(try Self.outcome(project) == Self.golden.get())
    }

    @Test("leaves the same bytes with 1 and with 8 jobs, and from another cache", arguments: ["1", "8"])
    func jobs(count: String) throws {
        let project = try Self.project()
        try project.succeed(Self.pipeline + ["--jobs", count])
        #expect(try Self.outcome(project) == Self.golden.get())
        // A lost cache and a lost database: what was trained is found by its bytes, and is the same version.
        try project.remove("results/.store")
        try project.remove("data/forecasts.sqlite")
        try project.succeed(Self.pipeline + ["--jobs", count])
        #expect(try Self.outcome(project) == Self.golden.get())
    }

    @Test("answers programs in JSON, whose counts add up")
    func json() throws {
        let project = try Self.project()
        let answer = try TrustProject.object(project.succeed(Self.pipeline + ["--json"]).output)
        #expect((answer["steps"] as? [[String: Any]])?.compactMap { $0["step"] as? Int } == Array(1...10))
        let summary = try #require(answer["summary"] as? [String: Int])
        #expect(summary.values.reduce(0, +) == answer["results_count"] as? Int)
        #expect((answer["trained"] as? [Any])?.count == 8 && (answer["offices"] as? [Any])?.count == 8)
        #expect(answer["execution_id"] as? String != nil)
    }

    // MARK: - Killed

    static let failpoints = Failpoint.allCases.filter { failpoint in
        ["model.", "registry.insert", "execution.", "outbox.", "champions."].contains {
            failpoint.rawValue.hasPrefix($0)
        }
    }

    @Test("killed at any step: the same command ends the same, and tells once", arguments: failpoints)
    func killed(at failpoint: Failpoint) throws {
        for passing in [1, 3] {
            let project = try Self.project()
            let result = try project.run(
                Self.pipeline, environment: ["FORECAST_FAILPOINT": "\(failpoint.rawValue):\(passing)"])
            // Some are passed once.
            #expect(result.status == 9 || (passing > 1 && result.status == 0), "\(result.errors)")
            try project.succeed(Self.pipeline)
            #expect(try Self.outcome(project) == Self.golden.get(), "\(failpoint.rawValue):\(passing)")
            #expect(Self.calls(project).count == 1, "\(failpoint.rawValue):\(passing)")
            let left = try FileManager.default.subpathsOfDirectory(atPath: project.path("data"))
            #expect(
                !left.contains { path in
                    let name = path.split(separator: "/").last ?? ""
                    return name.hasPrefix(".") || name.contains("receipt-") || name.contains("event-")
                }, "\(left)")
        }
    }

    @Test("killed at seeded steps, up to five times in a row: the same command ends the same, and tells once")
    func killedAnywhere() throws {
        var numbers = SeededNumbers(seed: 20_261_129)
        for _ in 0..<Soak.count(3, soak: 100) {
            let project = try Self.project()
            var steps: [Int] = []
            for _ in 0..<5 {
                steps.append(Int.random(in: 1...160, using: &numbers))
                let result = try project.run(
                    Self.pipeline, environment: ["FORECAST_FAILPOINT": "any:\(steps[steps.count - 1])"])
                if result.status == 0 { break }
                #expect(result.status == 9, "\(steps): \(result.errors)")
            }
            try project.succeed(Self.pipeline)
            #expect(try Self.outcome(project) == Self.golden.get(), "\(steps)")
            #expect(Self.calls(project).count == 1, "\(steps)")
        }
    }

    @Test(
        "a full disk loses nothing that was there: who is in office stays, and the next run completes",
        arguments: [
            Failpoint.modelWrite, .modelSync, .registryInsert, .championsWrite, .championsSync,
            .executionCommit,
        ])
    func fullDisk(at failpoint: Failpoint) throws {
        let project = try Self.project()
        let whole = try Self.shortened(project)
        try project.succeed(Self.pipeline)
        try project.write(whole, to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        let champions = try project.read("results/champions.yaml")
        // A first champion of another model, so that champions.yaml is written.
        try project.write(
            Self.spec.replacing("  tsb: {kind: tsb}\n", with: "  tsb: {kind: tsb}\n  sba: {kind: sba}\n"),
            to: "experiments/shop.yaml")
        let full = try project.run(
            Self.pipeline, environment: ["FORECAST_FAILPOINT": "\(failpoint.rawValue)=full"])
        #expect(full.status == 4 && full.errors.contains("No space left on device"), "\(full.errors)")
        #expect(try project.read("results/champions.yaml").hasPrefix(champions.prefix(200)))
        for office in ["ses_volume", "tft_revenue"] {
            #expect(try project.read("results/champions.yaml").contains("office: \(office)"))
        }
        try project.succeed(["predict", "experiments/shop.yaml", "--quiet"])
        try project.succeed(Self.pipeline)
        #expect(try project.read("results/champions.yaml").contains("office: sba_volume"))
        #expect(Self.calls(project).count == 2)
    }

    @Test("killed while old files are collected: no row names a file that is gone, and the next one finishes")
    func killedPruning() throws {
        let project = try Self.project()
        let whole = try Self.shortened(project)
        try project.succeed(Self.pipeline + ["--train"])
        try project.write(whole, to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        try project.succeed(Self.pipeline + ["--train"])
        for number in [2, 1, 2] {
            try project.succeed(["models", "promote", "ses_volume_v\(number)", "--reason", "a test"])
        }
        // Data that lost their last week: a third version, which is in no office.
        let rows = whole.split(separator: "\n").filter { !$0.contains(",2025-06-23,") }
        try project.write(rows.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        try project.succeed(Self.pipeline + ["--train"])
        for office in ["ses_revenue", "tsb_volume"] {
            for number in [3, 1] {
                try project.succeed(["models", "promote", "\(office)_v\(number)", "--reason", "a test"])
            }
        }
        let prune = ["models", "prune", "--keep", "1"]
        let killed = try project.run(prune, environment: ["FORECAST_FAILPOINT": "registry.collect:2"])
        #expect(killed.status == 9)
        func versions() throws -> [[String: Any]] {
            let list = try TrustProject.object(project.succeed(["models", "list", "--json"]).output)
            return list["versions"] as? [[String: Any]] ?? []
        }
        for version in try versions() where version["kept"] as? Bool == true {
            let path = version["path"] as? String ?? ""
            #expect(project.exists("data/models/\(path)"), "\(path)")
        }
        try project.succeed(prune)
        let collected = try versions().filter { $0["kept"] as? Bool == false }
        #expect(collected.count > 2)
        for version in collected {
            let path = version["path"] as? String ?? ""
            #expect(!project.exists("data/models/\(path)"), "\(path)")
        }
        try project.succeed(["predict", "--quiet"])
    }

    @Test("a planning system that refuses is told by the next run, once; the forecast is saved meanwhile")
    func refused() throws {
        let project = try Self.project()
        try project.write("", to: "refuse")
        let refused = try project.run(Self.pipeline)
        #expect(refused.status == 4 && refused.errors.contains("the forecast is saved"))
        #expect(refused.output.contains("not delivered: told.sh ended with 1"))
        #expect(Self.calls(project).count == 2)
        #expect(try Self.query(project, "SELECT count(*) FROM forecast_vigente") != [["0"]])
        try project.remove("refuse")
        try project.succeed(Self.pipeline)
        try project.succeed(Self.pipeline)
        #expect(Self.calls(project).count == 3)
        #expect(
            try Self.query(project, "SELECT tentativas, entregue_em <> '' FROM evento_saida") == [["3", "1"]])
    }

    @Test("a planning system that does not answer is stopped with all that it started, and told again")
    func unanswered() throws {
        let project = try Self.project(
            spec: Self.spec.replacing("attempts: 2}", with: "attempts: 2, timeout: 1}"))
        // Deaf to the request to stop, and with a child of its own.
        try Self.trigger(
            """
            #!/bin/sh
            trap '' TERM
            echo "$1" >> calls.log
            sleep 600 &
            echo $! >> children.log
            sleep 600

            """, in: project)
        let stopped = try project.run(Self.pipeline)
        #expect(stopped.status == 4 && stopped.errors.contains("the forecast is saved"))
        #expect(
            stopped.output.contains("not delivered: told.sh was stopped after 1 second 2 times"),
            "\(stopped.output)")
        #expect(Self.calls(project).count == 2)
        for child in try project.read("children.log").split(separator: "\n") {
            #expect(!FileManager.default.fileExists(atPath: "/proc/\(child)/cwd"), "\(child) goes on")
        }
        try Self.trigger(Self.told, in: project)
        try project.succeed(Self.pipeline)
        #expect(Self.calls(project).count == 3)
    }

    // MARK: - The weekly run

    /// The project with all rows after the cutoff of the first window taken away; the data of before beside it.
    private static func shortened(_ project: ScratchProject) throws -> String {
        let whole = try project.read("datasets/shop/demand.csv")
        let rows = whole.split(separator: "\n")
        try project.write(
            rows.filter { row in
                let week = row.split(separator: ",", omittingEmptySubsequences: false)[1]
                return week == "week" || week <= "2025-03-31"
            }.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        return whole
    }

    private static func forecasts(_ csv: String, cutoff: String, model: String) -> [[String]] {
        var found: [[String]] = []
        for line in csv.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells[1] == cutoff, cells[4] == model else { continue }
            found.append(Array(cells[..<5]) + Array(cells[6...]))
        }
        return found.sorted { $0.lexicographicallyPrecedes($1) }
    }

    @Test("forecasts with what was trained weeks ago, as a backtest with refit does, and tells of the drift")
    func weekly() throws {
        // The backtest fits where the versions are trained, and reads on a window later.
        let tested = try Self.project()
        try tested.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let backtest = try tested.read("results/shop/latest/forecasts.csv")
        let cutoffs = Set(backtest.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] })
            .sorted()
        try #require(cutoffs == ["2025-03-31", "2025-05-12"])
        let project = try Self.project()
        let whole = try Self.shortened(project)
        try project.succeed(Self.pipeline)
        #expect(
            try Self.forecasts(project.read("data/next.csv"), cutoff: "2025-03-31", model: "blend")
                == Self.forecasts(backtest, cutoff: "2025-03-31", model: "blend"))
        // Six weeks later.
        try project.write(
            whole.split(separator: "\n").filter { row in
                let week = row.split(separator: ",", omittingEmptySubsequences: false)[1]
                return week == "week" || week <= "2025-05-12"
            }.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        let weekly = try project.succeed(Self.pipeline + ["--forecast-only"])
        #expect(weekly.output.contains("net by tft_revenue_v1, tft_volume_v1"))
        #expect(weekly.output.contains("blend by ensemble_revenue_v1, ensemble_volume_v1"))
        #expect(weekly.output.contains("volume forecast after 2025-03-31 by blend against "))
        let later = try Self.forecasts(project.read("data/next.csv"), cutoff: "2025-05-12", model: "blend")
        #expect(later == Self.forecasts(backtest, cutoff: "2025-05-12", model: "blend"))
        #expect(later.count > 200)
        #expect(Self.calls(project).count == 2)
        #expect(
            try Self.query(
                project, "SELECT count(*) FROM forecast_metrica WHERE janela = 'real 2025-03-31'") == [["4"]])
        // No model was trained anew, and predict says the same, also where nothing may be written.
        #expect(!project.exists("data/models/ses/ses_volume_v2_2025-05-12.fits"))
        try project.succeed(["predict", "--csv", "again.csv", "--quiet"])
        #expect(
            try Self.forecasts(project.read("again.csv"), cutoff: "2025-05-12", model: "blend") == later)
    }

    @Test(
        "a combination forecasts by what it was taught, and its members in no earlier window",
        arguments: [
            "{kind: ensemble, members: [ses, net], weights: learned}",
            "{kind: selected, members: [ses, net, naive], within: [demand_pattern]}",
        ])
    func taught(blend: String) throws {
        let project = try Self.project(
            spec: Self.spec.replacing("{kind: ensemble, members: [ses, net], weights: learned}", with: blend))
        try project.succeed(["predict", "experiments/shop.yaml", "--csv", "before.csv", "--quiet"])
        try project.succeed(Self.pipeline + ["--train"])
        try project.remove("results/.store")
        let after = try project.succeed(["predict", "--csv", "after.csv", "--json", "--quiet"])
        let (before, now) = (try project.read("before.csv"), try project.read("after.csv"))
        #expect(Self.forecasts(before, cutoff: "2025-06-23", model: "blend").count > 200)
        #expect(
            Self.forecasts(before, cutoff: "2025-06-23", model: "blend")
                == Self.forecasts(now, cutoff: "2025-06-23", model: "blend"))
        #expect(after.output.contains("as it was trained"))
        // Nothing was fitted: the cache, which was lost, has no fit again.
        let stats = try project.succeed(["cache", "stats"]).output
        #expect(!stats.contains("fit") && stats.contains("forecast"), "\(stats)")
    }

    // MARK: - Versions

    @Test("a damaged model is refused by its digest, and the version before it offered")
    func damaged() throws {
        let project = try Self.project()
        let whole = try Self.shortened(project)
        try project.succeed(Self.pipeline)
        try project.write(whole, to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        try project.succeed(Self.pipeline)
        // The same model on later data does not take office by itself.
        #expect(try project.succeed(["models", "list"]).output.contains("ses_volume_v2"))
        try project.succeed(["models", "promote", "ses_volume_v2", "--reason", "a test"])
        let path = "data/models/ses/ses_volume_v2_2025-06-23.fits"
        try project.write("damage", to: path)
        let refused = try project.run(["predict", "--quiet"])
        #expect(refused.status == 3 && refused.errors.contains("error[D306]"))
        #expect(refused.errors.contains("forecast models promote ses_volume_v1"))
        // Whoever reads the tables alone learns of it.
        for attempt in ["1", "2"] {
            #expect(try project.run(Self.pipeline + ["--forecast-only"]).status == 3)
            let failures = try Self.query(
                project,
                """
                SELECT estado, tentativa, semana_corte, json_extract(erro, '$.code'), concluida_em FROM forecast_execucao
                WHERE estado <> 'concluida'
                """)
            #expect(failures == [["falhou", attempt, "2025-06-23", "D306", ""]])
        }
        #expect(try Self.query(project, "SELECT count(*) FROM forecast_execucao") == [["3"]])
        #expect(
            try project.succeed(["models", "show", "ses_volume_v2"]).output.contains("digest is another"))
        try project.succeed(["models", "rollback", "ses_volume", "--reason", "damaged"])
        try project.succeed(["predict", "--quiet"])
        let further = try project.run(["models", "rollback", "ses_volume", "--reason", "further"])
        #expect(further.status == 4 && further.errors.contains("is the first that held this office"))
        // Trained again, the version has its bytes back.
        try project.succeed(Self.pipeline + ["--train"])
        #expect(try project.succeed(["models", "show", "ses_volume_v2"]).output.contains("verified"))
    }

    @Test("old files are collected; those in office and the one before are not")
    func pruning() throws {
        let project = try Self.project(
            spec: Self.spec.replacing(
                "          output:", with: "          registry: {keep: 1}\n          output:"))
        let whole = try Self.shortened(project)
        try project.succeed(Self.pipeline + ["--train"])
        try project.write(whole, to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        try project.succeed(Self.pipeline + ["--train"])
        // The first one is in office.
        #expect(project.exists("data/models/ses/ses_volume_v1_2025-03-31.fits"))
        try project.succeed(["models", "promote", "ses_volume_v2", "--reason", "a test"])
        try project.succeed(["models", "prune", "--keep", "1"])
        #expect(project.exists("data/models/ses/ses_volume_v1_2025-03-31.fits"))
        try project.succeed(["models", "promote", "tsb_volume_v2", "--reason", "a test"])
        try project.succeed(["models", "promote", "tsb_volume_v1", "--reason", "a test"])
        try project.succeed(["models", "promote", "tsb_volume_v2", "--reason", "a test"])
        let dry = try project.succeed(["models", "prune", "--keep", "1", "--dry-run"]).output
        #expect(dry == "nothing to collect\n")
        #expect(try project.run(["models", "show", "ses_volume_v9"]).status == 2)
    }

    @Test("a better definition takes office; one that is not surely better does not")
    func rule() throws {
        func spec(_ ses: String) -> String {
            """
            experiment: shop
            data: {dataset: shop, targets: [volume]}
            models: {naive52: {kind: seasonal_naive, season: 52}, ses: {kind: ses, paths: 50, \(ses)}}
            backtest: {horizon: 2, windows: 24, step: 2}
            promotion: {champion: naive52, challengers: [ses], metric: wape}
            production: {registry: {metric: mae}}

            """
        }
        let project = try ScratchProject(spec: spec("alpha: 0.99"))
        try project.succeed(Self.pipeline + ["--train"])
        try project.write(spec("alpha: 0.98"), to: "experiments/shop.yaml")
        let close = try project.succeed(Self.pipeline + ["--train"])
        #expect(close.output.contains("stays in office") && close.output.contains("ses_volume_v1"))
        try project.write(spec("alpha: 0.2"), to: "experiments/shop.yaml")
        let better = try project.succeed(Self.pipeline + ["--train"])
        #expect(better.output.contains("in office now") && better.output.contains("ses_volume_v3"))
        let champions = try project.read("results/champions.yaml")
        #expect(champions.components(separatedBy: "office: ses_volume").count == 3)
    }

    // MARK: - Revenue

    @Test(
        "revenue is volume times the planned price where that was better, and its quantiles agree with volume's"
    )
    func revenue() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume, revenue]}
                models: {naive: {kind: naive}, ses: {kind: ses, paths: 50}}
                backtest: {horizon: 4, windows: 3, step: 4}
                quantiles: [0.1, 0.5, 0.9]
                promotion: {champion: ses, challengers: [naive], metric: wape}

                """)
        // In the scored weeks everything costs three times as much, which was planned.
        let before = try project.read("datasets/shop/demand.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let priced = ["price"].compactMap { before[0].firstIndex(of: $0) }
        try #require(priced.count == 1)
        let dearer: [String] = before.map { cells in
            guard cells[1] != "week", cells[1] > "2025-03-31" else { return cells.joined(separator: ",") }
            return cells.enumerated().map { place, cell in
                priced.contains(place) ? Double(cell).map { "\(3 * $0)" } ?? cell : cell
            }.joined(separator: ",")
        }
        try project.write(dearer.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        let whole = try project.succeed(Self.pipeline).output
        let choice = try #require(whole.split(separator: "\n").first { $0.contains("8  metrics") })
        #expect(choice.contains("revenue volume x price: WAPE "), "\(choice)")
        let weekly = try project.succeed(Self.pipeline + ["--forecast-only"]).output
        #expect(weekly.contains("they were there already"))
        let rows = try Self.query(
            project,
            """
            SELECT r.produto_id, r.semana, r.previsao / v.previsao, r.p10 - v.p10 * r.previsao / v.previsao,
                r.p90 - v.p90 * r.previsao / v.previsao
            FROM forecast_vigente r JOIN forecast_vigente v USING (produto_id, semana)
            WHERE r.alvo = 'revenue' AND v.alvo = 'volume' AND v.previsao > 0.01
            """)
        #expect(rows.count > 40)
        // Nothing is planned after the data: the last price of each series goes on.
        var last: [String: Double] = [:]
        let lines = try project.read("datasets/shop/demand.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let column = try #require(lines[0].firstIndex(of: "price"))
        for line in lines.dropFirst() { last[line[0]] = Double(line[column]) ?? last[line[0]] }
        for row in rows {
            let (ratio, low, high) = (Double(row[2]) ?? 0, Double(row[3]) ?? 1, Double(row[4]) ?? 1)
            let price = try #require(last[row[0]])
            #expect(abs(ratio - price) < 1e-9 * price, "\(row)")
            #expect(abs(low) < 1e-6 && abs(high) < 1e-6, "\(row)")
        }
    }

    // MARK: - Attacked

    @Test(
        "versions are used where they were trained for it: neither in a replay, nor with other data, seed or series"
    )
    func foreignVersions() throws {
        let project = try Self.project()
        let whole = try project.read("datasets/shop/demand.csv")
        try project.succeed(Self.pipeline + ["--train"])
        let predict = ["predict", "experiments/shop.yaml", "--model", "ses", "--quiet"]
        #expect(try project.succeed(predict).output.contains("by ses_volume_v1"))
        for change in ["seed=8", "backtest.min_history=20", "data.sample=12", "classes.adi=1.5"] {
            let other = try project.succeed(predict + ["--set", change]).output
            #expect(!other.contains("ses_volume_v1"), "\(change)")
        }
        // Data as they were before the training.
        _ = try Self.shortened(project)
        #expect(try !project.succeed(predict).output.contains("ses_volume_v1"))
        try project.write(whole, to: "datasets/shop/demand.csv")
    }

    @Test("a registry that was altered removes nothing outside its folder, and stops nothing by a trap")
    func alteredRegistry() throws {
        for (change, command) in [
            ("path = '../../experiments/shop.yaml', kept = 0", ["models", "prune"]),
            ("gap = 9223372036854775807, horizon = 1", ["models", "list"]),
            ("horizon = 99999999999, gap = 0", ["predict", "--quiet"]),
            ("size = 'many'", ["models", "list"]),
        ] {
            let project = try Self.project()
            try project.succeed(Self.pipeline + ["--train"])
            let queue = try DatabaseQueue(path: project.path("data/models/registry.sqlite"))
            // A column of TEXT takes no other type: a table that does is what damage can leave.
            try queue.write { db in
                try db.execute(sql: "PRAGMA writable_schema = ON")
                try db.execute(
                    sql: "UPDATE sqlite_master SET sql = replace(sql, ' STRICT', '') WHERE name = 'version'")
            }
            try queue.close()
            let again = try DatabaseQueue(path: project.path("data/models/registry.sqlite"))
            try again.write { try $0.execute(sql: "UPDATE version SET \(change) WHERE id = 1") }
            try again.close()
            let result = try project.run(command)
            #expect(result.status == 4 && result.errors.contains("is damaged"), "\(change): \(result)")
            #expect(project.exists("experiments/shop.yaml"))
        }
    }

    @Test("a place that belongs to the project, or lies outside it, is refused before anything is computed")
    func places() throws {
        for (output, code) in [
            ("csv: results/champions.yaml", "E228"), ("csv: experiments/shop.yaml", "E228"),
            ("csv: data/forecasts.sqlite", "E229"), ("csv: data/models/registry.sqlite", "E228"),
            ("database: datasets/shop/demand.csv", "E228"), ("csv: link/next.csv", "E216"),
            ("database: link/f.sqlite", "E216"), ("csv: ../next.csv", "E052"), ("csv: /tmp/next.csv", "E052"),
        ] {
            let project = try Self.project(spec: Self.spec.replacing("csv: data/next.csv", with: output))
            try FileManager.default.createDirectory(
                atPath: project.path("data/models"), withIntermediateDirectories: true)
            for file in ["results/champions.yaml", "data/models/registry.sqlite"] {
                try project.write("", to: file)
            }
            try FileManager.default.createSymbolicLink(
                atPath: project.path("link"), withDestinationPath: "/tmp")
            try project.write("schema_version: 2\nchampions: []\n", to: "results/champions.yaml")
            let result = try project.run(Self.pipeline)
            #expect(result.status == 2 && result.errors.contains("[\(code)]"), "\(output): \(result.errors)")
            #expect(!project.exists("data/models/ses"), "\(output)")
        }
    }

    @Test("a webhook has been told by 200 to 299 alone, and a trigger hears of its own execution")
    func webhook() throws {
        let project = try Self.project(
            spec: Self.spec.replacing("command: told.sh", with: "webhook: 'https://mrp.example/forecasts'"))
        func curl(_ status: String) throws {
            try project.write("#!/bin/sh\necho \"$@\" >> calls.log\nprintf \(status)\n", to: "bin/curl")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: project.path("bin/curl"))
        }
        try FileManager.default.createDirectory(
            atPath: project.path("bin"), withIntermediateDirectories: true)
        let environment = [
            "PATH": "\(project.path("bin")):/usr/bin:/bin", "FORECAST_EXECUTION": "bogus",
        ]
        try curl("302")
        let moved = try project.run(Self.pipeline, environment: environment)
        #expect(moved.status == 4 && moved.errors.contains("the webhook answered 302"), "\(moved.errors)")
        try curl("204")
        try project.succeed(Self.pipeline, environment: environment)
        #expect(Self.calls(project).count == 3)
        #expect(Self.calls(project).allSatisfy { $0.contains("Idempotency-Key: mrp-") && $0.contains("-q ") })
        let other = try Self.project()
        try other.write("#!/bin/sh\necho \"$1 $FORECAST_EXECUTION $PWD\" >> calls.log\n", to: "told.sh")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: other.path("told.sh"))
        try other.succeed(
            ["pipeline", other.path("experiments/shop.yaml"), "--quiet"], in: "/tmp",
            environment: ["FORECAST_EXECUTION": "bogus"])
        let words = try #require(Self.calls(other).first).split(separator: " ")
        #expect(words[0] == words[1] && words[2].hasSuffix(other.root.split(separator: "/").last ?? "-"))
    }
}
