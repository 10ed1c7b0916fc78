import Foundation
import Testing

@Suite("features export of a network") struct NetworkExportTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features:
          demand: {temporal: [week_of_year, month], lags: [1], price: [current_price], categorical: [category]}
        models:
          net: {kind: tft, features: demand, hidden: 9, heads: 2, encoder: 60, epochs: 0.5}
          ses: {kind: ses}
        backtest: {horizon: 4, windows: 2, step: 4, gap: 1}

        """

    private static func exported(to folder: String, in project: ScratchProject, seed: Int = 7) throws {
        try project.succeed([
            "features", "export", "experiments/shop.yaml", "--model", "net", "--output", folder, "--set",
            "seed=\(seed)",
        ])
    }

    @Test("writes the network that a run trains, and refuses a folder that holds something")
    func files() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try Self.exported(to: "net", in: project)
        let models = try project.json("report.json")["models"] as? [[String: Any]] ?? []
        let fits = models.first { $0["name"] as? String == "net" }?["fits"] as? [[String: Any]] ?? []
        let sums = try Self.output("/usr/bin/sha256sum", [project.path("net/model.safetensors")])
        #expect(fits.last?["model_digest"] as? String == String(sums.text.prefix(64)))
        let again = try project.run([
            "features", "export", "experiments/shop.yaml", "--model", "net", "--output", "net",
        ])
        #expect(again.status == 2 && again.errors.contains("error[E175]"))
    }

    @Test(
        "gives PyTorch the same forecasts within 1e-4 of a series' scale, and the script notices others",
        .enabled(if: python != nil, "needs Python with PyTorch, such as Debian's python3-torch"))
    func same() throws {
        try same("seeds: 1")
        try same("seeds: 2, link: log")
        try same("link: softplus")
    }

    private func same(_ parameters: String) throws {
        let python = try #require(Self.python)
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(of: "epochs: 0.5", with: "epochs: 0.5, \(parameters)"))
        try Self.exported(to: "net", in: project)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/tft_pytorch.py").path
        let same = try Self.output(python, [script, project.path("net")])
        #expect(same.status == 0, "\(same.text)")
        #expect(same.text.contains(" parameters, 24 series x 5 steps x 6 outputs: apart by "), "\(same.text)")
        // The weights of another seed.
        try Self.exported(to: "other", in: project, seed: 8)
        let files = FileManager.default
        try files.removeItem(atPath: project.path("net/model.safetensors"))
        try files.copyItem(
            atPath: project.path("other/model.safetensors"), toPath: project.path("net/model.safetensors"))
        #expect(try Self.output(python, [script, project.path("net")]).status == 1)
    }

    @Test(
        "trains the same weights on other processors, and whatever OpenBLAS is told",
        .enabled(if: Emulator.isThere, Emulator.comment))
    func processors() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(
                of: "hidden: 9, heads: 2, encoder: 60, epochs: 0.5",
                with: "hidden: 6, heads: 2, encoder: 8, batch: 32, epochs: 0.1"))
        func weights(_ folder: String, seed: Int = 7, _ prefix: [String] = []) throws -> Data {
            let result = try BuiltProgram.run(
                prefix + [
                    BuiltProgram.path, "features", "export", "experiments/shop.yaml", "--model", "net",
                    "--output", folder, "--set", "seed=\(seed)",
                ], in: project.root, program: "/usr/bin/env")
            try #require(result.status == 0, "\(folder): \(result.errors)")
            return try Data(
                contentsOf: URL(fileURLWithPath: project.path("\(folder)/model.safetensors")))
        }
        let native = try weights("native")
        #expect(try weights("other", seed: 8) != native)
        for processor in ["Haswell", "max"] {
            let emulated = try weights(processor, ["qemu-x86_64-static", "-cpu", processor])
            #expect(emulated == native, "\(processor)")
        }
        let told = ["OPENBLAS_CORETYPE=Nehalem", "OPENBLAS_NUM_THREADS=3", "OMP_NUM_THREADS=3"]
        #expect(try weights("told", told) == native)
    }

    /// The first Python that has PyTorch; nil where none has.
    private static let python: String? = {
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
            "\($0)/python3"
        }
        return (paths + ["/usr/bin/python3"]).first { path in
            FileManager.default.isExecutableFile(atPath: path)
                && (try? output(path, ["-c", "import torch, numpy"]))?.status == 0
        }
    }()

    private static func output(_ program: String, _ arguments: [String]) throws -> (
        status: Int32, text: String
    ) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
