import Foundation

/// What runs a block of a page that is no shell script: fenced as ```` ```python run pandas,pyarrow ````.
struct Interpreter {
    private let program: String
    private let option: String

    /// With the libraries of the recipes, where `.ci/fetch-recipes.sh` could fetch them.
    static let python: String = {
        let own = "\(packageRoot)/.deps/recipes/bin/python"
        return FileManager.default.fileExists(atPath: own) ? own : "python3"
    }()

    /// Nil where the machine lacks it, or a library that the block loads.
    init?(_ language: String, loading libraries: String, in project: ScratchProject) throws {
        let names = libraries.split(separator: ",").map(String.init)
        let probe: String
        switch language {
        case "python":
            (program, option) = (Self.python, "-c")
            probe = names.map { "import \($0)" }.joined(separator: "; ")
        case "r":
            (program, option) = ("Rscript", "-e")
            probe = names.map { "library(\($0))" }.joined(separator: "; ")
        default:
            (program, option) = ("\(packageRoot)/.deps/duckdb-1.5.6/duckdb", "-c")
            probe = "SELECT 1"
        }
        guard try run(probe, in: project).status == 0 else { return nil }
    }

    func run(_ text: String, in project: ScratchProject) throws -> BuiltProgram.Result {
        let folder = URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try BuiltProgram.run(
            [program, option, text], in: project.root, environment: ["PATH": "\(folder):\(path)"],
            program: "/usr/bin/env")
    }
}
