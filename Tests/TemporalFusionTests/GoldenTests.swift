import Foundation
import LinearAlgebra
import TemporalFusion
import Testing

/// Beside a network in NumPy that was written from the paper alone: `Tests/GoldenSources/temporal_fusion.py`.
@Suite("the network beside the paper's in NumPy") struct GoldenTests {
    @Test("gives the same outputs with the same weights, in Double to 1e-9 and in Float to 1e-4")
    func outputs() throws {
        let golden = try Golden.read()
        let check = NetworkCheck(golden.shape, samples: golden.samples, library: try OpenBLAS.load())
        var source = Uniforms(state: 20_261_128)
        let weights = try golden.weights(check.table, &source)
        let inputs = golden.inputs(&source)
        let exact = check.output(weights, inputs, in: .double)
        #expect(exact.count == golden.output.count)
        for (a, b) in zip(exact, golden.output) { #expect((a - b).magnitude <= 1e-9) }
        let rough = check.output(weights, inputs, in: .float)
        for (a, b) in zip(rough, golden.output) { #expect((a - b).magnitude <= 1e-4) }
    }

    /// The generator's own, word for word.
    struct Uniforms {
        var state: UInt64

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) * 0x1p-24
        }

        mutating func signed() -> Double { 2 * next() - 1 }
    }

    struct Golden: Decodable {
        struct Array: Decodable {
            let name: String
            let shape: [Int]
        }

        let hidden, heads, encoder, decoder, samples, outputs: Int
        let `static`, past, known: [Int]
        let firstSteps: [Int32]
        let arrays: [Array]
        let output: [Double]

        static func read() throws -> Golden {
            let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent()
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(
                Golden.self,
                from: Data(contentsOf: tests.appendingPathComponent("Golden/TemporalFusion/network.json")))
        }

        var shape: NetworkShape {
            func kinds(_ counts: [Int]) -> [NetworkShape.Input] {
                counts.map { $0 == 0 ? .number : .category($0) }
            }
            return NetworkShape(
                hidden: hidden, heads: heads, encoderSteps: encoder, decoderSteps: decoder,
                fixed: kinds(`static`), past: kinds(past), known: kinds(known), outputs: outputs, dropout: 0)
        }

        /// In the order of the table; every name and shape must be there, and no other.
        func weights(_ table: ParameterTable, _ source: inout Uniforms) throws -> [Double] {
            #expect(Set(arrays.map(\.name)) == Set(table.entries.map(\.name)))
            var weights = [Double](repeating: .nan, count: table.count)
            for array in arrays {
                let entry = try #require(table.entries.first { $0.name == array.name })
                #expect([entry.rows, entry.columns] == array.shape, "\(array.name)")
                for place in 0..<entry.count { weights[entry.offset + place] = source.signed() }
            }
            return weights
        }

        func inputs(_ source: inout Uniforms) -> NetworkCheck.Inputs {
            var inputs = NetworkCheck.Inputs(reals: [], codes: [], firstSteps: firstSteps)
            for (kinds, steps) in [(`static`, 1), (past, encoder), (known, encoder), (known, decoder)] {
                for count in kinds {
                    let values = (0..<steps * samples).map { _ in source.signed() }
                    if count == 0 {
                        inputs.reals += values
                    } else {
                        inputs.codes += values.map { Int32((($0 + 1) / 2 * Double(count)).rounded(.down)) }
                    }
                }
            }
            return inputs
        }
    }
}
