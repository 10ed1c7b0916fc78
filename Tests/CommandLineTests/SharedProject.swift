import Files
import Foundation

/// Two projects of the same 600 series, five chunks: one that runs alone, and one whose tasks go elsewhere by way of a shared store.
struct SharedProject {
    let alone: ScratchProject
    let apart: ScratchProject
    /// Outside of both.
    let shared: String
    /// The digest of the run alone.
    let digest: String

    static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: big, targets: [volume]}
        models:
          ses: {kind: ses, paths: 50}
          tsb: {kind: tsb}
          best: {kind: ensemble, members: [ses, tsb], best: 1}
        backtest: {horizon: 6, windows: 3, step: 6, refit: 2}
        promotion: {champion: ses, challengers: [tsb], metric: wape}

        """

    /// - Parameter spec: of `shop`, on `big`.
    init(_ spec: String = Self.spec) throws {
        (alone, apart) = (try ScratchProject(spec: spec), try ScratchProject(spec: spec))
        for project in [alone, apart] {
            try project.succeed([
                "data", "generate", "--series", "600", "--weeks", "60", "--seed", "3", "--output",
                "datasets/big",
            ])
            try project.succeed(["data", "snapshot", "big"])
        }
        try alone.succeed(["run", "experiments/shop.yaml", "--quiet"])
        digest = try alone.resultDigest()
        shared = alone.path("shared store")
    }

    /// - Parameter size: series in a task; each has one chunk unless you say otherwise.
    func arguments(on engine: String, by store: String? = nil, size: Int = 128) -> [String] {
        [
            "run", "experiments/shop.yaml", "--quiet", "--on", engine, "--shared", store ?? shared,
            "--series-per-task", String(size),
        ]
    }

    /// Whether the run apart came out as the one alone.
    func isEqual() throws -> Bool {
        try apart.resultDigest() == digest
            && apart.read("results/shop/latest/forecasts.csv")
                == alone.read("results/shop/latest/forecasts.csv")
    }

    /// Files below a folder of the store, sorted; without those that are being written, which are gone the next moment.
    func files(in folder: String) -> [String] {
        let whole = everyFile(in: folder).filter {
            !TemporaryFile.isName(String($0.split(separator: "/").last ?? ""))
        }
        return whole.filter { $0.contains(".") || $0.count > 60 }.map { "\(shared)/\(folder)/\($0)" }.sorted()
    }

    /// Names below a folder of the store, of whatever there is at this moment.
    func everyFile(in folder: String) -> [String] {
        FileManager.default.enumerator(atPath: "\(shared)/\(folder)")?.allObjects as? [String] ?? []
    }

    var manifests: [String] { files(in: "results") }

    /// The lines of the latest attempt.
    func lines() throws -> [String] {
        let list = files(in: "attempts").filter { $0.hasSuffix("tasks.jsonl") }
        return try list.flatMap {
            try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").map(String.init)
        }
    }

    /// The id of the task on a line.
    func id(of line: String) throws -> String {
        try apart.write(line, to: "line")
        return String(try shell("sha256sum < line").output.prefix(64))
    }

    @discardableResult
    func shell(_ line: String, environment: [String: String] = [:]) throws -> BuiltProgram.Result {
        try BuiltProgram.run(
            ["-c", line], in: apart.root, environment: environment, program: "/bin/bash")
    }

    static func modified(_ path: String) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }

    /// A program that performs tasks as ours does, but for the series from 128 on, where it dies.
    func poisonedProgram() throws -> String {
        try program(#"case "$line" in *'"series":[128,'*) kill -9 $$ ;; esac"#)
    }

    /// Shell words that wait until a file is there, or until the project is gone, and with it the script that they are part of.
    func wait(for file: String) -> String {
        "while [ ! -e '\(file)' ] && [ -e \"$0\" ]; do sleep 0.05; done"
    }

    /// A program that performs tasks as ours does, each by a process of its own, after it has done `first` with its `$line`.
    func program(_ first: String) throws -> String {
        let path = "\(shared)-worker.sh"
        try """
        #!/bin/sh
        while read -r line; do
            \(first)
            printf '%s\\n' "$line" | '\(BuiltProgram.path)' "$@"
        done
        """.write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o755)
        return path
    }
}
