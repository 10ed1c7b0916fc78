import BoostedTrees
import ForecastCore
import Foundation

/// How long one thread computes to bin, train and write the boosters that `forecast features export` wrote: the best of
/// some repeats, in processor time, because a few per cent are asked for on a machine that does other work.
///
///     Benchmarks training folder lib_lightgbm.so [--repeat 3] mean.txt p90.txt
struct TrainingTiming {
    let file: String
    let seconds: Double
    /// Whether the trees are those of the export.
    let isIdentical: Bool

    var json: String {
        #"{"file": "\#(file)", "seconds": \#(seconds), "identical": \#(isIdentical)}"#
    }

    /// One booster of an export.
    private struct Export: Decodable {
        struct Booster: Decodable {
            let file: String
            let rounds: Int
            let parameters: [String: String]
        }

        let rows: Int
        let columns: [String]
        let categorical: [Int]
        let boosters: [Booster]
    }

    static func all(in folder: String, library path: String, files: [String], repeats: Int) throws
        -> [TrainingTiming]
    {
        let export = try JSONDecoder().decode(
            Export.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/training.json")))
        let matrix = FeatureMatrix(
            columnNames: export.columns,
            isCategorical: export.columns.indices.map(export.categorical.contains),
            rowCount: export.rows, values: try floats("\(folder)/matrix.npy"))
        let labels = try floats("\(folder)/labels.npy")
        let library = try LightGBMLibrary.load(path: path)
        return try export.boosters.filter { files.contains($0.file) }.map { booster in
            var best = Double.infinity
            var text = ""
            for _ in 0..<repeats {
                let start = processorSeconds()
                text = try train(booster, matrix, labels, library).text.text
                best = min(best, processorSeconds() - start)
            }
            let exported = try String(contentsOfFile: "\(folder)/\(booster.file)", encoding: .utf8)
            return TrainingTiming(
                file: booster.file, seconds: best,
                isIdentical: BoosterText(text).digest == BoosterText(exported).digest)
        }
    }

    private static func train(
        _ booster: Export.Booster, _ matrix: FeatureMatrix, _ labels: [Float], _ library: LightGBMLibrary
    ) throws -> BoostedModel {
        let level = booster.parameters["alpha"].flatMap(Double.init).flatMap { QuantileLevel($0) }
        var parameters = BoostingParameters(
            objective: level.map { .quantile($0) } ?? .l2,
            seed: booster.parameters["seed"].flatMap { Int($0) } ?? 0)
        parameters.rounds = booster.rounds
        let dataset = try BinnedDataset(
            matrix, labels: labels, parameters: parameters, threads: 1, library: library)
        return try BoostedModel.train(on: dataset, parameters: parameters, threads: 1)
    }

    /// The numbers of a .npy file of 32-bit floats.
    private static func floats(_ path: String) throws -> [Float] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        guard bytes.count > 10 else { throw BenchmarkError(description: "\(path) is no .npy file") }
        let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
        return bytes.withUnsafeBytes { raw in
            stride(from: start, to: bytes.count, by: 4).map {
                Float(bitPattern: raw.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
            }
        }
    }

    private static func processorSeconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }
}
