import ForecastCore
import Foundation
import SyntheticDemand
import Testing

@Suite("The files of a generated data set") struct DemandFilesTests {
    /// Pinned by this project, 2026-11-22: 40 series, 60 weeks, seed 11, from 2023-01-02. Any change here
    /// changes every generated data set: say so in the changelog under "Results change".
    private static let goldenDigest = "f3bd191c95c6f7d0251be59c68a981f1214c6ccdde9cba324367a9e4f4e6da5c"

    @Test("a small data set has the pinned bytes")
    func golden() throws {
        let bytes = try text(of: DemandGenerator(series: 40, weeks: 60, seed: 11))
        #expect(Digest.sha256(bytes).hex == Self.goldenDigest)
    }

    @Test("the first lines read as documented")
    func layout() throws {
        let lines = String(
            decoding: try text(of: DemandGenerator(series: 2, weeks: 60, seed: 11)), as: UTF8.self
        )
        .split(separator: "\n")
        #expect(lines[0] == "sku,week,volume,price,promotion,category,product_type,profile")
        let row = try #require(
            lines[1].wholeMatch(
                of:
                    /SKU000000,(\d{4}-\d\d-\d\d),\d+,\d+\.\d\d,[01],[a-z]+,[a-z ]+,(smooth|erratic|intermittent|lumpy)/
            ))
        #expect(CivilDate(String(row.1))?.weekday == .monday)
    }

    @Test(
        "numbers and amounts are written in plain decimals",
        arguments: [
            (0, "0", "0.00"), (7, "7", "0.07"), (10, "10", "0.10"), (399, "399", "3.99"),
            (1_000_000_000, "1000000000", "10000000.00"),
        ])
    func decimals(number: Int, decimal: String, cents: String) {
        var buffer = TextBuffer(capacity: 16)
        buffer.append(decimal: number)
        buffer.append(byte: UInt8(ascii: "|"))
        buffer.append(cents: number)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "\(decimal)|\(cents)")
    }

    @Test("a folder appears whole, twice with the same bytes, and nothing is left beside it")
    func folder() throws {
        try inTemporaryFolder { parent in
            let made = try DemandGenerator(series: 20, weeks: 30, seed: 3)
            let files = try made.write(to: "\(parent)/a/b")
            _ = try made.write(to: "\(parent)/c/")
            for name in ["demand.csv", "holidays.csv", "dataset.yaml"] {
                #expect(try contents("\(parent)/a/b/\(name)") == contents("\(parent)/c/\(name)"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent).sorted() == ["a", "c"])
            let rows = try contents("\(parent)/c/demand.csv").count { $0 == UInt8(ascii: "\n") } - 1
            #expect(files.rows == rows)
        }
    }

    @Test("what is there is replaced only when allowed, and other files stay")
    func replacing() throws {
        try inTemporaryFolder { parent in
            let folder = "\(parent)/d"
            _ = try DemandGenerator(series: 1, weeks: 30, seed: 3).write(to: folder)
            _ = FileManager.default.createFile(atPath: "\(folder)/snapshot.lock", contents: Data([1]))
            let before = try contents("\(folder)/demand.csv")
            let other = try DemandGenerator(series: 2, weeks: 30, seed: 4)
            #expect(throws: SyntheticDemandError.destinationExists(path: folder)) {
                try other.write(to: folder)
            }
            #expect(try contents("\(folder)/demand.csv") == before)
            _ = try other.write(to: folder, replacing: true)
            #expect(try contents("\(folder)/demand.csv") == text(of: other))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                    == ["dataset.yaml", "demand.csv", "holidays.csv", "snapshot.lock"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent) == ["d"])
        }
    }

    @Test("a destination that cannot be made is an error that names it")
    func refused() throws {
        try inTemporaryFolder { parent in
            _ = FileManager.default.createFile(atPath: "\(parent)/file", contents: nil)
            let made = try DemandGenerator(series: 1, weeks: 2, seed: 3)
            let error = #expect(throws: SyntheticDemandError.self) {
                try made.write(to: "\(parent)/file/data")
            }
            #expect(error?.description.contains("\(parent)/file/data") == true)
            #expect(throws: SyntheticDemandError.self) { try made.write(to: "") }
        }
    }

    @Test("holidays cover the weeks and the year after them")
    func holidays() throws {
        let made = try DemandGenerator(series: 1, weeks: 52, seed: 3)
        let lines = made.holidaysText.split(separator: "\n")
        #expect(lines.first == "date,name")
        #expect(lines.contains("2023-12-25,Christmas Day") && lines.contains("2024-12-25,Christmas Day"))
        #expect(lines.dropFirst().map { $0.prefix(10) } == lines.dropFirst().map { $0.prefix(10) }.sorted())
    }

    private func contents(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    private func inTemporaryFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "synthetic-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }
}
