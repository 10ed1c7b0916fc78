import Foundation
import Testing

@Suite("bad input") struct ErrorTests {
    @Test("a bad spec exits with 2, names every place, and writes nothing")
    func badSpec() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                models:
                  a: {kind: croton}
                  b: {kind: ses, alpa: 0.3}
                backtest: {horizon: 0, windows: 2}
                """)
        let result = try project.run(["run", "experiments/shop.yaml"])
        #expect(result.status == 2)
        #expect(
            result.errors.contains("experiments/shop.yaml:4:13: error[")
                && result.errors.contains("did you mean 'croston'?"))
        #expect(
            result.errors.contains("experiments/shop.yaml:5:18: error[")
                && result.errors.contains("did you mean 'alpha'?"))
        #expect(result.errors.contains("experiments/shop.yaml:6:21: error["))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("results")).isEmpty)
    }

    @Test("parameters by the names of other libraries are told their names here")
    func aliases() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                features: {lagged: {lags: [1, 2]}}
                models:
                  trees: {kind: lightgbm, features: lagged, num_leaves: 15, n_estimators: 20, reg_lambda: 1}
                backtest: {horizon: 4}
                """)
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(result.status == 2)
        for (theirs, ours) in [
            ("num_leaves", "leaves"), ("n_estimators", "rounds"), ("reg_lambda", "lambda_l2"),
        ] {
            #expect(
                result.errors.contains("'models.trees.\(theirs)'; did you mean '\(ours)'?"),
                "\(result.errors)")
        }
    }

    @Test("results that cannot be written are refused before anything is computed")
    func unwritableResults() throws {
        let project = try ScratchProject()
        try project.write("", to: "taken")
        let result = try project.run(["run", "experiments/shop.yaml", "--results", "taken/below"])
        #expect(
            result.status == 4 && result.errors.contains("cannot write results below"), "\(result.errors)")
        #expect(!result.errors.contains("forecasting"), "\(result.errors)")
    }

    @Test("bad data exits with 3, names series and week, and writes nothing")
    func badData() throws {
        let project = try ScratchProject()
        try project.remove("datasets/shop/snapshot.lock")
        let rows = try project.read("datasets/shop/demand.csv").split(separator: "\n").map(String.init)
        try project.write((rows + [rows[5]]).joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        let cells = rows[5].split(separator: ",")
        for command in [["data", "check", "shop"], ["data", "snapshot", "shop"]] {
            let result = try project.run(command)
            #expect(result.status == 3)
            #expect(result.errors.contains("\(cells[0])") && result.errors.contains("\(cells[1])"))
            #expect(result.errors.contains("demand.csv:\(rows.count + 1)"))
        }
        #expect(!project.exists("datasets/shop/snapshot.lock"))
        #expect(try project.run(["run", "experiments/shop.yaml"]).status == 3)
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("results")).isEmpty)
    }

    @Test(
        "a spec that does not fit its data names the reason and writes nothing, not even a cache",
        arguments: [
            ("backtest.windows=40", 2, "E204"), ("backtest.windows=[2023-01-03]", 2, "E201"),
            ("data.filter={min_history: 5000}", 2, "E210"), ("evaluate.zeros=error", 3, "D301"),
            ("backtest={horizon: 6, windows: 2, min_history: 110, short_series: error}", 3, "D302"),
        ])
    func misfit(override: String, status: Int32, code: String) throws {
        let project = try ScratchProject()
        let result = try project.run(["run", "experiments/shop.yaml", "--set", override])
        #expect(result.status == status)
        #expect(result.errors.contains("error[\(code)]"), "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("results")).isEmpty)
    }

    @Test("a spec that does not fit its data says which of its lines is at fault")
    func misfitPlace() throws {
        let spec = """
            experiment: shop
            data: {dataset: shop, targets: [volume]}
            models: {a: {kind: mean}}
            backtest: {horizon: 6, windows: 400}
            evaluate: {season: 4}
            """
        let project = try ScratchProject(spec: spec)
        let windows = try project.run(["run", "experiments/shop.yaml"])
        #expect(windows.errors.contains("experiments/shop.yaml:4:33: error[E204]"), "\(windows.errors)")
        let target = try project.run(["run", "experiments/shop.yaml", "--set", "data.targets=[volum]"])
        #expect(target.errors.contains("--set:1:15: error[E205]"), "\(target.errors)")
        try project.write(
            spec.replacingOccurrences(of: "dataset: shop", with: "dataset: nope"), to: "experiments/shop.yaml"
        )
        let dataset = try project.run(["run", "experiments/shop.yaml"])
        #expect(
            dataset.status == 3 && dataset.errors.contains("experiments/shop.yaml:2:17: error[D201]")
                && dataset.errors.contains("data sets of the project: shop"),
            "\(dataset.errors)")
        let misspelt = try project.run(["data", "show", "shpo"])
        #expect(misspelt.status == 3 && misspelt.errors.contains("'shpo'; did you mean 'shop'?"))
    }

    @Test("misspelt commands, specs and folders are told with what was meant: exit code 2")
    func misspelt() throws {
        let project = try ScratchProject()
        for (arguments, words) in [
            (["rn", "experiments/shop.yaml"], "forecast has no command 'rn'; did you mean 'run'?"),
            (["data", "shw", "shop"], "forecast data has no command 'shw'; did you mean 'show'?"),
            (["help", "nosuch"], "forecast has no command 'nosuch'"),
            (["modells", "list"], "did you mean 'models'?"),
            (["run", "experiments/shp.yaml"], "fix: did you mean experiments/shop.yaml?"),
            (["run", "shop"], "fix: did you mean experiments/shop.yaml?"),
            (["run", "zzzzzzzz"], "fix: specs of the project: shop.yaml"),
            (["plan", "experiments/shop.yaml", "--project", "/nowhere"], "there is no such folder"),
            (["run", "experiments/shop.yaml", "--project", ""], "--project is empty"),
            (["verify", "results/nope"], "error[E225]: results/nope holds no finished run"),
            (["verify", "experiments/shop.yaml"], "there is --canary alone"),
            (["promote", "results/nope"], "error[E225]: results/nope holds no finished run"),
            (["gate", "experiments/shop.yaml", "--tolerance-pp", "-1"], "takes a number from 0, not -1"),
            (["runs", "--hlep"], "error: Unknown option '--hlep'"),
        ] {
            let result = try project.run(arguments)
            #expect(result.status == 2, "\(arguments)")
            #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
        }
        let helped = [["help", "data"], ["help", "data", "show"], ["init", "--help"]]
        for arguments in helped {
            #expect(try project.run(arguments).status == 0, "\(arguments)")
        }
    }

    @Test("a results folder that cannot be made stops a run before its work: exit code 4")
    func impossibleResults() throws {
        let project = try ScratchProject()
        let result = try project.run(["run", "experiments/shop.yaml", "--results", "/proc/x"])
        #expect(result.status == 4 && result.errors.contains("cannot make the folder /proc/x"))
        #expect(!result.errors.contains("forecasting"))
    }

    @Test("data check takes the folder for the name, and says what a run would")
    func lockState() throws {
        let project = try ScratchProject()
        #expect(try project.run(["data", "check", "datasets/shop"]).output.hasPrefix("shop: no problems"))
        let rows = try project.read("datasets/shop/demand.csv").split(separator: "\n")
        try project.write(rows.dropLast().joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        let changed = try project.run(["data", "check", "shop"])
        #expect(changed.status == 0)
        #expect(changed.output.contains("not what snapshot.lock pins, so runs refuse it"))
        try project.remove("datasets/shop/snapshot.lock")
        let unpinned = try project.run(["data", "check", "shop", "--json"])
        #expect(unpinned.output.contains("\"lock\" : \"missing\""), "\(unpinned.output)")
    }

    @Test("a generated data set replaces a folder only when told to: exit code 2")
    func generatedOverOther() throws {
        let project = try ScratchProject(spec: nil)
        let before = try project.read("datasets/shop/demand.csv")
        let generate = ["data", "generate", "--series", "2", "--weeks", "30", "--output", "datasets/shop"]
        let refused = try project.run(generate)
        #expect(
            refused.status == 2 && refused.errors.contains("error[E208]")
                && refused.errors.contains("--replace"))
        #expect(try project.read("datasets/shop/demand.csv") == before)
        try project.succeed(generate + ["--replace"])
    }

    @Test("a working directory that was removed is no reason to crash")
    func removedWorkingDirectory() throws {
        let script = "d=$(mktemp -d) && cd $d && rmdir $d && exec \"$0\" \"$@\""
        for arguments in [["data", "check", "shop"], ["run", "x.yaml"], ["cache", "stats"]] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", script, BuiltProgram.path] + arguments
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 2)
        }
    }

    @Test(
        "wrong usage exits with 2",
        arguments: [
            ["run"], ["run", "x.yaml", "--jobs", "0"], ["nonsense"], ["run", "x.yaml", "--nonsense"],
        ])
    func usage(arguments: [String]) throws {
        let project = try ScratchProject()
        #expect(try project.run(arguments).status == 2)
    }

    @Test("an absent spec exits with 2 and names the file")
    func absentSpec() throws {
        let project = try ScratchProject()
        let result = try project.run(["run", "experiments/nope.yaml"])
        #expect(result.status == 2)
        #expect(result.errors.contains("nope.yaml"))
    }

    @Test("more windows than the data holds are refused with the number that fits")
    func tooManyWindows() throws {
        let project = try ScratchProject()
        let result = try project.run(["plan", "experiments/shop.yaml", "--set", "backtest.windows=40"])
        #expect(result.status == 2)
        #expect(result.errors.contains("at most 21 such windows fit"))
    }
}
