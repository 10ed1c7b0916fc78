import BoostedTrees
import ForecastCore
import Foundation
import Testing

/// The library, where `make deps` could fetch it; the suites that need it are skipped without it.
let library = try? LightGBMLibrary.load(path: Fixture.root + "/" + LightGBMLibrary.relativePath)
let hasLibrary = library != nil
let noLibrary: Comment = "LightGBM is not at hand: run `make deps`"

enum Fixture {
    static let root = String(
        #filePath.prefix(upTo: #filePath.range(of: "/Tests/")?.lowerBound ?? #filePath.endIndex))
    static let levels = [0.1, 0.25, 0.5, 0.75, 0.9].compactMap { QuantileLevel($0) }

    static func open() throws -> LightGBMLibrary { try #require(library) }

    static func golden<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
        let file = URL(fileURLWithPath: root + "/Tests/Golden/BoostedTrees/" + name)
        return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }

    /// The data of Tests/GoldenSources/lightgbm_models.py: the same operations in the same order.
    static let data: (matrix: FeatureMatrix, labels: [Float], weights: [Float]) = {
        let rows = 1200
        let columns = 6
        var random = Uniforms(state: 20_261_122)
        var matrix = FeatureMatrix(
            columnNames: (0..<columns).map { "feature_\($0)" }, isCategorical: (0..<columns).map { $0 >= 4 },
            rowCount: rows, values: [Float](repeating: 0, count: rows * columns))
        for column in 0..<columns {
            for row in 0..<rows {
                let u = random.next()
                switch column {
                case 4: matrix[row: row, column: column] = Float(Int(u * 12))
                case 5: matrix[row: row, column: column] = Float(Int(u * 40))
                default: matrix[row: row, column: column] = u < 0.0625 ? .nan : Float(random.next())
                }
            }
        }
        let labels = (0..<rows).map { row -> Float in
            var score = 0.0
            for column in 0..<4 {
                let value = Double(matrix[row: row, column: column])
                score += (value.isNaN ? 0.25 : value) * Double(column + 1)
            }
            score += Double(Int(matrix[row: row, column: 4]) % 5)
            return Float(score * (0.5 + random.next()))
        }
        return (matrix, labels, (0..<rows).map { _ in Float(0.5 + random.next()) })
    }()

    struct Uniforms {
        var state: UInt64

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) * 0x1p-24
        }
    }

    /// The parameters of the golden models.
    static func parameters(_ objective: BoostingObjective, rounds: Int = 30, isSampled: Bool = false)
        -> BoostingParameters
    {
        var parameters = BoostingParameters(objective: objective, seed: 7)
        parameters.rounds = rounds
        parameters.leaves = 15
        parameters.learningRate = 0.1
        if isSampled {
            parameters.baggingFraction = 0.8
            parameters.featureFraction = 0.7
        }
        return parameters
    }

    static func dataset(
        _ parameters: BoostingParameters, rows: Range<Int>? = nil, isWeighted: Bool = false, threads: Int = 1,
        reference: BinnedDataset? = nil
    ) throws -> BinnedDataset {
        let rows = rows ?? 0..<data.matrix.rowCount
        return try BinnedDataset(
            data.matrix.selecting(rows: Array(rows)), labels: Array(data.labels[rows]),
            weights: isWeighted ? Array(data.weights[rows]) : nil, parameters: parameters, threads: threads,
            reference: reference, library: open())
    }

    static func model(_ objective: BoostingObjective, rounds: Int = 30, threads: Int = 1) throws
        -> BoostedModel
    {
        let parameters = parameters(objective, rounds: rounds, isSampled: true)
        return try BoostedModel.train(
            on: dataset(parameters, threads: threads), parameters: parameters, threads: threads)
    }
}
