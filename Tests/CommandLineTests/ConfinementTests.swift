import Foundation
import Testing

/// What a project names may lie in the project and be a regular file, and nothing else.
@Suite("Files are read inside the project only") struct ConfinementTests {
    /// Runs with a time limit: whoever waits for a pipe's writer is ended with status 124.
    private func run(_ arguments: [String], in project: ScratchProject) throws -> BuiltProgram.Result {
        try BuiltProgram.run(
            ["20", BuiltProgram.path] + arguments, in: project.root, program: "/usr/bin/timeout")
    }

    /// A project beside which, outside, lies a secret.
    private func makeProject() throws -> (project: ScratchProject, secret: String) {
        let project = try ScratchProject(spec: Self.spec)
        let secret = FileManager.default.temporaryDirectory
            .appendingPathComponent("secret-\(UUID().uuidString).csv").path
        try "sku,week,volume\nTOPSECRET,2021-01-04,1\nTOPSECRET,2021-01-04,1\n"
            .write(toFile: secret, atomically: true, encoding: .utf8)
        return (project, secret)
    }

    /// Nothing in it hangs on the data set's frequency, so that a data set that cannot be read is all there is to say.
    private static let spec = """
        experiment: shop
        data: {dataset: shop, targets: [volume]}
        models:
          naive52: {kind: seasonal_naive, season: 52}
          ses: {kind: ses, paths: 50}
        backtest: {horizon: 6, windows: 2, step: 6}
        evaluate: {season: 4}
        promotion: {champion: naive52, challengers: [ses], metric: wape}

        """

    private func expect(
        _ result: BuiltProgram.Result, _ status: Int32, _ words: String, _ note: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            result.status == status && result.errors.contains(words) && !result.errors.contains("TOPSECRET"),
            "\(note): \(result.status) \(result.errors)", sourceLocation: sourceLocation)
    }

    private static let declaration = """
        format: csv
        files: [FILE]
        frequency: weekly
        columns: {series: sku, time: week, targets: {volume: volume}}

        """

    @Test("the files of a data set: no way up, no absolute path, no link out, no pipe, device or folder")
    func datasetFiles() throws {
        let (project, secret) = try makeProject()
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let folder = project.path("datasets/shop")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link.csv", withDestinationPath: secret)
        #expect(mkfifo("\(folder)/pipe.csv", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/null.csv", withDestinationPath: "/dev/zero")
        let name = URL(fileURLWithPath: secret).lastPathComponent
        let cases = [
            ("../../../\(name)", "D202"), (secret, "D202"), ("link.csv", "D202"), ("null.csv", "D202"),
            ("pipe.csv", "D243"), (".", "D243"), ("..", "D243"), ("absent.csv", "D201"),
        ]
        let roles = [
            Self.declaration,
            Self.declaration.replacing("FILE", with: "demand.csv")
                + "attributes: {file: FILE, key: sku, columns: [a]}\n",
            Self.declaration.replacing("FILE", with: "demand.csv") + "holidays: {file: FILE}\n",
            "format: m4\ntrain: FILE\nfrequency: weekly\n", "format: tsf\nfiles: [FILE]\n",
        ]
        for role in roles {
            for (file, code) in cases {
                try project.write(
                    role.replacing("FILE", with: "'\(file)'"), to: "datasets/shop/dataset.yaml")
                for command in [["data", "check", "shop"], ["run", "experiments/shop.yaml"]] {
                    expect(try run(command, in: project), 3, "error[\(code)]", "\(file) in \(role)")
                }
            }
        }
    }

    @Test("external: true reads from elsewhere, but still no pipe and no device")
    func external() throws {
        let (project, secret) = try makeProject()
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let pipe = secret + ".pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { try? FileManager.default.removeItem(atPath: pipe) }
        for (file, code) in [(pipe, "D243"), ("/dev/zero", "D243"), ("/", "D243"), (secret, "D223")] {
            try project.write(
                "external: true\n" + Self.declaration.replacing("FILE", with: "'\(file)'"),
                to: "datasets/shop/dataset.yaml")
            let result = try run(["data", "check", "shop"], in: project)
            #expect(result.status == 3 && result.errors.contains("error[\(code)]"), "\(result.errors)")
        }
    }

    @Test("a data set, its declaration and its lock are no links out of the project, and no pipes")
    func datasetFolder() throws {
        let (project, secret) = try makeProject()
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let files = FileManager.default
        for name in ["../../..", "/etc", "..", "shop/../../.."] {
            let result = try run(["data", "check", name], in: project)
            #expect(result.status == 3 && result.errors.contains("error[D20"), "\(name): \(result.errors)")
        }
        let elsewhere = secret + ".folder"
        try files.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: elsewhere) }
        try files.copyItem(
            atPath: project.path("datasets/shop/dataset.yaml"), toPath: elsewhere + "/dataset.yaml")
        try files.createSymbolicLink(atPath: project.path("datasets/out"), withDestinationPath: elsewhere)
        expect(try run(["data", "check", "out"], in: project), 3, "error[D202]")
        for name in ["dataset.yaml", "snapshot.lock"] {
            let path = project.path("datasets/shop/\(name)")
            let kept = try project.read("datasets/shop/\(name)")
            try files.removeItem(atPath: path)
            try files.createSymbolicLink(atPath: path, withDestinationPath: secret)
            expect(try run(["run", "experiments/shop.yaml"], in: project), 3, "error[D202]", name)
            try files.removeItem(atPath: path)
            #expect(mkfifo(path, 0o600) == 0)
            let result = try run(["run", "experiments/shop.yaml"], in: project)
            #expect(result.status == 4 && result.errors.contains("not a regular file"), "\(result.errors)")
            try files.removeItem(atPath: path)
            try project.write(kept, to: "datasets/shop/\(name)")
        }
    }

    @Test("a spec and what it extends: inside the project, regular files")
    func specs() throws {
        let (project, secret) = try makeProject()
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let files = FileManager.default
        #expect(mkfifo(project.path("experiments/pipe.yaml"), 0o600) == 0)
        try files.createSymbolicLink(
            atPath: project.path("experiments/link.yaml"), withDestinationPath: secret)
        for path in ["experiments/pipe.yaml", "experiments", "/dev/zero"] {
            expect(
                try run(["run", path, "--project", project.root], in: project), 2, "error[E100]", path)
        }
        let spec = try project.read("experiments/shop.yaml")
        let name = URL(fileURLWithPath: secret).lastPathComponent
        for (target, code) in [
            ("../../\(name)", "E120"), (secret, "E120"), ("/etc/passwd", "E120"), ("link.yaml", "E123"),
            ("pipe.yaml", "E123"), ("..", "E123"), ("../datasets", "E123"), ("absent.yaml", "E123"),
        ] {
            try project.write("extends: '\(target)'\n" + spec, to: "experiments/child.yaml")
            expect(try run(["run", "experiments/child.yaml"], in: project), 2, "error[\(code)]", target)
        }
    }

    @Test("names of experiments, data sets, models and targets are no paths")
    func names() throws {
        let project = try ScratchProject()
        let names = ["..", "../up", "/abs", "a/b", ".", "a\\u0000b", "-rf", "a\\nb"]
        for key in ["experiment", "data.dataset", "data.targets"] {
            for name in names {
                let value = key == "data.targets" ? "[\"\(name)\"]" : "\"\(name)\""
                let result = try run(
                    ["run", "experiments/shop.yaml", "--set", "\(key)=\(value)"], in: project)
                #expect(
                    result.status == 2 && result.errors.contains("error[E101]"),
                    "\(key) \(name): \(result.errors)")
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("results")).isEmpty)
    }

    @Test("results stay in their folder, and champions.yaml is a file of declared parameters")
    func results() throws {
        let (project, secret) = try makeProject()
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let files = FileManager.default
        let elsewhere = secret + ".results"
        try files.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: elsewhere) }
        try files.createSymbolicLink(atPath: project.path("results/shop"), withDestinationPath: elsewhere)
        let result = try run(["run", "experiments/shop.yaml", "--quiet"], in: project)
        #expect(result.status == 4 && result.errors.contains("symbolic link"), "\(result.errors)")
        #expect(try files.contentsOfDirectory(atPath: elsewhere).isEmpty)
        try project.remove("results/shop")
        #expect(mkfifo(project.path("results/champions.yaml"), 0o600) == 0)
        let pipe = try run(["plan", "experiments/shop.yaml"], in: project)
        #expect(pipe.status == 4 && pipe.errors.contains("not a regular file"), "\(pipe.errors)")
        try project.remove("results/champions.yaml")
        let spec = try project.read("experiments/shop.yaml").replacing(
            "champion: naive52", with: "champion: registered")
        try project.write(spec, to: "experiments/shop.yaml")
        let gone = "cannot be trained by this version of forecast"
        for (kind, parameters, status, words) in [
            ("ses", "{alpha: [1]}", 2, "error[E053]"), ("ses", "{alpha: 7}", 4, gone),
            ("ses", "{paths: many}", 4, gone), ("lightgbm", "{}", 4, gone),
            ("moving_average", "{window: 99999999999}", 4, gone), ("seasonal_naive", "{season: 0}", 4, gone),
            ("ses", "{nonsense: 1}", 4, gone), ("nonsense", "{}", 4, gone),
            ("lightgbm", "{features: gone}", 2, "error[E118]"),
        ] as [(String, String, Int32, String)] {
            try project.write(Self.champion(kind, parameters), to: "results/champions.yaml")
            let result = try run(["plan", "experiments/shop.yaml"], in: project)
            #expect(
                result.status == status && result.errors.contains(words),
                "\(kind) \(parameters): \(result.status) \(result.errors)")
        }
        try project.write(Self.champion("seasonal_naive", "{season: 13}"), to: "results/champions.yaml")
        #expect(try run(["plan", "experiments/shop.yaml"], in: project).status == 0)
    }

    private static func champion(_ kind: String, _ parameters: String) -> String {
        """
        schema_version: 1
        champions:
          - {experiment: shop, version: 1, model: m, kind: \(kind), transform: none, parameters: \(parameters),
             target: volume, metric: wape, value: 1.0, run: r, result_digest: d, snapshot_digest: d,
             backtest_digest: d, who: w, when: w, why: w}

        """
    }

    @Test("no part of the cache is a link: exit code 4, and nothing is written where it leads")
    func linkedCache() throws {
        let (project, secret) = try makeProject()
        let files = FileManager.default
        let elsewhere = secret + ".cache"
        try files.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try files.createDirectory(atPath: project.path("results/.store"), withIntermediateDirectories: true)
        defer { for path in [secret, elsewhere] { try? files.removeItem(atPath: path) } }
        for part in ["blobs", "cache.sqlite"] {
            let link = project.path("results/.store/\(part)")
            try? files.removeItem(atPath: link)
            try files.createSymbolicLink(atPath: link, withDestinationPath: "\(elsewhere)/\(part)")
            let result = try run(["run", "experiments/shop.yaml", "--quiet"], in: project)
            #expect(result.status == 4 && result.errors.contains("it is a symbolic link"), "\(result.errors)")
            try files.removeItem(atPath: link)
        }
        #expect(try files.contentsOfDirectory(atPath: elsewhere).isEmpty)
    }

    @Test("results and cache are no links out of the project, unless the user names where they lead")
    func resultFolders() throws {
        let (project, secret) = try makeProject()
        let files = FileManager.default
        let elsewhere = secret + ".elsewhere"
        try files.createDirectory(atPath: elsewhere + "/ab", withIntermediateDirectories: true)
        try "mine".write(toFile: elsewhere + "/ab/letter.txt", atomically: true, encoding: .utf8)
        defer { for path in [secret, elsewhere] { try? files.removeItem(atPath: path) } }
        let run = ["run", "experiments/shop.yaml", "--quiet"]
        for link in ["results/.store", "results"] {
            if project.exists(link) { try project.remove(link) }
            try files.createSymbolicLink(atPath: project.path(link), withDestinationPath: elsewhere)
            for command in [run, ["cache", "gc"], ["cache", "stats"], ["plan", "experiments/shop.yaml"]] {
                expect(try self.run(command, in: project), 2, "error[E216]", "\(link): \(command)")
            }
            #expect(try files.subpathsOfDirectory(atPath: elsewhere).sorted() == ["ab", "ab/letter.txt"])
        }
        let named = ["--results", elsewhere, "--store", elsewhere + "/store"]
        #expect(try self.run(run + named, in: project).status == 0)
        try project.remove("results")
        // A link to a folder inside the project is as good as the folder.
        try files.createDirectory(atPath: project.path("kept"), withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: project.path("results"), withDestinationPath: project.path("kept"))
        #expect(try self.run(run, in: project).status == 0)
        #expect(project.exists("kept/shop/latest/report.md"))
    }

    @Test("a collection follows no link in the cache to files that are not its own")
    func linksInTheCache() throws {
        let (project, secret) = try makeProject()
        let files = FileManager.default
        let elsewhere = secret + ".elsewhere"
        try files.createDirectory(atPath: elsewhere + "/ab", withIntermediateDirectories: true)
        try "mine".write(toFile: elsewhere + "/ab/letter.txt", atomically: true, encoding: .utf8)
        defer { for path in [secret, elsewhere] { try? files.removeItem(atPath: path) } }
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let blobs = project.path("results/.store/blobs")
        if files.fileExists(atPath: blobs) { try files.removeItem(atPath: blobs) }
        try files.createSymbolicLink(atPath: blobs, withDestinationPath: elsewhere)
        let refused = try run(["cache", "gc", "--older-than", "0"], in: project)
        #expect(refused.status == 4 && refused.errors.contains("it is a symbolic link"))
        try files.removeItem(atPath: blobs)
        try files.createDirectory(atPath: blobs, withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: blobs + "/ab", withDestinationPath: elsewhere + "/ab")
        try project.succeed(["cache", "gc", "--older-than", "0"])
        #expect(try files.subpathsOfDirectory(atPath: elsewhere).sorted() == ["ab", "ab/letter.txt"])
    }

    @Test("init writes through no link out of the project")
    func initialiseOutside() throws {
        let files = FileManager.default
        for link in ["datasets", "datasets/odd", "experiments", "experiments/schema"] {
            let (project, secret) = try makeProject()
            let elsewhere = secret + ".elsewhere"
            try files.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
            defer { for path in [secret, elsewhere] { try? files.removeItem(atPath: path) } }
            try project.write(
                "ds,unique_id,y\n2024-01-01,a,1\n2024-01-08,a,2\n2024-01-15,a,3\n", to: "odd.csv")
            if project.exists(link) { try project.remove(link) }
            try files.createSymbolicLink(atPath: project.path(link), withDestinationPath: elsewhere)
            let result = try run(["init", "odd.csv", "--name", "odd", "--project", "."], in: project)
            expect(result, 2, "error[E170]", link)
            #expect(try files.contentsOfDirectory(atPath: elsewhere).isEmpty, "\(link)")
            #expect(!project.exists("datasets/odd/dataset.yaml"), "\(link)")
        }
    }

    @Test("init copies a file from anywhere, but a regular one")
    func initialise() throws {
        let (project, secret) = try makeProject()
        defer { try? FileManager.default.removeItem(atPath: secret) }
        #expect(mkfifo(project.path("pipe.csv"), 0o600) == 0)
        for path in ["pipe.csv", "/dev/zero", "datasets"] {
            expect(try run(["init", path, "--name", "odd"], in: project), 3, "error[D243]", path)
        }
        var rows = "sku,week,volume\n"
        for week in 0..<40 {
            let day = Date(timeIntervalSince1970: 1_609_718_400 + Double(week) * 604_800)
            rows += "a,\(day.formatted(.iso8601.year().month().day())),\(week % 5 + 1)\n"
        }
        try rows.write(toFile: secret, atomically: true, encoding: .utf8)
        #expect(try run(["init", secret, "--name", "odd"], in: project).status == 0)
    }
}
