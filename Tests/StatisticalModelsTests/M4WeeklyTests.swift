import ForecastCore
import Glibc
import StatisticalModels
import Testing

/// The 359 weekly series of the M4 competition, 13 weeks held out, in the competition's own measures.
@Suite("M4 Weekly", .enabled(if: M4Weekly.isPresent, "no ../shared/data/m4_weekly")) struct M4WeeklyTests {
    @Test(
        "accuracy is the published one, or pinned near it",
        arguments: [
            // sMAPE and MASE (m = 1). The naive methods are the official table's; the others are our own numbers, near the
            // official 9.012/2.685 (SES, one alpha), 9.708/2.420, 8.866/2.404 and 9.093/2.637
            // (Theta, the standard one).
            ("naive", 9.1613, 2.7773, 0.0001), ("seasonal_naive", 14.5169, 9.5780, 0.0001),
            ("ses", 8.974, 2.682, 0.002), ("ses alpha held", 9.978, 3.040, 0.002),
            ("holt", 9.492, 2.402, 0.002), ("damped", 8.807, 2.387, 0.002),
            ("theta", 8.906, 2.404, 0.002), ("theta variant standard", 9.021, 2.634, 0.002),
            // Official 8.727/2.527, which chooses among linear trends, too.
            ("ets model ZYN", 8.648, 2.509, 0.002),
            // The competition's best has 6.726.
            ("damped stl", 6.398, 2.160, 0.002), ("theta stl", 6.405, 2.284, 0.002),
            ("damped fourier", 7.462, 2.212, 0.002),
        ])
    func accuracy(kind: String, smape: Double, mase: Double, tolerance: Double) throws {
        let data = try M4Weekly.series()
        #expect(data.count == 359)
        var changes: [String: ParameterValue] = [:]
        if kind == "seasonal_naive" { changes["season"] = .integer(52) }
        if kind == "theta" { changes["season"] = .integer(1) }
        let words = kind.split(separator: " ").map(String.init)
        if words.count > 2 {
            (changes[words[1]], changes["season"]) = (.word(words[2]), .integer(1))
        } else if words.count > 1 {
            (changes["seasonal"], changes["season"]) = (.word(words[1]), .integer(52))
        }
        let model = try Fixture.model(words[0], changes)
        var percent = 0.0
        var scaled = 0.0
        for (train, test) in data {
            let points = Fixture.points(model, train, horizon: 13)
            percent +=
                zip(test, points).reduce(0) { $0 + 200 * abs($1.0 - $1.1) / (abs($1.0) + abs($1.1)) } / 13
            let step =
                zip(train, train.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) } / Double(train.count - 1)
            scaled += zip(test, points).reduce(0) { $0 + abs($1.0 - $1.1) } / 13 / step
        }
        #expect(abs(percent / 359 - smape) < tolerance, "sMAPE \(percent / 359)")
        #expect(abs(scaled / 359 - mase) < tolerance, "MASE \(scaled / 359)")
    }
}

enum M4Weekly {
    static let folder: String = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
            separator: "/")
        return root + "/../shared/data/m4_weekly"
    }()

    static var isPresent: Bool { access(folder + "/Weekly-train.csv.gz", R_OK) == 0 }

    static func series() throws -> [(train: [Double], test: [Double])] {
        Array(zip(try rows("Weekly-train.csv.gz"), try rows("Weekly-test.csv.gz")))
    }

    /// The numbers of each line after the header and the series' name.
    private static func rows(_ name: String) throws -> [[Double]] {
        let pipe = try #require(popen("gzip -dc '\(folder)/\(name)'", "r"))
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",").dropFirst().compactMap { Double($0.filter { $0 != "\"" }) }
        }
    }
}
