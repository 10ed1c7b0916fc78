import Foundation
import Testing

/// Runs programs of other processors, where it is installed.
enum Emulator {
    static let isThere = ["/usr/bin", "/usr/local/bin", "/bin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/qemu-x86_64-static")
    }
    static let comment: Comment = "qemu-x86_64-static is not there: apt-get install qemu-user-static"
}

@Suite("forecast verify") struct VerifyTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue], sample: 6}
        models:
          naive52: {kind: seasonal_naive, season: 52}
          ses: {kind: ses, paths: 50}
          tsb: {kind: tsb}
        backtest: {horizon: 4, windows: 2, step: 4}
        promotion: {champion: naive52, challengers: [ses], metric: wape}

        """

    private static let result = "results/shop/latest"

    private func finished() throws -> ScratchProject {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        return project
    }

    @Test("finds a run to be what it was, with its digest, and leaves nothing behind")
    func verified() throws {
        let project = try finished()
        try FileManager.default.createDirectory(
            atPath: project.path("tmp"), withIntermediateDirectories: false)
        let result = try project.succeed(
            ["verify", Self.result, "--jobs", "1"], environment: ["TMPDIR": project.path("tmp")])
        #expect(result.output.hasPrefix("verified  results/shop/"))
        #expect(result.output.contains(try project.resultDigest()) && !result.errors.contains("changed"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("tmp")) == [])

        let json = try TrustProject.object(
            try project.succeed(["verify", project.path(Self.result), "--json", "-q"], in: project.root)
                .output)
        #expect(json["is_verified"] as? Bool == true && (json["differing"] as? [Any])?.isEmpty == true)
        #expect(json["recomputed_digest"] as? String == json["result_digest"] as? String)
    }

    @Test("names the first value that differs: model, series, target, cutoff and step")
    func tampered() throws {
        let project = try finished()
        let path = "\(Self.result)/forecasts.csv"
        var rows = try project.read(path).components(separatedBy: "\n")
        // Rows are model by model, window by window, series by series: step 3 of the second series.
        var cells = rows[1 + 4 + 2].components(separatedBy: ",")
        // Behind it stands why something simpler made the forecast: nothing.
        let last = cells[cells.count - 2]
        cells[cells.count - 2] = "123.5"
        rows[1 + 4 + 2] = cells.joined(separator: ",")
        try project.write(rows.joined(separator: "\n"), to: path)

        let result = try project.run(["verify", Self.result])
        #expect(result.status == 1)
        let place =
            "forecasts.csv, line 8: model naive52, series \(cells[0]), target volume, cutoff \(cells[1]), "
            + "step 3 (\(cells[2])): p90 123.5 -> \(last)"
        #expect(result.output.contains(place), "\(result.output)")
        #expect(!result.output.contains("report.json"))
        let json = try TrustProject.object(try project.run(["verify", Self.result, "--json", "-q"]).output)
        let first = json["first"] as? [String: Any]
        #expect(first?["step"] as? Int == 3 && first?["old"] as? String == "123.5")
    }

    @Test(
        "finds what does not belong beside the files of a run: a file, a folder, a link, a pipe, a link in the place of a file"
    )
    func strangers() throws {
        let project = try finished()
        let folder = project.path(Self.result)
        try project.write("mine", to: "\(Self.result)/notes.txt")
        try FileManager.default.createDirectory(atPath: "\(folder)/more", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/away", withDestinationPath: "/etc/passwd")
        #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
        try FileManager.default.moveItem(atPath: "\(folder)/report.md", toPath: project.path("kept.md"))
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/report.md", withDestinationPath: project.path("kept.md"))
        let result = try project.run(["verify", Self.result, "--quiet"])
        #expect(result.status == 1 && !result.output.contains("verified"), "\(result.output)")
        #expect(
            result.output.contains(
                "strange   away (a link), more (a folder), notes.txt, pipe (neither file nor folder), report.md (a link): no file of the run"
            ), "\(result.output)")
        let json = try TrustProject.object(try project.run(["verify", Self.result, "--json", "-q"]).output)
        #expect(json["is_verified"] as? Bool == false && (json["strangers"] as? [String])?.count == 5)
        #expect(json["differing"] as? [String] == ["report.md"])
    }

    @Test(
        "does not wait for a pipe in the place of a file, nor read a folder or an endless device",
        arguments: ["series.csv", "forecasts.csv"])
    func pipes(file: String) throws {
        let project = try finished()
        let path = project.path("\(Self.result)/\(file)")
        let makers: [(String) throws -> Void] = [
            { mkfifo($0, 0o600) },
            { try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false) },
            { try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "/dev/zero") },
        ]
        for make in makers {
            try FileManager.default.removeItem(atPath: path)
            try make(path)
            let result = try project.run(["verify", Self.result, "--quiet"])
            #expect(result.status == 1, "\(result.errors)")
            #expect(
                result.output.contains("first     \(file): something else under its name -> a file"),
                "\(result.output)")
        }
    }

    @Test("a single hidden file is enough, and without it the run is what it was")
    func hidden() throws {
        let project = try finished()
        try project.write("", to: "\(Self.result)/.DS_Store")
        let found = try project.run(["verify", Self.result, "--quiet"])
        #expect(found.status == 1 && found.output.contains("strange   .DS_Store: no file of the run"))
        try project.remove("\(Self.result)/.DS_Store")
        let result = try project.succeed(["verify", Self.result, "--quiet"])
        #expect(result.output.hasPrefix("verified") && result.output.contains("all 8 files"))
    }

    @Test("notices a file that is gone and one that has grown")
    func files() throws {
        let project = try finished()
        try project.remove("\(Self.result)/report.html")
        let report = try project.read("\(Self.result)/report.md")
        try project.write(report + "PROMOTE\n", to: "\(Self.result)/report.md")
        let result = try project.run(["verify", Self.result, "-q"])
        #expect(result.status == 1)
        #expect(result.output.contains("report.md, report.html"), "\(result.output)")
        #expect(result.output.contains("PROMOTE -> (nothing)"), "\(result.output)")
    }

    @Test("says first that the data changed, and then what that did")
    func changedData() throws {
        let project = try finished()
        let rows = try project.read("datasets/shop/demand.csv").components(separatedBy: "\n")
        var cells = rows[1].components(separatedBy: ",")
        cells[2] = "\((Int(cells[2]) ?? 0) + 40)"
        try project.write(
            ([rows[0], cells.joined(separator: ",")] + rows[2...]).joined(separator: "\n"),
            to: "datasets/shop/demand.csv")
        let refused = try project.run(["verify", Self.result])
        #expect(refused.status == 3, "\(refused.errors)")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        let result = try project.run(["verify", Self.result])
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("changed   data: "), "\(result.errors)")
        #expect(result.output.hasPrefix("differs   "))
    }

    @Test("says first that the program changed: a kind of another version")
    func changedProgram() throws {
        let project = try finished()
        let manifest = try project.read("\(Self.result)/manifest.json")
        let other = manifest.replacing(/, ses \d+,/, with: ", ses 0,")
        #expect(other != manifest, "\(manifest)")
        try project.write(other, to: "\(Self.result)/manifest.json")
        let result = try project.run(["verify", Self.result])
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("changed   kinds: naive "), "\(result.errors)")
        #expect(result.errors.contains(", ses 0, tsb ") && result.errors.contains(" -> naive "))
        #expect(result.output.hasPrefix("differs   ") && result.output.contains(": manifest.json\n"))
    }

    @Test("works where the spec says 'registered', also after another champion")
    func registered() throws {
        let project = try finished()
        try project.succeed(["promote", Self.result, "--model", "ses", "--reason", "first"])
        try project.write(
            Self.spec.replacingOccurrences(of: "champion: naive52", with: "champion: registered")
                .replacingOccurrences(of: "challengers: [ses]", with: "challengers: [tsb]")
                .replacingOccurrences(of: "  ses: {kind: ses, paths: 50}\n", with: ""),
            to: "experiments/shop.yaml")
        try project.succeed(["run", "experiments/shop.yaml", "-q"])
        try project.succeed(["verify", Self.result, "-q"])
        try project.succeed(["promote", Self.result, "--model", "tsb", "--reason", "second"])
        #expect(try project.succeed(["verify", Self.result, "-q"]).output.hasPrefix("verified"))
    }

    @Test("an interrupted one leaves nothing behind", arguments: [[], ["--canary"]])
    func interrupted(options: [String]) throws {
        let project = try finished()
        try FileManager.default.createDirectory(
            atPath: project.path("tmp"), withIntermediateDirectories: false)
        let process = try BuiltProgram.start(
            ["verify", Self.result, "-q", "--jobs", "1"] + options, in: project.root,
            environment: ["TMPDIR": project.path("tmp"), "FORECAST_FAILPOINT": "store.insert=stop"])
        let result = try BuiltProgram.finishInterrupted(process)
        #expect(result.status == 130 && result.errors.contains("interrupted"), "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("tmp")) == [])
    }

    @Test("refuses a folder without a run, and two tests at once")
    func refused() throws {
        let project = try finished()
        let none = try project.run(["verify", "experiments"])
        #expect(none.status == 2 && none.errors.contains("manifest.json"), "\(none.errors)")
        #expect(try project.run(["verify", Self.result, "--canary", "--cpu", "max"]).status == 2)
        let missing = try project.run(
            ["verify", Self.result, "--cpu", "max"], environment: ["PATH": "/nowhere"])
        #expect(missing.status == 4 && missing.errors.contains("apt-get install qemu-user-static"))
    }

    @Test("sends the canary through a run and a spec")
    func canary() throws {
        let project = try finished()
        let result = try project.succeed(["verify", "--canary", Self.result, "-q"])
        #expect(result.output.contains("tight: none of 96 forecasts moved"), "\(result.output)")
        #expect(result.output.contains("beside a model: how many of its forecasts"), "\(result.output)")
        let json = try TrustProject.object(
            try project.succeed(["verify", "--canary", "experiments/shop.yaml", "--json", "-q"]).output)
        #expect(json["is_tight"] as? Bool == true && json["compared"] as? Int == 96)
    }

    @Test("computes on an older and a newer processor", .enabled(if: Emulator.isThere, Emulator.comment))
    func processors() throws {
        let project = try finished()
        let result = try project.succeed(["verify", Self.result, "--cpu", "Haswell", "-q"])
        #expect(result.output.contains("on Haswell"))
        let unknown = try project.run(["verify", Self.result, "--cpu", "Pentium9", "-q"])
        #expect(
            unknown.status == 4 && unknown.errors.contains("unable to find CPU model"), "\(unknown.errors)")
    }

    @Test(
        "below x86-64-v3 nothing is computed, and everything else works",
        .enabled(if: Emulator.isThere, Emulator.comment))
    func oldProcessor() throws {
        let project = try ScratchProject(spec: Self.spec)
        func emulated(_ arguments: [String]) throws -> BuiltProgram.Result {
            try BuiltProgram.run(
                ["-c", "exec qemu-x86_64-static -cpu Nehalem \"$0\" \"$@\"", BuiltProgram.path] + arguments,
                in: project.root, program: "/bin/sh")
        }
        let run = try emulated(["run", "experiments/shop.yaml"])
        #expect(run.status == 4, "\(run.errors)")
        #expect(
            run.errors.contains("error: this processor is below x86-64-v3: it lacks ")
                && run.errors.contains("avx2"))
        #expect(!project.exists("results/shop"))
        #expect(try emulated(["validate", "experiments/shop.yaml"]).status == 0)
        // What is said of a network before it computes enters nothing that is compiled for newer processors.
        try project.write(
            """
            experiment: network
            data: {dataset: shop, targets: [volume]}
            features: {demand: {temporal: [month], categorical: [category]}}
            models: {network: {kind: tft, features: demand}}
            backtest: {horizon: 4, windows: 1}

            """, to: "experiments/network.yaml")
        for command in ["validate", "plan"] {
            let told = try emulated([command, "experiments/network.yaml"])
            #expect(told.status == 0, "\(command): \(told.errors)")
        }
        #expect(try emulated(["run", "experiments/network.yaml"]).status == 4)
    }
}
