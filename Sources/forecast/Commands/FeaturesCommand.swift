internal import ArgumentParser
internal import Commands
internal import ExperimentRunner

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Show the features of a spec, or export what a model trains on.",
        discussion: """
            docs/features.md says what every feature means.

            EXAMPLES
              forecast features show experiments/trees.yaml --series sku-0001
              forecast features export experiments/trees.yaml --model lgbm --output /tmp/lgbm
            """,
        subcommands: [Show.self, Export.self])

    /// Which moment of which target.
    struct CutoffOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The last period that is known (default: the last window's cutoff).", valueName: "period"))
        var cutoff: String?

        @Option(help: ArgumentHelp("What is forecast (default: the spec's first target).", valueName: "name"))
        var target: String?
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the features of one series as they are known at a cutoff.",
            discussion: """
                Features are rows, periods columns: first training rows with the value that is learned, then the rows \
                to forecast. `origin` is known when the origin ends, `ahead` for the period to forecast, `static` \
                always. Values are unscaled; - is a missing one.

                EXAMPLES
                  forecast features show experiments/trees.yaml --series sku-0001
                  forecast features show experiments/trees.yaml --series sku-0001 --cutoff 2023-10-02 --rows 4
                  forecast features show experiments/trees.yaml --series sku-0001 --all --csv > sku.csv
                """)

        @OptionGroup var spec: SpecOptions

        @Option(help: ArgumentHelp("The series to show.", valueName: "id"))
        var series: String

        @OptionGroup var moment: CutoffOptions

        @Option(
            help: ArgumentHelp(
                "The feature set; may be left out where the spec has one.", valueName: "name"))
        var features: String?

        @Option(help: ArgumentHelp("How many of the last training rows.", valueName: "n"))
        var rows = 8

        @Flag(help: "Every training row.")
        var all = false

        @Option(
            help: ArgumentHelp(
                "How many steps ahead of their origin training rows are (default: the first one scored).",
                valueName: "n"))
        var step: Int?

        @Flag(help: "Print CSV, one line per row.")
        var csv = false

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            if rows < 0 { throw ValidationError("--rows takes a number from 0, not \(rows)") }
            if csv, json { throw ValidationError("--csv and --json exclude each other") }
        }

        func run() throws {
            let experiment = try spec.prepare()
            ErrorReport.print(experiment.warnings)
            var query = FeatureSheet.Query(series: series)
            query.cutoff = moment.cutoff
            query.target = moment.target
            query.features = features
            query.step = step
            query.rows = all ? nil : rows
            let sheet = try FeatureSheet(experiment, query)
            if csv {
                Terminal.write(sheet.csv(), to: 1)
            } else if json {
                Terminal.write(sheet.json(), to: 1)
            } else {
                Terminal.output(sheet.text(width: Terminal.width))
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write what a model trains on at a cutoff, and what it learned.",
            discussion: """
                Trains the model as a run does and writes its matrix, labels and weights as .npy files, its parameters \
                as training.json, and its boosters as LightGBM text. docs/lightgbm.md shows how to train the same \
                boosters with Python from it. Of a model of kind tft it writes the network and what that reads and says at \
                the cutoff as .safetensors files, from which docs/tft_pytorch.py makes the same forecasts.

                EXAMPLES
                  forecast features export experiments/trees.yaml --model lgbm --output /tmp/lgbm
                  forecast features export experiments/trees.yaml --model lgbm --cutoff 2023-10-02 \
                --output /tmp/lgbm
                """)

        @OptionGroup var spec: SpecOptions

        @Option(help: ArgumentHelp("The model: one of kind lightgbm or tft.", valueName: "name"))
        var model: String

        @OptionGroup var moment: CutoffOptions

        @Option(help: ArgumentHelp("The folder to write to; made where absent.", valueName: "folder"))
        var output: String

        @OptionGroup var threads: ThreadOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            let experiment = try spec.prepare()
            ErrorReport.print(experiment.warnings)
            InterruptSignal.catchOnce()
            if let network = try NetworkExport(
                experiment, model: model, target: moment.target, cutoff: moment.cutoff)
            {
                try format.print(
                    ExecutionOptions.watched(jobs: threads.count, isQuiet: false) { options in
                        try network.write(
                            to: output, jobs: options.jobs, interruption: options.interruption,
                            progress: options.progress)
                    })
                return
            }
            let export = try TrainingExport(
                experiment, model: model, target: moment.target, cutoff: moment.cutoff)
            try format.print(
                export.write(to: output, jobs: threads.count, interruption: InterruptSignal.interruption))
        }
    }
}
