import Foundation
import Testing

/// What a shell and man(1) get from the program.
@Suite("the shell") struct ShellTests {
    private func output(_ arguments: [String], in folder: String = packageRoot) throws -> String {
        let result = try BuiltProgram.run(arguments, in: folder)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        return result.output
    }

    private func bash(_ script: String, in folder: String) throws -> BuiltProgram.Result {
        let programs = URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent().path
        return try BuiltProgram.run(
            ["--norc", "-c", script], in: folder,
            environment: ["PATH": "\(programs):/usr/local/bin:/usr/bin:/bin"], program: "/bin/bash")
    }

    /// What bash offers when Tab is pressed at the end of `line`.
    private func offers(_ line: String, in folder: String) throws -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let result = try bash(
            """
            eval "$(forecast completion bash)"
            COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
            COMP_LINE='\(line)'; COMP_POINT=\(line.count)
            _forecast forecast "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """, in: folder)
        return result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test("bash completes commands, options and the names of data sets")
    func completion() throws {
        let project = try ScratchProject()
        #expect(try offers("forecast va", in: project.root) == ["validate"])
        #expect(try offers("forecast cache ", in: project.root).contains("explain"))
        #expect(try offers("forecast run x.yaml --memory", in: project.root) == ["--memory-limit"])
        #expect(try offers("forecast data show ", in: project.root).contains("shop"))
    }

    @Test("every shell's script is one that it can read", arguments: ["bash", "zsh", "fish"])
    func scripts(shell: String) throws {
        let script = try output(["completion", shell])
        #expect(script.contains("validate") && script.contains("memory-limit"))
        let program = ["/bin/\(shell)", "/usr/bin/\(shell)"].first(
            where: FileManager.default.isExecutableFile)
        guard let program else { return }
        let folder = try ScratchProject()
        try folder.write(script, to: "script")
        let check = try BuiltProgram.run(["-n", "script"], in: folder.root, program: program)
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test("an unknown shell is a usage error that names the known ones")
    func unknownShell() throws {
        let result = try BuiltProgram.run(["completion", "csh"], in: packageRoot)
        #expect(result.status == 2)
        #expect(result.errors.contains("bash") && result.errors.contains("fish"))
    }

    @Test("the manual has every command and its examples, and groff finds nothing to complain about")
    func manual() throws {
        let page = try output(["man"])
        for text in [".TH FORECAST 1", ".SS forecast run", ".SS forecast cache gc", ".SH FILES", "EXAMPLES"] {
            #expect(page.contains(text), "\(text)")
        }
        // No line of text is taken for a request.
        let requests = page.split(separator: "\n").filter { $0.hasPrefix(".") }.map { $0.prefix(3) }
        #expect(Set(requests).isSubset(of: [".TH", ".SH", ".SS", ".nf", ".fi", ".TP", ".B "]))
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/groff") else { return }
        let folder = try ScratchProject()
        try folder.write(page, to: "forecast.1")
        let check = try BuiltProgram.run(
            ["-man", "-Tascii", "-ww", "-z", "forecast.1"], in: folder.root, program: "/usr/bin/groff")
        #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
    }
}
