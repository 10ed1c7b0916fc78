import DataSnapshots
import Files
import Scratch
import Testing

/// Rows that are too many for memory.
@Suite("Rows in files") struct RowStoreTests {
    private static let rowCount = 3 * RowChunk.capacity + 17

    /// Rows of 900 series over two files, in another order than the panel's.
    private static func fill(_ rows: inout RowStore) {
        for row in 0..<rowCount {
            rows.append(
                file: row < 2 * RowChunk.capacity - 5 ? 0 : 1, series: (row * 7) % 900,
                period: Int32(row / 900), line: row + 2, values: [Double(row), row % 11 == 0 ? .nan : -0.5])
        }
    }

    private static func stores() -> (memory: RowStore, file: RowStore) {
        var memory = RowStore(width: 2)
        var file = RowStore(
            width: 2, scratch: Scratch(folder: TemporaryFolder.parent, leastBytes: 1), residentChunks: 1)
        fill(&memory)
        fill(&file)
        return (memory, file)
    }

    private static func expectSame(_ left: RowStore, _ right: RowStore) {
        #expect(left.count == right.count && left.failure == nil && right.failure == nil)
        for column in 0..<2 {
            let pairs = zip(left.chunks(with: column), right.chunks(with: column))
            for (one, other) in pairs {
                #expect(one.file == other.file && one.line == other.line)
                #expect(one.series == other.series && one.period == other.period)
                #expect(one.values[column].map(\.bitPattern) == other.values[column].map(\.bitPattern))
            }
            #expect(left.chunks.reduce(0) { $0 + $1.series.count } == rowCount)
        }
    }

    @Test("are the rows in memory, also after all of them were moved")
    func same() {
        var (memory, file) = Self.stores()
        Self.expectSame(memory, file)
        memory.place { (899 - $0, $1 + 1) }
        file.place { (899 - $0, $1 + 1) }
        Self.expectSame(memory, file)
        #expect(file.chunks.first { _ in true }?.series.first == 899)
    }

    @Test("that the disk has no room for stay in memory, and say why")
    func full() {
        var rows = RowStore(
            width: 2, scratch: Scratch(folder: "/nowhere/at/all", leastBytes: 1), residentChunks: 0)
        Self.fill(&rows)
        #expect(rows.failure?.isAbsence == true && rows.count == Self.rowCount)
    }
}
