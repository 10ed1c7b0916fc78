import Foundation
import Testing

/// The scripts behind `make deps` and `make run` where something is missing: each says what, before anything is
/// compiled, and a built program shows a report in any case. The world is played by small programs on the path.
@Suite("on a machine that lacks") struct FreshMachineTests {
    /// Debian with every package, a Swift that builds nothing, no network and no working Python.
    private static let bareWorld = [
        "swift": "echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'",
        "dpkg-query": "echo installed",
        "apt-get": "echo 'E: no network' >&2; exit 100",
        "apt-cache": "exit 0",
        "python3": "exit 1",
    ]

    // MARK: - The packages

    private func install(_ arguments: [String] = [], world: [String: String]) throws -> BuiltProgram.Result {
        try Checkout().run("./.ci/install-packages.sh", arguments, world: world)
    }

    @Test("nothing, nothing is said or done")
    func nothingMissing() throws {
        let result = try install(world: Self.bareWorld)
        #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty, "\(result)")
    }

    /// Nothing is installed, and the user is nobody.
    private static let nothingInstalled = bareWorld.merging(
        ["dpkg-query": "exit 1", "id": "echo 65534", "apt-cache": "echo \"Package: $2\""]
    ) { $1 }

    @Test("packages, root and sudo, all packages are named at once")
    func neitherRootNorSudo() throws {
        let result = try install(world: Self.nothingInstalled)
        #expect(result.status == 1)
        #expect(result.errors.contains("neither root nor sudo"), "\(result.errors)")
        for package in ["libncurses6", "libyaml-dev", "libopenblas0-pthread", "python3-venv"] {
            #expect(result.errors.contains(package), "\(package) is not in: \(result.errors)")
        }
    }

    @Test("packages but has sudo, what is needed is installed with it before what is only wished for")
    func sudo() throws {
        let world = Self.nothingInstalled.merging(["sudo": "echo \"sudo $*\" >> sudo.log"]) { $1 }
        let checkout = try Checkout()
        let result = try checkout.run("./.ci/install-packages.sh", [], world: world)
        #expect(result.status == 0, "\(result.errors)")
        let calls = try checkout.project.read("sudo.log").split(separator: "\n")
        #expect(calls.count == 2 && calls.allSatisfy { $0.contains("apt-get install -y") }, "\(calls)")
        #expect(calls.first?.contains(" libncurses6 libcurl4t64 libxml2 ") == true)
        #expect(calls.last?.hasSuffix(" python3 python3-venv") == true)
    }

    @Test("only Python, the build goes on and says what cannot be fetched")
    func onlyPython() throws {
        let world = Self.nothingInstalled.merging(
            ["dpkg-query": "case $* in *python3*) exit 1;; *) echo installed;; esac"]
        ) { $1 }
        let result = try install(world: world)
        #expect(result.status == 0)
        #expect(result.errors.contains("python3 python3-venv"), "\(result.errors)")
        #expect(result.errors.contains("the sales data and LightGBM cannot be fetched"), "\(result.errors)")
    }

    @Test(
        "a Swift that starts and is new enough, its own words or its version are told",
        arguments: [
            ("echo 'libncurses.so.6: cannot open shared object file' >&2; exit 127", "libncurses.so.6"),
            ("echo 'Swift version 5.10 (swift-5.10-RELEASE)'", "this is Swift version 5.10"),
        ])
    func swift(program: String, told: String) throws {
        let result = try install(world: Self.bareWorld.merging(["swift": program]) { $1 })
        #expect(result.status == 1 && result.errors.contains(told), "\(result)")
    }

    @Test("the packages that the questions list are those that are installed")
    func listedPackages() throws {
        let list = try install(["--list"], world: Self.bareWorld).output
        let installed = Set(
            list.split(separator: "\n").flatMap { $0.split(separator: " ").dropFirst() }
                .flatMap { $0.split(separator: "|") }.map {
                    String($0).replacingOccurrences(of: "NN", with: "12")
                }
        )
        let answer = try MarkdownFile("docs/faq.md").blocks.filter { $0.info == ["text", "packages"] }
        let listed = Set(answer.flatMap { $0.text.split(whereSeparator: \.isWhitespace).map(String.init) })
        // Names that other versions of Debian and Ubuntu have for the same.
        #expect(installed.subtracting(listed) == ["libcurl4t64", "libxml2-16"])
        #expect(
            listed.isSubset(of: installed), "\(listed.subtracting(installed)) are not installed by the script"
        )
    }

    // MARK: - What is fetched

    @Test(
        "Python, or its pip and venv, LightGBM is left out with the package to install",
        arguments: [("no-such-python", "apt-get install python3 python3-venv"), ("python3", "python3-venv")])
    func lightGBM(python: String, told: String) throws {
        let checkout = try Checkout()
        let result = try checkout.run(
            "./.ci/fetch-lightgbm.sh", [], world: Self.bareWorld, environment: ["PYTHON": python])
        #expect(result.status == 0)
        #expect(result.errors.contains("was not fetched") && result.errors.contains(told), "\(result.errors)")
        let required = try checkout.run(
            "./.ci/fetch-lightgbm.sh", ["--require"], world: Self.bareWorld, environment: ["PYTHON": python])
        #expect(required.status == 1)
    }

    @Test("DuckDB is left out with a word where it cannot be fetched, and --require fails")
    func duckDB() throws {
        let checkout = try Checkout()
        for (option, status) in [([], 0), (["--require"], 1)] as [([String], Int32)] {
            let result = try checkout.run(
                "./.ci/fetch-duckdb.sh", option, world: Self.bareWorld, environment: ["PYTHON": "no-python"])
            #expect(result.status == status)
            #expect(result.errors.contains("was not fetched") && result.errors.contains("python3 is needed"))
        }
    }

    @Test(
        "a whole table, the sales are refused and nothing is written",
        arguments: ["", "RDX3\nX\n", "RDX3\nX\n\0\0\0\u{3}\0\0\0\0", "no table at all"])
    func damagedTable(content: String) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else { return }
        let checkout = try Checkout()
        try checkout.project.write(content, to: "orangeJuice.rda")
        let result = try checkout.run(
            "python3", ["datasets/orange-juice/convert.py", "convert", "orangeJuice.rda", "demand.csv"],
            world: [:])
        #expect(result.status == 3, "\(result)")
        #expect(result.errors.contains("cannot be read as bayesm's orangeJuice"), "\(result.errors)")
        #expect(!checkout.project.exists("demand.csv"))
    }

    @Test("sales and everything that was ever fetched, the report on generated data is shown all the same")
    func nothingFetched() throws {
        let checkout = try Checkout()
        let result = try checkout.run(
            "./.ci/first-report.sh", [], world: [:], environment: ["FORECAST": BuiltProgram.path])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("GENERATED data"), "\(result.output)")
    }

    @Test("a network, `make run` shows a report on generated data, and says so last")
    func makeRun() throws {
        let checkout = try Checkout()
        let result = try checkout.run(
            "make", ["run", "FORECAST=\(BuiltProgram.path)"], world: Self.bareWorld,
            environment: ["MAKEFLAGS": "", "MAKELEVEL": "0"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("apt-get update failed (no network?)"), "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix("demo ") && $0.contains(" series, 4 windows of 13 weeks") })
        #expect(
            lines.suffix(2).first?.contains("GENERATED data, not of real sales") == true, "\(lines.suffix(4))"
        )
        #expect(lines.suffix(2).first?.contains("the sales data could not be fetched") == true)
    }
}

/// The scripts and specs of the project, in a folder of their own with a small generated data set.
private struct Checkout {
    let project: ScratchProject

    init() throws {
        project = try ScratchProject(spec: nil)
        let files = FileManager.default
        try project.remove("experiments")
        for name in [".ci", "experiments", "datasets/orange-juice", "Makefile"] {
            try files.copyItem(atPath: "\(packageRoot)/\(name)", toPath: project.path(name))
        }
        try? project.remove("datasets/orange-juice/demand.csv")
        try files.moveItem(atPath: project.path("datasets/shop"), toPath: project.path("datasets/synthetic"))
    }

    /// Runs a script where `world` stands before all other programs on the path.
    func run(
        _ script: String, _ arguments: [String], world: [String: String], environment: [String: String] = [:]
    ) throws -> BuiltProgram.Result {
        let files = FileManager.default
        // Of the machine's own programs all but sudo: whether it has one must not matter.
        let folder = project.path("path")
        try? files.removeItem(atPath: folder)
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, body) in world {
            try project.write("#!/bin/bash\n\(body)\n", to: "path/\(name)")
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)")
        }
        for name in try files.contentsOfDirectory(atPath: "/usr/bin")
        where name != "sudo" && world[name] == nil {
            try? files.createSymbolicLink(
                atPath: "\(folder)/\(name)", withDestinationPath: "/usr/bin/\(name)")
        }
        return try BuiltProgram.run(
            [script] + arguments, in: project.root,
            environment: environment.merging(["PATH": folder]) { $1 }, program: "/usr/bin/env")
    }
}
