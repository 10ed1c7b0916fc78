import ForecastCore
import Foundation

/// Times models in-process, one JSON line each, for `Tests/Benchmarks/run.py`.
///
///     Benchmarks models demand.csv [--profiles intermittent,lumpy] [--horizon 13] [--repeat 3]
///                       [--levels 0.1,0.9] kind[:name=value,...] ...
@main
struct Benchmarks {
    static func main() {
        do {
            let request = try BenchmarkRequest(arguments: Array(CommandLine.arguments.dropFirst()))
            let table = try DemandTable(path: request.path, profiles: request.profiles)
            let histories = table.histories(withoutLast: request.horizon)
            for model in request.models {
                print(try ModelTiming(of: model, on: histories, request: request).json)
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
    var path = ""
    /// Which values of the column `profile` take part; all when empty.
    var profiles: Set<String> = []
    var horizon = 13
    var repeats = 3
    var levels: [QuantileLevel] = []
    /// As written: `croston:alpha=0.1`.
    var models: [String] = []

    static let usage = """
        usage: Benchmarks models demand.csv [--profiles a,b] [--horizon n] [--repeat n] [--levels p,q] kind[:name=value,...] ...
        """

    init(arguments: [String]) throws {
        var rest = arguments[...]
        guard rest.popFirst() == "models", let path = rest.popFirst() else {
            throw BenchmarkError(description: Self.usage)
        }
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
        guard !models.isEmpty else { throw BenchmarkError(description: Self.usage) }
    }

    private mutating func read(_ option: String, _ value: String) throws {
        let words = value.split(separator: ",").map(String.init)
        switch option {
        case "--profiles": profiles = Set(words)
        case "--horizon": horizon = try Self.count(value, for: option)
        case "--repeat": repeats = try Self.count(value, for: option)
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
