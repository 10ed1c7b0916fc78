/// Some series of a panel, as a file that stands for them where the data set is not.
package struct PanelShard: Sendable {
    /// The place of its first series in the whole panel.
    package let first: Int
    package let panel: Panel

    /// - Parameter series: rows of `panel`.
    package init(_ series: Range<Int>, of panel: Panel) {
        first = series.lowerBound
        let cells = series.lowerBound * panel.grid.count..<series.upperBound * panel.grid.count
        self.panel = Panel(
            grid: panel.grid, seriesIDs: Array(panel.seriesIDs[series]),
            firstStep: Array(panel.firstStep[series]),
            columns: panel.columns.map { $0.with(values: Array($0.values[cells])) },
            attributes: panel.attributes.map {
                StaticAttribute(name: $0.name, categories: $0.categories, codes: Array($0.codes[series]))
            }, holidays: panel.holidays)
    }

    private init(first: Int, panel: Panel) {
        self.first = first
        self.panel = panel
    }

    /// The panel that shards make up.
    /// - Parameter shards: one at least, in the order of their series, without a gap.
    package static func joined(_ shards: [PanelShard]) -> PanelShard {
        guard let head = shards.first, shards.count > 1 else { return shards[0] }
        let first = head.panel
        return PanelShard(
            first: head.first,
            panel: Panel(
                grid: first.grid, seriesIDs: shards.flatMap(\.panel.seriesIDs),
                firstStep: shards.flatMap(\.panel.firstStep),
                columns: first.columns.indices.map { column in
                    first.columns[column].with(values: shards.flatMap { $0.panel.columns[column].values })
                },
                attributes: first.attributes.indices.map { index in
                    StaticAttribute(
                        name: first.attributes[index].name, categories: first.attributes[index].categories,
                        codes: shards.flatMap { $0.panel.attributes[index].codes })
                }, holidays: first.holidays))
    }
}

// MARK: - Bytes

extension PanelShard {
    /// What the file begins with: its kind and the version of its form.
    private static let mark = "panel shard 1"

    /// The file: equal for equal shards.
    package var bytes: [UInt8] {
        var output = LittleEndianWriter()
        output.append(text: Self.mark)
        output.append(UInt64(first))
        append(panel.grid, to: &output)
        append(panel.seriesIDs, to: &output)
        for step in panel.firstStep { output.append(UInt32(step)) }
        output.append(UInt32(panel.columns.count))
        for column in panel.columns {
            output.append(text: column.name)
            output.append(text: column.knowledge.rawValue)
            output.append(UInt8(column.categories == nil ? 0 : 1))
            append(column.categories ?? [], to: &output)
            for value in column.values { output.append(CanonicalEncoder.canonicalBits(of: value)) }
        }
        output.append(UInt32(panel.attributes.count))
        for attribute in panel.attributes {
            output.append(text: attribute.name)
            append(attribute.categories, to: &output)
            for code in attribute.codes { output.append(code) }
        }
        output.append(UInt32(panel.holidays.count))
        for holiday in panel.holidays {
            output.append(Int64(holiday.date.dayNumber))
            output.append(text: holiday.name)
        }
        return output.bytes
    }

    private func append(_ grid: TimeGrid, to output: inout LittleEndianWriter) {
        output.append(text: grid.frequency.rawValue)
        switch grid.origin {
        case .calendar(let day, let hour, let minute):
            output.append(UInt8(0))
            output.append(Int64(day.dayNumber))
            output.append(Int64(hour * 60 + minute))
        case .number(let first):
            output.append(UInt8(1))
            output.append(Int64(first))
            output.append(Int64(0))
        }
        output.append(UInt32(grid.count))
    }

    private func append(_ texts: [String], to output: inout LittleEndianWriter) {
        output.append(UInt32(texts.count))
        for text in texts { output.append(text: text) }
    }

    /// - Throws: for anything but what `bytes` writes.
    package init(_ bytes: [UInt8]) throws(UnreadableArtefact) {
        var input = LittleEndianReader(bytes)
        guard try input.text() == Self.mark else { throw UnreadableArtefact("it is no shard of a panel") }
        first = Int(try Self.whole(try input.word(UInt64.self)))
        let grid = try Self.grid(&input)
        let ids = try Self.texts(&input)
        var firstStep: [Int] = []
        for _ in ids { firstStep.append(Int(try input.word(UInt32.self))) }
        guard firstStep.allSatisfy({ $0 <= grid.count }) else {
            throw UnreadableArtefact("a series begins behind the last period")
        }
        var columns: [PanelColumn] = []
        for _ in 0..<(try input.count(ofAtLeast: 13)) {
            columns.append(try Self.column(&input, cells: ids.count * grid.count))
        }
        var attributes: [StaticAttribute] = []
        for _ in 0..<(try input.count(ofAtLeast: 8)) {
            attributes.append(try Self.attribute(&input, series: ids.count))
        }
        var holidays: [Holiday] = []
        for _ in 0..<(try input.count(ofAtLeast: 12)) {
            let day = Int(try input.word(Int64.self))
            holidays.append(Holiday(date: CivilDate(dayNumber: day), name: try input.text()))
        }
        guard input.isAtEnd else { throw UnreadableArtefact("there is more behind its end") }
        panel = Panel(
            grid: grid, seriesIDs: ids, firstStep: firstStep, columns: columns, attributes: attributes,
            holidays: holidays)
    }

    private static func whole(_ word: UInt64) throws(UnreadableArtefact) -> UInt32 {
        guard let small = UInt32(exactly: word) else {
            throw UnreadableArtefact("a number in it is too large")
        }
        return small
    }

    private static func grid(_ input: inout LittleEndianReader) throws(UnreadableArtefact) -> TimeGrid {
        guard let frequency = Frequency(rawValue: try input.text()) else {
            throw UnreadableArtefact("its frequency is unknown")
        }
        let kind = try input.word(UInt8.self)
        let number = Int(try input.word(Int64.self))
        let minute = Int(try input.word(Int64.self))
        let origin: TimeGrid.Origin =
            kind == 0
            ? .calendar(CivilDate(dayNumber: number), hour: minute / 60, minute: minute % 60)
            : .number(number)
        return TimeGrid(frequency: frequency, origin: origin, count: Int(try input.word(UInt32.self)))
    }

    private static func texts(_ input: inout LittleEndianReader) throws(UnreadableArtefact) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try input.count(ofAtLeast: 4)) { texts.append(try input.text()) }
        return texts
    }

    private static func column(
        _ input: inout LittleEndianReader, cells: Int
    ) throws(UnreadableArtefact) -> PanelColumn {
        let name = try input.text()
        guard let knowledge = PanelColumn.Knowledge(rawValue: try input.text()) else {
            throw UnreadableArtefact("it does not say when column \(name) is known")
        }
        let hasWords = try input.word(UInt8.self) == 1
        let words = try texts(&input)
        return PanelColumn(
            name: name, knowledge: knowledge, values: try input.numbers(cells),
            categories: hasWords ? words : nil)
    }

    private static func attribute(
        _ input: inout LittleEndianReader, series: Int
    ) throws(UnreadableArtefact) -> StaticAttribute {
        let name = try input.text()
        let categories = try texts(&input)
        var codes: [Int32] = []
        for _ in 0..<series { codes.append(try input.word(Int32.self)) }
        guard codes.allSatisfy({ (-1..<Int32(categories.count)).contains($0) }) else {
            throw UnreadableArtefact("attribute \(name) has a code without a word")
        }
        return StaticAttribute(name: name, categories: categories, codes: codes)
    }
}
