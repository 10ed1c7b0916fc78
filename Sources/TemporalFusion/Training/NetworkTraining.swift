internal import DemandFeatures
internal import Dispatch
internal import ForecastCore
internal import LinearAlgebra
internal import NetworkKernels
internal import NetworkTape
internal import NumericKernels

/// Trains a network on windows of a panel.
///
/// A batch is cut into slices of `sliceSamples` whatever the number of threads; each has its own memory and gradient, and
/// gradients are added in the order of the slices. So threads change no bit.
final class NetworkTraining {
    static let sliceSamples = 16

    let network: Network
    let inputs: SequenceInputs
    private(set) var plan: TrainingPlan
    let loss: ForecastLoss
    /// `[series]`: what an error of a series counts.
    let weights: [Float]
    /// Whether it began with weights that were trained before.
    let isWarm: Bool
    /// Examples of an epoch.
    private(set) var windowCount: Int
    /// Of the part that learns once more; 0 in the one before.
    private(set) var stepsAgain = 0
    /// Of both parts, at most.
    let mostSteps: Int
    /// What the part that learns once more learns from.
    private let allWindows: [SequenceWindow]
    private let random: RandomPath
    private let writer: SampleWriter
    let slices: [Slice<Float>]
    private(set) var parameters: [Float]
    private var gradient: [Float]
    private var optimiser: AdamW
    private var order: WindowOrder
    private var dropoutKey: SIMD2<UInt32>
    private(set) var lastLoss = 0.0
    /// That the last step was taken at.
    private(set) var lastRate = 0.0

    init(
        shape: NetworkShape, inputs: SequenceInputs, windows: TrainingWindows, weights: [Float],
        loss: ForecastLoss, plan: TrainingPlan, random: RandomPath, library: OpenBLAS,
        start: ((ParameterTable) -> [Float]?)? = nil
    ) {
        network = NetworkBuilder.build(shape, samples: Self.sliceSamples)
        self.inputs = inputs
        self.weights = weights
        self.loss = loss
        self.plan = plan
        windowCount = windows.training.count
        identity =
            "\(network.table.count) weights, \(plan.steps) steps of \(plan.batch) out of \(windowCount) windows"
        mostSteps = plan.steps + (windows.all.isEmpty ? 0 : TrainingLength.stepsAgain(after: plan.steps))
        allWindows = windows.all
        self.random = random
        writer = SampleWriter(network: network, inputs: inputs)
        let (tape, count) = (network.tape, network.table.count)
        slices = (0..<(plan.batch + Self.sliceSamples - 1) / Self.sliceSamples).map { _ in
            Slice(tape: tape, parameterCount: count, library: library)
        }
        let given = start?(network.table)
        isWarm = given != nil
        parameters =
            given
            ?? network.table.start(random.appending("weights"), levels: loss.levels, link: loss.link)
        gradient = Array(repeating: 0, count: count)
        optimiser = AdamW(parameters, weightDecay: Float(plan.weightDecay))
        order = WindowOrder(windows.training, random: random.appending("windows"))
        dropoutKey = Self.dropoutKey(random)
    }

    private static func dropoutKey(_ random: RandomPath) -> SIMD2<UInt32> {
        var stream = random.appending("dropout").stream
        return SIMD2(stream.nextWord(), stream.nextWord())
    }

    /// The weights that forecasts may be made with: the average over the last steps.
    var average: [Float] { optimiser.average }
    var step: Int { optimiser.step }

    /// Million multiplications of weights, forward and back: the same on every machine.
    func work(steps: Int) -> Double {
        let rows = Double(network.shape.steps * plan.batch)
        return 3 * rows * Double(network.table.count) * Double(steps) / 1e6
    }

    /// Takes one step.
    /// - Throws: `.notANumber` when the loss is none: the weights are then as they were before.
    func advance(jobs: Int) throws(TrainingFailure) {
        let windows = order.next(plan.batch)
        let losses = measure(windows, jobs: jobs)
        let total = losses.reduce(0, +)
        guard total.isFinite else { throw TrainingFailure.notANumber(step: step + 1) }
        addGradients()
        shorten()
        lastRate = rate
        optimiser.update(&parameters, gradient, rate: Float(lastRate))
        lastLoss = total
    }

    /// Rises over the warm-up, then falls to 0 along half a cosine (Loshchilov & Hutter 2017).
    private var rate: Double {
        let next = Double(step + 1)
        if step < plan.warmUp { return plan.rate * next / Double(plan.warmUp) }
        let share = (next - Double(plan.warmUp)) / Double(max(1, plan.steps - plan.warmUp))
        return plan.rate * 0.5 * (1 + PortableMath.cos(.pi * min(1, share)))
    }

    /// Goes over to learning once more: from `weights`, in so many steps, from every window that there is.
    func learnAgain(from weights: [Float], steps: Int) {
        let random = random.appending("again")
        stepsAgain = steps
        plan = plan.again(steps: steps)
        parameters = weights
        optimiser = AdamW(weights, weightDecay: optimiser.weightDecay)
        windowCount = allWindows.count
        order = WindowOrder(allWindows, random: random.appending("windows"))
        dropoutKey = Self.dropoutKey(random)
    }

    // MARK: - Going on

    /// What a state must agree with, besides all that the key says under which it is kept.
    private let identity: String

    func bytes(of run: TrainingRun.State, after finished: [TrainingRun.Finished]) -> [UInt8] {
        TrainingState(
            optimiser: optimiser, parameters: parameters, stepsAgain: stepsAgain, run: run, finished: finished
        ).bytes(of: identity)
    }

    /// What `bytes` made of this training, or of another seed's.
    func state(from bytes: [UInt8]) throws(SafeTensorsError) -> TrainingState {
        try TrainingState(
            bytes, of: identity, weightCount: parameters.count, weightDecay: optimiser.weightDecay)
    }

    /// Takes up a training of this seed before the first step.
    func goOn(from state: TrainingState) {
        if state.stepsAgain > 0 { learnAgain(from: state.parameters, steps: state.stepsAgain) }
        parameters = state.parameters
        optimiser = state.optimiser
        _ = order.next(step * plan.batch)
    }

    private func measure(_ windows: [SequenceWindow], jobs: Int) -> [Double] {
        parameters.withUnsafeBufferPointer { parameters in
            nonisolated(unsafe) let parameters = parameters.baseAddress
            return inSlices(count: slices.count, jobs: jobs) { training, index in
                guard let parameters else { return 0 }
                let slice = training.slices[index]
                let examples = training.examples(windows, from: index * Self.sliceSamples, to: slice)
                slice.dropout = training.dropout(slice: index)
                slice.forward(parameters)
                let total = training.loss.measure(
                    slice.output, gradient: slice.outputGradient, targets: examples.targets,
                    weights: examples.weights, share: training.share)
                slice.backward(parameters)
                return total
            }
        }
    }

    /// The loss of `windows` by other weights, per step as that of a batch is; nothing is learned from them.
    func loss(of windows: [SequenceWindow], by parameters: [Float], jobs: Int) -> Double {
        let sums = forward(windows, by: parameters, jobs: jobs) { training, slice, examples, _ in
            training.loss.measure(
                slice.output, gradient: slice.outputGradient, targets: examples.targets,
                weights: examples.weights, share: 1)
        }
        return sums.reduce(0, +) / Double(max(1, windows.count * network.shape.decoderSteps))
    }

    /// What is forecast for `windows` by other weights than those in training.
    func forecasts(of windows: [SequenceWindow], by parameters: [Float], jobs: Int) -> ExampleForecasts {
        let size = Self.sliceSamples
        let outputs = network.shape.outputs
        let parts = forward(windows, by: parameters, jobs: jobs) { training, slice, examples, block in
            var part = ExampleForecasts(width: outputs)
            for (row, target) in examples.targets.enumerated() where !target.isNaN {
                let window = windows[block * size + row % size]
                // In units of the scale at the cutoff, by which forecasts are multiplied.
                let share = training.inputs.scaleShare(of: window)
                let said = (0..<outputs).map {
                    share * training.loss.link.forecast(Double(slice.output[row * outputs + $0])).value
                }
                part.append(
                    series: window.series, target: Float(share) * target, output: said[...])
            }
            return part
        }
        return parts.reduce(into: ExampleForecasts(width: outputs)) { $0.append($1) }
    }

    /// `measure` of every block of windows after a forward pass without dropout, in the order of the blocks.
    private func forward<Output: Sendable>(
        _ windows: [SequenceWindow], by parameters: [Float], jobs: Int,
        _ measure: @Sendable (NetworkTraining, Slice<Float>, Examples, _ block: Int) -> Output
    ) -> [Output] {
        let blocks = (windows.count + Self.sliceSamples - 1) / Self.sliceSamples
        let count = min(blocks, slices.count)
        let bySlice = parameters.withUnsafeBufferPointer { parameters in
            nonisolated(unsafe) let parameters = parameters.baseAddress
            // A slice does every block whose number has its own as remainder, so that no two threads share one.
            return inSlices(count: count, jobs: jobs) { training, index -> [Output] in
                guard let parameters else { return [] }
                let slice = training.slices[index]
                slice.dropout = nil
                return stride(from: index, to: blocks, by: count).map { block in
                    let examples = training.examples(windows, from: block * Self.sliceSamples, to: slice)
                    slice.forward(parameters)
                    return measure(training, slice, examples, block)
                }
            }
        }
        return (0..<blocks).map { bySlice[$0 % count][$0 / count] }
    }

    /// What `work` returns for each slice, in the order of the slices.
    private func inSlices<Output: Sendable>(
        count: Int, jobs: Int, _ work: @Sendable (NetworkTraining, Int) -> Output
    ) -> [Output] {
        let shared = SharedTraining(training: self)
        let threads = max(1, min(jobs, count))
        return [Output](unsafeUninitializedCapacity: count) { buffer, initialised in
            initialised = count
            nonisolated(unsafe) let outputs = buffer
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                for slice in stride(from: thread, to: count, by: threads) {
                    outputs.initializeElement(at: slice, to: work(shared.training, slice))
                }
            }
        }
    }

    /// One over the number of steps of a whole batch.
    private var share: Float { 1 / Float(plan.batch * network.shape.decoderSteps) }

    /// The windows of the next `steps` steps, which are not taken.
    func batches(_ steps: Int) -> [[SequenceWindow]] {
        var order = order
        return (0..<steps).map { _ in order.next(plan.batch) }
    }

    private func dropout(slice: Int) -> Dropout? {
        guard network.shape.dropout > 0 else { return nil }
        return Dropout(
            key: dropoutKey, step: UInt32(truncatingIfNeeded: step), slice: UInt32(slice),
            threshold: UInt8(min(255, (network.shape.dropout * 256).rounded())))
    }

    /// Writes the inputs of windows from `first` on into a slice; what they are to give comes back.
    ///
    /// **Shape** targets `[step, sample]`, weights `[sample]`. Where windows end, the last one fills what is left of the
    /// slice and does not count.
    func examples(
        _ windows: [SequenceWindow], from first: Int, to slice: Slice<Float>
    ) -> Examples {
        let size = Self.sliceSamples
        let decoder = network.shape.decoderSteps
        var targets = [Float](repeating: .nan, count: decoder * size)
        var weights = [Float](repeating: 0, count: size)
        for sample in 0..<size {
            let place = first + sample
            let window = windows[min(place, windows.count - 1)]
            writer.write(window, as: sample, to: slice)
            guard place < windows.count else { continue }
            weights[sample] = self.weights[Int(window.series)]
            let row = Int(window.series) * inputs.periods + Int(window.origin) + 1
            let scale = Float(
                inputs.originScales.scale(ofSeries: Int(window.series), at: Int(window.origin)))
            for step in 0..<decoder { targets[step * size + sample] = inputs.targets[row + step] / scale }
        }
        return Examples(targets: targets, weights: weights)
    }

    private func addGradients() {
        gradient.withUnsafeMutableBufferPointer { sum in
            for (index, slice) in slices.enumerated() {
                for place in sum.indices {
                    sum[place] =
                        index == 0
                        ? slice.parameterGradients[place] : sum[place] + slice.parameterGradients[place]
                }
            }
        }
    }

    /// Pascanu et al. 2013: a gradient longer than the limit is shortened to it.
    private func shorten() {
        var squares = 0.0
        for value in gradient { squares += Double(value) * Double(value) }
        let length = squares.squareRoot()
        guard length > plan.longestGradient else { return }
        let factor = Float(plan.longestGradient / length)
        for index in gradient.indices { gradient[index] *= factor }
    }
}

/// What the threads of a step share.
///
/// A thread reads the training's immutable parts, and writes to its own slices alone.
private struct SharedTraining: @unchecked Sendable {
    let training: NetworkTraining
}
