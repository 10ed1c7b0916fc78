import Foundation
import Testing

@Suite("help") struct HelpTests {
    @Test("every command's help is what it was, fits 80 columns, and shows examples")
    func everyCommand() throws {
        let commands = try Self.commands(below: [])
        #expect(commands.count >= 14)
        for command in commands {
            let text = try Self.help(command)
            let name = (["help"] + command + ["txt"]).joined(separator: ".")
            try expectGolden(text, name)
            for line in text.split(separator: "\n") where !line.hasPrefix("USAGE") {
                #expect(line.count <= 80, "\(name): \(line)")
            }
            #expect(text.contains("EXAMPLES"), "\(name) shows no example")
        }
    }

    /// Scripts and pages for other programs have their own form.
    private static let withoutJSON: Set<[String]> = [["schema"], ["completion"], ["man"]]

    @Test("every command that answers something does so in JSON, too")
    func json() throws {
        for command in try Self.commands(below: []) where !Self.withoutJSON.contains(command) {
            let text = try Self.help(command)
            let isGroup = text.contains("SUBCOMMANDS:")
            #expect(isGroup || text.contains("--json"), "forecast \(command.joined(separator: " "))")
        }
    }

    @Test("the schema beside the specs is that of this version")
    func schema() throws {
        let result = try BuiltProgram.run(["schema"], in: packageRoot)
        #expect(result.status == 0)
        try expectGolden(result.output, "experiment.schema.json", in: "experiments/schema")
    }

    @Test(
        "the reference pages are those of this version",
        arguments: [("schema", "spec.md"), ("man", "commands.md")])
    func reference(command: String, page: String) throws {
        let result = try BuiltProgram.run([command, "--markdown"], in: packageRoot)
        #expect(result.status == 0)
        try expectGolden(result.output, page, in: "docs/reference")
    }

    /// `command` and all commands below it, as their helps list them.
    private static func commands(below command: [String]) throws -> [[String]] {
        let text = try help(command)
        guard let list = text.range(of: "SUBCOMMANDS:\n") else { return [command] }
        let names = text[list.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        return try [command] + names.flatMap { try commands(below: command + [$0]) }
    }

    private static func help(_ command: [String]) throws -> String {
        let result = try BuiltProgram.run(
            command + ["--help"], in: packageRoot, environment: ["COLUMNS": "80"])
        #expect(result.status == 0)
        return result.output
    }
}
