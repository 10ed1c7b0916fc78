import DataSnapshots
import ForecastCore
import Foundation
import Testing

/// Frames of RFC 8878 written by hand: no compressor is needed, and none is trusted.
private enum Frame {
    /// Section 3.1.1: magic number, a header of a single segment with four bytes of size, raw blocks.
    static func raw(_ bytes: [UInt8]) -> [UInt8] {
        let size = (0..<4).map { UInt8(bytes.count >> (8 * $0) & 0xFF) }
        return magic + [0xA0] + size + block(type: 0, size: bytes.count, isLast: true) + bytes
    }

    /// Blocks of one byte repeated 131,072 times, four bytes each.
    static func repeated(_ byte: UInt8, blocks: Int, windowLog: UInt8 = 17) -> [UInt8] {
        magic + [0x00, (windowLog - 10) << 3]
            + (1...blocks).flatMap { block(type: 1, size: 1 << 17, isLast: $0 == blocks) + [byte] }
    }

    /// Section 3.1.2: to be skipped.
    static let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7]

    private static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    private static func block(type: Int, size: Int, isLast: Bool) -> [UInt8] {
        let header = size << 3 | type << 1 | (isLast ? 1 : 0)
        return (0..<3).map { UInt8(header >> (8 * $0) & 0xFF) }
    }
}

@Suite("files packed by zstd") struct ZstdTests {
    private static let yaml =
        "format: csv\nfiles: [sales.csv]\nfrequency: weekly\ncolumns: {series: sku, time: week, targets: [y]}\n"
    private static let csv = Array(
        ("sku,week,y\n" + (0..<500).map { "a\($0),2021-01-04,\($0)\n" }.joined()).utf8)

    @Test("in one frame or several, or behind one to be skipped, give the panel of the plain file")
    func frames() throws {
        let project = try TemporaryProject(yaml: Self.yaml, files: ["sales.csv": Self.csv])
        let expected = try project.panel().digest
        for packed in [
            Frame.raw(Self.csv), Frame.raw(Array(Self.csv[..<100])) + Frame.raw(Array(Self.csv[100...])),
            Frame.skippable + Frame.raw(Self.csv) + Frame.skippable,
        ] {
            try project.write("sales.csv", packed)
            #expect(try project.panel().digest == expected)
        }
    }

    @Test("cut off anywhere, or with another byte behind them, are an error")
    func damaged() throws {
        let project = try TemporaryProject(yaml: Self.yaml, files: ["sales.csv": Self.csv])
        let packed = Frame.raw(Array(Self.csv[..<60]))
        for end in 4..<packed.count {
            try project.write("sales.csv", Array(packed[..<end]))
            #expect(try complaints(project.panel).codes.contains("D204"), "cut at \(end)")
        }
        try project.write("sales.csv", packed + [1, 2, 3, 4, 5])
        let found = try complaints(project.panel)
        #expect(found.contains { $0.message.hasPrefix("this zstd file is damaged") }, "\(found.rendered)")
    }

    @Test("may unpack to so much and no more, and need a window of 128 MiB at most")
    func bombs() throws {
        let project = try TemporaryProject(yaml: Self.yaml)
        // 4 kB become 128 MiB.
        try project.write("sales.csv", Frame.repeated(65, blocks: 1024))
        let path = project.folder.appending(path: "sales.csv").path()
        let file = SourceFile(role: .data, declaredPath: "sales.csv", path: path, displayPath: "sales.csv")
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
        #expect(try unpack(limit: 1 << 27) == 1 << 27)
        #expect(
            throws: SourceStream.Failure.corruptArchive("zstd", "it unpacks to more than 134217727 bytes")
        ) {
            try unpack(limit: (1 << 27) - 1)
        }
        try project.write("sales.csv", Frame.repeated(65, blocks: 1, windowLog: 28))
        #expect(throws: SourceStream.Failure.self) { try unpack(limit: 1 << 27) }
    }
}
