import ForecastCore
import Synchronization
import TemporalFusion
import Testing

@Suite("a training that was cut off") struct CheckpointTests {
    @Test(
        "goes on at the next step and ends with the same bytes, wherever it was stopped",
        arguments: [1, 37, 64, 100, 163, -101, -37, -1, 0])
    func stopped(at place: Int) throws {
        let model = try Self.panel.model(Self.parameters)
        let fitted = try model.trained(on: Self.panel.known(), in: FitScope(jobs: 2))
        let (whole, parts) = (fitted.bytes, try Parts(fitted))
        // Those from 0 down are of the part that learns once more, from its end.
        let steps = place > 0 ? place : parts.first + parts.again + place - 1
        let place = MemoryCheckpoint()
        let first = Steps()
        #expect(throws: TrainingFailure.stopped) {
            try model.trained(
                on: Self.panel.known(),
                in: FitScope(
                    jobs: 1, shouldStop: { first.last == steps }, progress: { first.hear($0) },
                    checkpoint: place))
        }
        #expect(place.read() != nil)
        for jobs in [1, 2, 8] {
            let second = Steps()
            let resumed = try model.trained(
                on: Self.panel.known(),
                in: FitScope(jobs: jobs, progress: { second.hear($0) }, checkpoint: place.copy))
            #expect(second.first == steps + 1, "\(jobs) jobs")
            #expect(resumed.bytes == whole, "\(jobs) jobs")
        }
    }

    @Test("goes on from the last state that was written, when it was killed")
    func killed() throws {
        let model = try Self.panel.model(Self.parameters)
        let place = MemoryCheckpoint()
        let whole = try model.trained(on: Self.panel.known(), in: FitScope(jobs: 2, checkpoint: place))
        // As a kill between two of them leaves it: at step 100, where the validation tail was forecast once, and so on.
        let states = place.written
        let parts = try Parts(whole)
        let places =
            Array(stride(from: 100, through: parts.first, by: 100))
            + stride(from: parts.first + 100, through: parts.first + parts.again, by: 100)
        #expect(states.count == places.count && parts.again > 100)
        for (place, state) in zip(places, states) {
            let steps = Steps()
            let resumed = try model.trained(
                on: Self.panel.known(),
                in: FitScope(jobs: 2, progress: { steps.hear($0) }, checkpoint: MemoryCheckpoint(state)))
            #expect(resumed.bytes == whole.bytes)
            #expect(steps.first == (place < parts.first + parts.again ? place + 1 : nil))
        }
    }

    @Test("begins anew, with a word, where its state is damaged, cut short or of another training")
    func damaged() throws {
        var parameters = Self.parameters
        parameters.length = .steps(30)
        let whole = try Self.panel.fitted(parameters).bytes
        let model = try Self.panel.model(parameters)
        let state = try Self.state(parameters, after: 20)
        var changed = state
        changed[state.count / 2] ^= 1
        parameters.length = .steps(31)
        let other = try Self.state(parameters, after: 20)
        for bytes in [changed, Array(state.dropLast(9)), [], Array("weights".utf8), other] {
            let (steps, words, place) = (Steps(), Steps(), MemoryCheckpoint(bytes))
            let fitted = try model.trained(
                on: Self.panel.known(),
                in: FitScope(
                    jobs: 1, progress: { steps.hear($0) },
                    warn: { words.hear(.init(step: 0, of: 0, words: $0)) },
                    checkpoint: place))
            #expect(steps.first == 1)
            #expect(fitted.bytes == whole)
            #expect(words.words.count == 1 && words.words[0].contains("begins anew"), "\(words.words)")
        }
        // Sound, it is silent.
        let words = Steps()
        let resumed = try model.trained(
            on: Self.panel.known(),
            in: FitScope(
                jobs: 1, warn: { words.hear(.init(step: 0, of: 0, words: $0)) },
                checkpoint: MemoryCheckpoint(state)))
        #expect(resumed.bytes == whole && words.words.isEmpty)
    }

    @Test("tells after each step which it was, of how many, and how it goes")
    func progress() throws {
        let steps = Steps()
        _ = try Self.panel.model().trained(
            on: Self.panel.known(), in: FitScope(jobs: 1, progress: { steps.hear($0) }))
        #expect(steps.all.map(\.step) == Array(1...40) && steps.all.allSatisfy { $0.steps == 40 })
        // 40 steps of 32 of the 4 x 45 windows.
        #expect(steps.words.last?.hasPrefix("epoch 7.1, loss 0.") == true, "\(steps.words.last ?? "")")
        // A warm-up of 4 steps to 0.01.
        #expect(steps.words[0].hasSuffix("rate 0.00250") && steps.words[3].hasSuffix("rate 0.01000"))
    }

    @Test("goes on at the border of its two parts, and says in which it is")
    func border() throws {
        let model = try Self.panel.model(Self.parameters)
        let all = Steps()
        let whole = try model.trained(
            on: Self.panel.known(), in: FitScope(jobs: 2, progress: { all.hear($0) }))
        let parts = try Parts(whole)
        #expect(all.all.map(\.step) == Array(1...parts.first + parts.again))
        #expect(all.all.allSatisfy { $0.step <= $0.steps })
        for (index, words) in all.words.enumerated() {
            #expect(words.hasPrefix("once more, epoch ") == (index >= parts.first), "\(index): \(words)")
        }
        for steps in [parts.first, parts.first + 1] {
            let state = try Self.state(Self.parameters, after: steps)
            let resumed = try model.trained(
                on: Self.panel.known(), in: FitScope(jobs: 1, checkpoint: MemoryCheckpoint(state)))
            #expect(resumed.bytes == whole.bytes)
        }
    }

    /// Steps of a training with a validation tail, and of learning once more.
    private struct Parts {
        let first: Int
        let again: Int

        init(_ fitted: FittedTransformer) throws {
            let marks = try #require(fitted.course?.marks)
            first = try #require(marks.last { $0.validation != nil }?.step)
            again = try #require(marks.last?.step) - first
        }
    }

    private static let panel = SmallPanel.seasons

    private static var parameters: NetworkParameters {
        var parameters = SmallPanel.small
        parameters.length = .automatic
        return parameters
    }

    private static func state(_ parameters: NetworkParameters, after count: Int) throws -> [UInt8] {
        let (steps, place) = (Steps(), MemoryCheckpoint())
        _ = try? panel.model(parameters).trained(
            on: panel.known(),
            in: FitScope(
                jobs: 1, shouldStop: { steps.last == count }, progress: { steps.hear($0) }, checkpoint: place)
        )
        return try #require(place.read())
    }
}

/// Remembers what a fit told.
private final class Steps: Sendable {
    private let heard = Mutex<[FitProgress]>([])

    func hear(_ progress: FitProgress) { heard.withLock { $0.append(progress) } }
    var all: [FitProgress] { heard.withLock { $0 } }
    var words: [String] { all.map(\.words) }
    var first: Int? { all.first?.step }
    var last: Int? { all.last?.step }
}

private final class MemoryCheckpoint: FitCheckpoint {
    private let bytes: Mutex<[UInt8]?>
    private let all = Mutex<[[UInt8]]>([])

    init(_ bytes: [UInt8]? = nil) { self.bytes = Mutex(bytes) }

    var written: [[UInt8]] { all.withLock { $0 } }
    var copy: MemoryCheckpoint { MemoryCheckpoint(read()) }
    func read() -> [UInt8]? { bytes.withLock { $0 } }
    func remove() { bytes.withLock { $0 = nil } }

    func write(_ new: [UInt8]) {
        bytes.withLock { $0 = new }
        all.withLock { $0.append(new) }
    }
}
