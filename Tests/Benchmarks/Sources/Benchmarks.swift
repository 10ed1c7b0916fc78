import ForecastCore
import Foundation

/// Times models in-process, one JSON line each, for `Tests/Benchmarks/run.py`.
///
///     Benchmarks models demand.csv [--profiles intermittent,lumpy] [--horizon 13] [--repeat 3]
///                       [--levels 0.1,0.9] [--parameters FILE] kind[:name=value,...] ...
///     Benchmarks features datasets/synthetic [--horizon 13] [--repeat 5]
///     Benchmarks network datasets/synthetic model.safetensors --levels 0.1,0.9 [--horizon 13] [--jobs 2]
///     Benchmarks training folder lib_lightgbm.so [--repeat 3] mean.txt p90.txt
@main
struct Benchmarks {
    static func main() {
        do {
            let request = try BenchmarkRequest(arguments: Array(CommandLine.arguments.dropFirst()))
            switch request.command {
            case .features:
                print(
                    try FeatureTiming(
                        dataset: request.path, withoutLast: request.horizon, repeats: request.repeats
                    ).json)
                return
            case .network:
                let bytes = try Data(contentsOf: URL(fileURLWithPath: request.models[0]))
                print(
                    try NetworkTiming(dataset: request.path, network: [UInt8](bytes), request: request).json)
                return
            case .training:
                for timing in try TrainingTiming.all(
                    in: request.path, library: request.models[0], files: Array(request.models.dropFirst()),
                    repeats: request.repeats)
                {
                    print(timing.json)
                }
                return
            case .models: break
            }
            let table = try DemandTable(path: request.path, profiles: request.profiles)
            let histories = table.histories(withoutLast: request.horizon)
            var parameters = ""
            for model in request.models {
                let timing = try ModelTiming(of: model, on: histories, request: request)
                print(timing.json)
                parameters += timing.parameterLines
            }
            if let file = request.parametersFile {
                try parameters.write(toFile: file, atomically: true, encoding: .utf8)
            }
        } catch {
            FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
            exit(2)
        }
    }
}

/// Something on the command line or in the CSV that cannot be used: a sentence.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
}

/// The command line, read.
struct BenchmarkRequest {
    enum Command: String { case models, features, network, training }

    var command = Command.models
    var path = ""
    /// Which values of the column `profile` take part; all when empty.
    var profiles: Set<String> = []
    var horizon = 13
    var repeats = 3
    /// Threads, where a command uses several.
    var jobs = 1
    var levels: [QuantileLevel] = []
    /// Where the fitted parameters of every series go.
    var parametersFile: String?
    /// As written: `croston:alpha=0.1`; of `training` the library, then the boosters' files; of `network`
    /// the file of weights.
    var models: [String] = []

    static let usage = """
        usage: Benchmarks models demand.csv [--profiles a,b] [--horizon n] [--repeat n] [--levels p,q] [--parameters FILE] kind[:name=value,...] ...
        """

    init(arguments: [String]) throws {
        var rest = arguments[...]
        guard let command = rest.popFirst().flatMap({ Command(rawValue: $0) }), let path = rest.popFirst()
        else {
            throw BenchmarkError(description: Self.usage)
        }
        self.command = command
        self.path = path
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                models.append(argument)
                continue
            }
            guard let value = rest.popFirst() else {
                throw BenchmarkError(description: "\(argument) needs a value")
            }
            try read(argument, value)
        }
        guard command == .features || !models.isEmpty else { throw BenchmarkError(description: Self.usage) }
    }

    private mutating func read(_ option: String, _ value: String) throws {
        let words = value.split(separator: ",").map(String.init)
        switch option {
        case "--profiles": profiles = Set(words)
        case "--horizon": horizon = try Self.count(value, for: option)
        case "--repeat": repeats = try Self.count(value, for: option)
        case "--parameters": parametersFile = value
        case "--jobs": jobs = try Self.count(value, for: option)
        case "--levels":
            levels = words.compactMap { Double($0).flatMap { QuantileLevel($0) } }.sorted()
            guard levels.count == words.count else {
                throw BenchmarkError(description: "\(value) are no levels")
            }
        default: throw BenchmarkError(description: "unknown option \(option)\n\(Self.usage)")
        }
    }

    private static func count(_ text: String, for option: String) throws -> Int {
        guard let number = Int(text), number >= 1 else {
            throw BenchmarkError(description: "\(option) must be 1 or more, not \(text)")
        }
        return number
    }
}
