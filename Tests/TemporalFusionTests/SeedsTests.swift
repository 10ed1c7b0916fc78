import ForecastCore
import Synchronization
import TemporalFusion
import Testing

@Suite("networks of several seeds") struct SeedsTests {
    private static let panel = SmallPanel.seasons

    private static func parameters(_ seeds: Int) -> NetworkParameters {
        var parameters = SmallPanel.small
        parameters.seeds = seeds
        return parameters
    }

    @Test("the first is the one alone, the others are others, and the forecast is their mean")
    func mean() throws {
        let alone = try SafeTensors(bytes: Self.panel.fitted(Self.parameters(1)).bytes)
        let three = try SafeTensors(bytes: Self.panel.fitted(Self.parameters(3)).bytes)
        #expect(three.tensors.count == 1 + 3 * (alone.tensors.count - 1))
        for tensor in alone.tensors { #expect(three.tensor(tensor.name)?.values == tensor.values) }
        // Each seed as a network of its own, uncorrected; means and medians of the three.
        func forecast(_ file: SafeTensors) throws -> [Double] {
            var words = file.metadata
            words["mean_factor"] = "1"
            return try Self.panel.model(Self.parameters(1))
                .restored(from: SafeTensors(file.tensors, metadata: words).bytes)
                .forecast(Self.panel.known(), jobs: 2)
        }
        let names = alone.tensors.map(\.name)
        let single = try (1...3).map { seed in
            let tensors = names.compactMap { name -> SafeTensors.Tensor? in
                let own = name.hasPrefix("inputs.") || seed == 1 ? name : "seed.\(seed).\(name)"
                return three.tensor(own).map { .init(name, shape: $0.shape, $0.values) }
            }
            var words = three.metadata
            words["seeds"] = "1"
            return try forecast(SafeTensors(tensors, metadata: words))
        }
        #expect(single[0] != single[1] && single[1] != single[2] && single[0] != single[2])
        for (index, mean) in try forecast(three).enumerated() {
            let expected = (single[0][index] + single[1][index] + single[2][index]) / 3
            // Sums of Double.
            #expect((mean - expected).magnitude <= 1e-12 * max(1, expected.magnitude))
        }
    }

    @Test("have the same bytes for 1, 2 and 8 jobs, read back, and cut off in any of them")
    func sameBytes() throws {
        let model = try Self.panel.model(Self.parameters(2))
        let whole = try Self.panel.fitted(Self.parameters(2)).bytes
        for jobs in [2, 8] { #expect(try Self.panel.fitted(Self.parameters(2), jobs: jobs).bytes == whole) }
        #expect(try model.restored(from: whole).bytes == whole)
        for count in [7, 40, 41, 66] {
            let state = Mutex<[UInt8]?>(nil)
            let heard = Mutex(0)
            let place = Place(writing: { bytes in state.withLock { $0 = bytes } }, reading: { nil })
            _ = try? model.trained(
                on: Self.panel.known(),
                in: FitScope(
                    jobs: 1, shouldStop: { heard.withLock { $0 } == count },
                    progress: { progress in
                        #expect(progress.steps == 80)
                        heard.withLock { $0 = progress.step }
                    }, checkpoint: place))
            let bytes = try #require(state.withLock { $0 })
            let first = Mutex<Int?>(nil)
            let resumed = try model.trained(
                on: Self.panel.known(),
                in: FitScope(
                    jobs: 2, progress: { progress in first.withLock { $0 = $0 ?? progress.step } },
                    checkpoint: Place(writing: { _ in }, reading: { bytes })))
            #expect(resumed.bytes == whole, "\(count)")
            #expect(first.withLock { $0 } == count + 1)
        }
    }

    private struct Place: FitCheckpoint {
        let writing: @Sendable ([UInt8]) -> Void
        let reading: @Sendable () -> [UInt8]?

        func write(_ bytes: [UInt8]) { writing(bytes) }
        func read() -> [UInt8]? { reading() }
        func remove() {}
    }
}
