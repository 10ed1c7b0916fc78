internal import ForecastCore
internal import NetworkTape

/// All that a training needs to go on where it was, bit for bit. What follows from the number of steps alone, such as
/// the rate, the order of the windows and the dropout, is no part of it.
struct TrainingState: Equatable, Sendable {
    var optimiser: AdamW
    var parameters: [Float]
    /// Of the part that learns once more; 0 in the one before.
    var stepsAgain = 0
    var run: TrainingRun.State
    /// The seeds before.
    var finished: [TrainingRun.Finished] = []
}

extension TrainingState {
    private static let format = "forecast-engine training 3"

    /// As a safetensors file with a digest.
    /// - Parameter plan: in words; a state of another plan is refused.
    func bytes(of plan: String) -> [UInt8] {
        func tensor(_ name: String, _ values: [Float]) -> SafeTensors.Tensor {
            SafeTensors.Tensor(name, shape: [values.count], .float(values))
        }
        let best = run.best.map { [tensor("best", $0.weights)] } ?? []
        let before = finished.enumerated().flatMap { seed, finished in
            [tensor("finished.\(seed)", finished.weights), tensor("finished.\(seed).blind", finished.blind)]
        }
        let words = finished.enumerated().flatMap { seed, finished in
            [
                ("finished.\(seed).steps", "\(finished.steps)"),
                ("finished.\(seed).loss", NetworkWords.lines(of: finished.curve)),
            ]
        }
        return SafeTensors(
            [
                tensor("parameters", parameters), tensor("first", optimiser.first),
                tensor("second", optimiser.second), tensor("average", optimiser.average),
            ] + best + before,
            metadata: [
                "format": Self.format, "plan": plan, "step": "\(optimiser.step)",
                "steps_again": "\(stepsAgain)", "steps_before": "\(run.stepsBefore)",
                "sum": "\(run.sum)", "count": "\(run.count)", "since_best": "\(run.sinceBest)",
                "best_loss": run.best.map { "\($0.loss)" } ?? "",
                "best_step": run.best.map { "\($0.step)" } ?? "", "loss": NetworkWords.lines(of: run.curve),
                "finished": "\(finished.count)",
            ].merging(words) { $1 }
        ).bytes
    }

    /// - Throws: `SafeTensorsError` for anything but what `bytes(of:)` made of this plan.
    init(_ bytes: [UInt8], of plan: String, weightCount: Int, weightDecay: Float) throws(SafeTensorsError) {
        let file = try SafeTensors(bytes: bytes, needsDigest: true)
        let words = NetworkWords(file.metadata)
        guard try words.text("format") == Self.format, try words.text("plan") == plan else {
            throw SafeTensorsError(.mismatched, "they are of another training")
        }
        func values(_ name: String) throws(SafeTensorsError) -> [Float] {
            guard case .float(let values)? = file.tensor(name)?.values, values.count == weightCount else {
                throw SafeTensorsError(.mismatched, "no '\(name)' of \(weightCount) numbers")
            }
            return values
        }
        parameters = try values("parameters")
        optimiser = AdamW(
            step: try words.count("step"), first: try values("first"), second: try values("second"),
            average: try values("average"), weightDecay: weightDecay)
        stepsAgain = try words.count("steps_again")
        run = TrainingRun.State(
            curve: try words.curve(), sum: try words.number("sum"), count: try words.number("count"),
            sinceBest: try words.count("since_best"), stepsBefore: try words.count("steps_before"))
        if file.tensor("best") != nil {
            run.best = .init(
                loss: try words.number("best_loss"), weights: try values("best"),
                step: try words.count("best_step"))
        }
        for seed in 0..<(try words.count("finished")) {
            finished.append(
                TrainingRun.Finished(
                    weights: try values("finished.\(seed)"), blind: try values("finished.\(seed).blind"),
                    curve: try words.curve("finished.\(seed).loss"),
                    steps: try words.count("finished.\(seed).steps")))
        }
    }
}
