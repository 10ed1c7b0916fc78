package import ForecastCore

/// A piece of the forecasting of a run, as a value: whoever has the spec, the data and the program that it names can
/// perform it, in this process or another, and puts the same bits under the same keys.
package struct ForecastTask: Hashable, Sendable {
    package enum Step: String, Sendable {
        /// Local models on some series.
        case local = "forecast.local"
        /// One global model on all series: fitted where the backtest says so.
        case global = "forecast.global"
        /// The fit of one global model in one window, on all series: what predictions are made by.
        case training = "forecast.train"
        /// What a global model that was fitted by another task says of some series.
        case prediction = "forecast.predict"
    }

    package let step: Step
    /// The program that it is for, see `CodeVersion.worker`.
    package let code: String
    /// The SHA-256 of the resolved spec as YAML.
    package let spec: Digest
    /// Of the snapshot that the spec's data set is pinned to.
    package let data: Digest
    package let target: String
    /// By their names in the spec.
    package let models: [String]
    /// Rows of the panel that the spec leaves, whole chunks of `ForecastStage.chunkSize`.
    package let series: Range<Int>
    /// How many windows the backtest has; a task goes through all of them, and through the earlier ones that a combination
    /// of its models learns from.
    package let windows: Int
    /// The windows that a training or a prediction is for, by their places among all in which its model forecasts, in order;
    /// empty for other steps.
    package let rounds: [Int]
    /// What it needs at most.
    /// **Units** MB of 10^6 bytes.
    package let memory: Int

    /// A file that a worker finds in a shared store.
    package struct Input: Hashable, Sendable, Codable {
        /// What it is to the task: `project` or `panel`; to a prediction also `fit` and `classes`.
        package let name: String
        /// In hexadecimal.
        package let sha256: String
        /// **Units** bytes.
        package let size: Int

        package init(name: String, sha256: Digest, size: Int) {
            self.name = name
            self.sha256 = sha256.hex
            self.size = size
        }
    }

    /// What a prediction calls the models that it forecasts by, each as `ReusableFit.stored` writes it.
    package static let fitInput = "fit"
    /// What it calls that which it has to know of its series and follows from all others.
    package static let classesInput = "classes"

    /// What stands in the place of the project's folder; empty for a worker that has that folder.
    package private(set) var inputs: [Input] = []

    package init(
        _ step: Step, code: String, spec: Digest, data: Digest, target: String, models: [String],
        series: Range<Int>, windows: Int, rounds: [Int] = [], memory: Int, inputs: [Input] = []
    ) {
        self.step = step
        self.code = code
        self.spec = spec
        self.data = data
        self.target = target
        self.models = models
        self.series = series
        self.windows = windows
        self.rounds = rounds
        self.memory = memory
        self.inputs = inputs
    }

    /// The same piece of work for a worker that has nothing but a shared store.
    package func reading(_ inputs: [Input]) -> ForecastTask {
        var copy = self
        copy.inputs = inputs
        return copy
    }

    /// A part of a global model's task.
    func piece(_ step: Step, of series: Range<Int>, rounds: [Int]) -> ForecastTask {
        ForecastTask(
            step, code: code, spec: spec, data: data, target: target, models: models, series: series,
            windows: windows, rounds: rounds, memory: memory)
    }

    /// The same piece of work on a panel that begins with the series `first`.
    func onPanel(from first: Int) -> ForecastTask {
        ForecastTask(
            step, code: code, spec: spec, data: data, target: target, models: models,
            series: series.lowerBound - first..<series.upperBound - first, windows: windows, rounds: rounds,
            memory: memory, inputs: inputs)
    }
}
