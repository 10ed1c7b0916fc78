import Foundation
import LinearAlgebra
import TemporalFusion
import Testing

/// Beside ten steps of the same training in PyTorch: `Tests/GoldenSources/temporal_fusion_training.py`.
@Suite("training beside PyTorch") struct TrainingGoldenTests {
    /// Batches of two slices; the rate rises over four steps, then falls.
    private static let parameters = NetworkParameters(
        hidden: 8, heads: 2, encoder: 10, dropout: 0, batch: 32, length: .steps(40), rate: 0.01,
        weightDecay: 0.1, weighsByScale: true)
    private static let steps = 10
    private static let longest = 0.4

    /// Series of several sizes with gaps, a late beginner, a jump, spikes, a price and a category known ahead.
    private static let panel: SmallPanel = {
        // Drawn so that no derivative is nearly 0: AdamW divides it by its own size, and Float and Double would go apart.
        var source = GoldenTests.Uniforms(state: 17)
        let periods = 40
        let series = [200.0, 40, 10, 90, 3].enumerated().map { series, level in
            (0..<periods).map { period in
                let draw = (source.next(), source.next(), source.next())
                guard period >= (series == 3 ? 25 : 0), draw.0 > (series == 1 ? 0.15 : 0) else {
                    return Double.nan
                }
                let growth = Double(period >= 26 && series != 2 ? 8 : 1)
                return (level * growth * (0.4 + 1.2 * draw.1) * (draw.2 > 0.95 ? 6 : 1)).rounded()
            }
        }
        func known(_ value: (Int) -> Double) -> [[Double]] {
            series.indices.map { series in (0..<periods + 3).map { _ in value(series) } }
        }
        return SmallPanel(
            training: periods, horizon: 3, series: series,
            price: known { Double($0 + 1) * (source.next() > 0.8 ? 0.7 : 1) },
            words: known { _ in (source.next() * 3).rounded(.down) }, levels: [0.1, 0.5, 0.9])
    }()

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Golden/TemporalFusion")

    /// Ten steps move a weight by 0.08 at most. Float is off by 5e-5 where a derivative is nearly 0, since AdamW divides it
    /// by its own size.
    private static let tolerance = 1e-4

    @Test(
        "ten steps give the same losses and weights to 1e-4, gradients shortened and not"
    )
    func tenSteps() throws {
        let check = try #require(
            try TrainingCheck(
                Self.panel.model(Self.parameters), on: Self.panel.known(), longestGradient: Self.longest))
        try Self.expectSameExamples(check.examples(steps: Self.steps))
        let golden = try Golden(check)
        #expect(golden.gradients.contains { $0 > 1.5 * Self.longest })
        #expect(golden.gradients.contains { $0 < 0.9 * Self.longest })
        for step in 0..<Self.steps {
            let loss = try check.advance()
            #expect(abs(loss / golden.losses[step] - 1) <= Self.tolerance, "step \(step + 1)")
            let some = golden.places.indices.map { golden.some[step * golden.places.count + $0] }
            Self.expectNear(check.weights, at: golden.places, some, check.table, "step \(step + 1)")
        }
        Self.expectNear(
            check.weights, at: Array(check.weights.indices), golden.all, check.table, "after all steps")
        Self.expectNear(check.average, at: golden.places, golden.average, check.table, "average")
    }

    /// What PyTorch made of the same examples.
    private struct Golden {
        /// Of every step; the length of the gradient is that before it is shortened.
        let losses, gradients: [Double]
        /// Some places among the weights, and what stands there after every step.
        let places: [Int]
        let some, average, all: [Double]

        init(_ check: TrainingCheck) throws {
            let url = folder.appendingPathComponent("training.safetensors")
            let file = try SafeTensors(bytes: [UInt8](Data(contentsOf: url)))
            func numbers(_ name: String, _ count: Int? = nil) throws -> [Double] {
                let numbers: [Double] =
                    switch try #require(file.tensor(name)).values {
                    case .double(let values): values
                    case .float(let values): values.map(Double.init)
                    }
                try #require(count == nil || numbers.count == count, "\(name)")
                return numbers
            }
            losses = try numbers("losses", steps)
            gradients = try numbers("gradients", steps)
            places = try numbers("places").map { Int($0) }
            some = try numbers("some", steps * places.count)
            average = try numbers("average", places.count)
            all = try numbers("all", check.table.count)
        }
    }

    private static func expectNear(
        _ weights: [Float], at places: [Int], _ golden: [Double], _ table: ParameterTable, _ what: String
    ) {
        let apart = zip(places, golden).map { abs(Double(weights[$0]) - $1) / max(1, abs($1)) }
        guard let worst = apart.indices.max(by: { apart[$0] < apart[$1] }) else { return }
        let name = table.entries.last { $0.offset <= places[worst] }?.name ?? ""
        #expect(apart.allSatisfy { $0 <= tolerance }, "\(what): \(name) is apart by \(apart[worst])")
    }

    /// The dump is of these very examples and first weights.
    private static func expectSameExamples(_ examples: SafeTensors) throws {
        let file = folder.appendingPathComponent("training_inputs.safetensors")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(examples.bytes).write(to: file)
            Issue.record(
                "recorded \(file.lastPathComponent); run Tests/GoldenSources/temporal_fusion_training.py")
        }
        #expect(try Data(contentsOf: file) == Data(examples.bytes), "RECORD_GOLDEN=1 records other examples")
    }
}
