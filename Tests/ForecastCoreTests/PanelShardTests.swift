import ForecastCore
import Testing

@Suite("a shard of a panel") struct PanelShardTests {
    private static let day = CivilDate(year: 2024, month: 1, day: 1) ?? CivilDate(dayNumber: 0)

    private static func panel(_ grid: TimeGrid, series: Int) -> Panel {
        let cells = series * grid.count
        return Panel(
            grid: grid, seriesIDs: (0..<series).map { "série \($0 + 10)" },
            firstStep: (0..<series).map { $0 % (grid.count + 1) },
            columns: [
                PanelColumn(
                    name: "volume", knowledge: .target,
                    values: (0..<cells).map { $0 % 5 == 0 ? .nan : Double($0) / 3 }),
                PanelColumn(
                    name: "promo", knowledge: .knownAhead, values: (0..<cells).map { Double($0 % 2) },
                    categories: ["no", "yes|\tüber"]),
            ],
            attributes: [
                StaticAttribute(
                    name: "brand", categories: ["a", "b"], codes: (0..<series).map { Int32($0 % 3) - 1 })
            ], holidays: [Holiday(date: day, name: "New Year")])
    }

    private static let grids = [
        TimeGrid(frequency: .weekly, origin: .calendar(day, hour: 0), count: 7),
        TimeGrid(frequency: .hourly, origin: .calendar(day, hour: 13, minute: 30), count: 4),
        TimeGrid(frequency: .monthly, origin: .number(-12), count: 3),
    ]

    @Test("reads back as it was written, on any grid", arguments: grids)
    func roundTrip(_ grid: TimeGrid) throws {
        let panel = Self.panel(grid, series: 6)
        let shard = PanelShard(2..<5, of: panel)
        #expect(shard.panel.seriesIDs == Array(panel.seriesIDs[2..<5]))
        let read = try PanelShard(shard.bytes)
        #expect(read.first == 2 && read.panel.digest == shard.panel.digest)
        #expect(read.bytes == shard.bytes)
    }

    @Test(
        "of all parts make the whole, whatever their sizes", arguments: [[6], [1, 5], [2, 2, 2], [0, 6]])
    func joined(_ sizes: [Int]) throws {
        let panel = Self.panel(Self.grids[0], series: 6)
        var first = 0
        let shards = try sizes.map { size in
            defer { first += size }
            return try PanelShard(PanelShard(first..<first + size, of: panel).bytes)
        }
        let whole = PanelShard.joined(shards)
        #expect(whole.first == 0 && whole.panel.digest == panel.digest)
    }

    @Test("has the digests of its series that the whole panel has")
    func digests() {
        let panel = Self.panel(Self.grids[0], series: 6)
        let shard = PanelShard(3..<6, of: panel)
        for series in 0..<3 {
            #expect(
                shard.panel.seriesDigest(target: "volume", series: series, range: 0..<5)
                    == panel.seriesDigest(target: "volume", series: series + 3, range: 0..<5))
        }
    }

    @Test("is refused, not trapped on, where a byte is missing, more or another")
    func damaged() throws {
        let bytes = PanelShard(0..<3, of: Self.panel(Self.grids[0], series: 3)).bytes
        for count in 0..<bytes.count {
            #expect(throws: UnreadableArtefact.self) { try PanelShard(Array(bytes[..<count])) }
        }
        #expect(throws: UnreadableArtefact.self) { try PanelShard(bytes + [0]) }
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 0xFF
            // Some flips make another shard; its digest says so where it is read.
            _ = try? PanelShard(other)
        }
    }
}
