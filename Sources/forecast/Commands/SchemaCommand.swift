internal import ArgumentParser
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastTasks

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of specs, for editors.",
        discussion: """
            With it an editor completes keys and underlines mistakes while one writes. Specs name it in their first \
            line; experiments/schema/ holds it for the models of this version.

            EXAMPLES
              forecast schema > experiments/schema/experiment.schema.json
              forecast schema --markdown
            """)

    @Flag(help: "Print a page to read instead: every key, its values, default and meaning.")
    var markdown = false

    func run() {
        let kinds = ModelCatalogue.standard.kinds
        Terminal.write(
            markdown ? SpecReference.markdown(modelKinds: kinds) : SpecSchema.json(modelKinds: kinds), to: 1)
    }
}
