import Files
import ForecastCore
import Scratch
import Testing

@Suite("Numbers in files") struct ScratchTests {
    private static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = try TemporaryFolder.make(prefix: "scratch-", in: TemporaryFolder.parent)
        defer { try? FileSystem.remove(folder) }
        return try body(folder)
    }

    @Test("are those on the heap, also after the process has let go of them")
    func same() throws {
        try Self.inFolder { folder in
            let filed = try Scratch(folder: folder, leastBytes: 1).space(count: 100_000)
            let held = try Scratch(folder: folder, leastBytes: .max).space(count: 100_000)
            for space in [filed, held] {
                space.fill(.nan)
                for place in stride(from: 0, to: 100_000, by: 1000) {
                    space.write(Numbers((0..<700).map { Double(place + $0) }), at: place)
                    space.letGo()
                }
            }
            let (left, right) = (Numbers(filed), Numbers(held))
            #expect(left.map(\.bitPattern) == right.map(\.bitPattern))
            #expect(
                left[1001] == 1001 && left[1700].isNaN
                    && left[99_000..<99_002].elementsEqual([99_000, 99_001]))
            left.letGo()
            #expect(left[99_699] == 99_699)
            #expect(try FileSystem.names(in: folder).isEmpty, "a file without a name")
        }
    }

    @Test("are 0 at first, and may be none at all")
    func fresh() throws {
        try Self.inFolder { folder in
            let filed = try Scratch(folder: folder, leastBytes: 1).space(count: 3)
            let none = try Scratch(folder: folder, leastBytes: 1).space(count: 0)
            #expect(Numbers(filed) == [0, 0, 0] && Numbers(none).isEmpty)
            #expect(Numbers(NumberSpace(count: 2)) == [0, 0])
        }
    }

    @Test("that the disk has no room for are an error before any of them is written")
    func full() throws {
        try Self.inFolder { folder in
            #expect(throws: FileError.self) {
                try Scratch(folder: folder, leastBytes: 1).space(count: 1 << 55)
            }
            #expect(throws: FileError.self) {
                try Scratch(folder: "\(folder)/absent", leastBytes: 1).space(count: 8)
            }
        }
    }

    @Test("grow as arrays do, and are equal wherever they lie")
    func growing() {
        var numbers: Numbers = [1]
        numbers.append(contentsOf: [2, 3])
        let space = NumberSpace(count: 3)
        space.write(numbers, at: 0)
        #expect(numbers == Numbers(space) && numbers == [1, 2, 3] && Numbers(space) != [1, 2])
    }
}
