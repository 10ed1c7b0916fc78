import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("Corrupt input never traps") struct CorruptInputTests {
    private func mutated(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
        var bytes = bytes
        for _ in 0...random.nextIndex(below: 4) where !bytes.isEmpty {
            let place = random.nextIndex(below: bytes.count)
            switch random.nextIndex(below: 4) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.nextWord())
            case 1: bytes.remove(at: place)
            case 2:
                bytes.insert([34, 44, 10, 13, 0, 0xFF, 0x2D, 0x39][random.nextIndex(below: 8)], at: place)
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return bytes
    }

    /// A panel or diagnostics; anything else fails the test.
    private func survive(_ project: TemporaryProject, _ name: String, _ bytes: [UInt8], rounds: Int) throws {
        var random = RandomPath(seed: 11, [name]).stream
        for _ in 0..<rounds {
            try project.write(name, mutated(bytes, &random))
            for diagnostic in try complaints(project.panel) { #expect(!diagnostic.rendered().isEmpty) }
        }
    }

    private let yaml = """
        format: csv
        files: [sales.csv]
        frequency: weekly
        columns: {series: sku, time: week, targets: {v: volume, r: {product: [volume, price]}}, static: [brand], observed: seen}
        attributes: {file: items.csv, key: sku, columns: [size]}
        holidays: {file: holidays.csv}

        """
    private let files = [
        "sales.csv":
            "sku,week,volume,price,brand,seen\n\"a\"\"1\",2021-01-04,1,2.5,x,1\nb,2021-01-11,3e2,,\"y,z\",0\nb,2021-01-04,0,1,\"y,z\",1\n",
        "items.csv": "sku,size\nb,L\n", "holidays.csv": "date,name\n2021-01-01,New Year\n",
    ]

    @Test(
        "in CSV, attribute, holiday and declaration files",
        arguments: ["sales.csv", "items.csv", "holidays.csv", "dataset.yaml"])
    func csv(name: String) throws {
        let project = try TemporaryProject(yaml: yaml, files: files)
        try survive(
            project, name, Array((name == "dataset.yaml" ? yaml : files[name] ?? "").utf8), rounds: 400)
    }

    @Test("in the files of spreadsheets, and for the look at an unknown table")
    func spreadsheets() throws {
        let csv =
            "sku;week;volume;price\r\n\"a;b\";03.01.2022;1.094,52;2,5\r\nb;10.1.2022;NA;-1.000\r\nb;17.01.2022 00:00;3e1;\r\n"
        let yaml =
            weekly
            + "separator: \";\"\ndecimal: \",\"\nthousands: \".\"\ndate_format: dd.mm.yyyy\nmissing_values: [NA]\n"
        let project = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv])
        try survive(project, "sales.csv", Array(csv.utf8), rounds: 400)
        var random = RandomPath(seed: 12, ["look"]).stream
        let path = project.folder.appending(path: "sales.csv").path()
        for _ in 0..<400 {
            try project.write("sales.csv", mutated(Array(csv.utf8), &random))
            for diagnostic in try complaints({ try TableInspection(of: path, displayedAs: "sales.csv") }) {
                #expect(!diagnostic.rendered().isEmpty)
            }
        }
    }

    @Test("that unpacks to more than it may: the last byte allowed comes, the next one does not")
    func unpackedCap() throws {
        let project = try TemporaryProject(yaml: "")
        let plain = [UInt8](repeating: 65, count: 3_000_000)
        try project.write("bomb.csv", gzip(plain))
        let path = project.folder.appending(path: "bomb.csv").path()
        let file = SourceFile(role: .data, declaredPath: "bomb.csv", path: path, displayPath: "bomb.csv")
        func unpack(limit: Int) throws -> Int {
            let stream = try SourceStream(file, unpackedLimit: limit)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100_000, alignment: 8)
            defer { buffer.deallocate() }
            var total = 0
            while true {
                let count = try stream.read(into: buffer)
                if count == 0 { return total }
                total += count
            }
        }
        #expect(try unpack(limit: plain.count) == plain.count)
        #expect(throws: SourceStream.Failure.corruptArchive("gzip", "it unpacks to more than 2999999 bytes"))
        {
            try unpack(limit: plain.count - 1)
        }
        // Plain files have no such cap: what is on the disk is there already.
        try project.write("bomb.csv", plain)
        #expect(try unpack(limit: 1) == plain.count)
        #expect(SourceStream.largestUnpackedByteCount == 32 << 30)
    }

    @Test("in gzip") func archives() throws {
        let project = try TemporaryProject(yaml: yaml, files: files)
        let packed = try gzip(Array((files["sales.csv"] ?? "").utf8))
        try survive(project, "sales.csv", packed, rounds: 300)
        for end in 2..<packed.count {
            try project.write("sales.csv", Array(packed[..<end]))
            #expect(try complaints(project.panel).codes.contains("D204"), "cut at \(end)")
        }
    }

    @Test("in wide and Monash files") func otherFormats() throws {
        let train = "V1,V2,V3\nW1,1,2\nW2,3,\n"
        let wide = try TemporaryProject(
            yaml: "format: m4\ntrain: train.csv\ntest: test.csv\nfrequency: monthly\nend: 2020-05-31\n",
            files: ["train.csv": train, "test.csv": "V1,V2\nW1,5\nW2,6\n"])
        try survive(wide, "train.csv", Array(train.utf8), rounds: 400)
        let tsf =
            "@relation x\n@attribute series_name string\n@attribute start_timestamp date\n@frequency monthly\n@data\nT1:2001-01-31 00-00-00:1,?,3\nT2:1999-12-31 00-00-00:4\n"
        let monash = try TemporaryProject(yaml: "format: tsf\nfiles: [demo.tsf]\n", files: ["demo.tsf": tsf])
        try survive(monash, "demo.tsf", Array(tsf.utf8), rounds: 600)
    }

    @Test("a quote that nobody closes does not eat the memory")
    func openQuote() throws {
        let rows = String(repeating: "a,2021-01-04,1\n", count: 1_300_000)
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": "sku,week,volume\n\"" + rows])
        #expect(try complaints(project.panel).codes == ["D205"])
    }

    @Test("a date far away is an error, not a panel of ten thousand years")
    func farDates() throws {
        let project = try TemporaryProject(
            yaml: weekly.replacing("weekly", with: "hourly"),
            files: ["sales.csv": "sku,week,volume\na,0001-01-01 00:00,1\na,9999-12-31 23:00,1\n"])
        #expect(try complaints(project.panel).codes == ["D227"])
    }
}
