import Foundation
import Testing

/// What the pages promise is tried: blocks fenced as ```` ```sh run ```` are executed, and blocks fenced with a
/// path, as ```` ```yaml experiments/shop.yaml ````, are written there first. Pages are read from the top, each
/// in a project of its own with the specs of `experiments/` and a small `datasets/synthetic`.
@Suite("the documentation") struct DocumentationTests {
    @Test("every runnable command works as printed", arguments: try MarkdownFile.all().map(\.path))
    func commands(path: String) throws {
        let page = try MarkdownFile(path)
        guard page.blocks.contains(where: { $0.info == ["sh", "run"] }) else { return }
        // What DuckDB reads is tried where `make deps` has fetched it.
        let needsDuckDB = page.blocks.contains {
            $0.info.count == 2 && ($0.text.contains("format: sql") || $0.text.contains("forecast export"))
        }
        if needsDuckDB, !FileManager.default.fileExists(atPath: "\(packageRoot)/.deps/duckdb-1.5.6/duckdb") {
            return
        }
        let project = try Self.project()
        for block in page.blocks {
            if block.info == ["sh", "run"] {
                let result = try run(block.text, in: project)
                #expect(result.status == 0, "\(path):\n\(block.text)\n\(result.output)\(result.errors)")
            } else if block.info.count == 3, block.info[1] == "run" {
                guard let interpreter = try Interpreter(block.info[0], loading: block.info[2], in: project)
                else {
                    print("\(path): a block in \(block.info[0]) is skipped, \(block.info[2]) is not there")
                    continue
                }
                let result = try interpreter.run(block.text, in: project)
                #expect(result.status == 0, "\(path):\n\(block.text)\n\(result.output)\(result.errors)")
            } else if block.info.count == 2, block.info[1].contains("/") {
                try write(block.text, to: block.info[1], in: project)
            }
        }
    }

    @Test("the notebook of the recipes runs from its first cell to its last")
    func notebook() throws {
        let project = try Self.project()
        guard FileManager.default.fileExists(atPath: "\(packageRoot)/.deps/duckdb-1.5.6/duckdb"),
            let python = try Interpreter("python", loading: "nbclient,ipykernel,pandas,pyarrow", in: project)
        else {
            print("docs/recipes.ipynb is skipped: nbclient, pandas or DuckDB is not there")
            return
        }
        let result = try python.run(
            """
            import nbclient, nbformat
            notebook = nbformat.read("\(packageRoot)/docs/recipes.ipynb", as_version=4)
            nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
            assert "dtype: float64" in str(notebook.cells[7].outputs), notebook.cells[7].outputs
            """, in: project)
        #expect(result.status == 0, "\(result.output)\(result.errors.suffix(2000))")
    }

    @Test("something is runnable at all")
    func someRun() throws {
        let pages = try MarkdownFile.all().filter { $0.blocks.contains { $0.info == ["sh", "run"] } }.map(
            \.path)
        #expect(pages.contains("README.md") && pages.count >= 4)
    }

    @Test("every relative link leads somewhere", arguments: try MarkdownFile.all().map(\.path))
    func links(path: String) throws {
        let page = try MarkdownFile(path)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        for link in page.links where !link.contains("://") && !link.hasPrefix("mailto:") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            let target = parts[0].isEmpty ? path : folder.isEmpty ? parts[0] : "\(folder)/\(parts[0])"
            let exists = FileManager.default.fileExists(atPath: "\(packageRoot)/\(target)")
            #expect(exists, "\(path): \(link) leads nowhere")
            if exists, parts.count == 2, target.hasSuffix(".md") {
                #expect(
                    try MarkdownFile(target).anchors.contains(parts[1]), "\(path): no heading for \(link)")
            }
        }
    }

    // MARK: - The project of a page

    private static func project() throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        try project.remove("datasets/shop")
        for spec in try FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/experiments")
        where spec.hasSuffix(".yaml") {
            try project.write(
                try String(contentsOfFile: "\(packageRoot)/experiments/\(spec)", encoding: .utf8),
                to: "experiments/\(spec)")
        }
        try project.succeed(
            [
                "data", "generate", "--series", "16", "--weeks", "156", "--seed", "7", "--output",
                "datasets/synthetic",
            ])
        try project.succeed(["data", "snapshot", "synthetic"])
        return project
    }

    private func write(_ text: String, to path: String, in project: ScratchProject) throws {
        let folder = URL(fileURLWithPath: project.path(path)).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try project.write(text, to: path)
    }

    /// Runs a block as one shell script that stops at the first failure.
    private func run(_ script: String, in project: ScratchProject) throws -> BuiltProgram.Result {
        let programs = URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try BuiltProgram.run(
            ["-euo", "pipefail", "-c", script], in: project.root,
            environment: ["PATH": "\(programs):\(path)"],
            program: "/bin/bash")
    }
}
