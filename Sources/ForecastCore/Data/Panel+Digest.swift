extension Panel {
    /// The SHA-256 of the panel's canonical form: grid, series, columns, attributes and holidays, each
    /// tagged; a column's numbers as little-endian words, every NaN as one pattern.
    ///
    /// **Complexity** O(bytes): about 1 s per GB.
    package var digest: Digest {
        var encoder = CanonicalEncoder(stage: "panel", version: 1)
        encoder.add("frequency", grid.frequency.rawValue)
        switch grid.origin {
        case .calendar(let day, let hour, let minute):
            encoder.add("origin", [day.dayNumber, hour] + (minute == 0 ? [] : [minute]))
        case .number(let first): encoder.add("number", first)
        }
        encoder.add("periods", grid.count)
        encoder.add("series", Self.digest(ofTexts: seriesIDs))
        encoder.add("first_step", Self.digest(ofWords: firstStep.lazy.map { UInt64(bitPattern: Int64($0)) }))
        for column in columns {
            encoder.add("column", column.name)
            encoder.add("knowledge", column.knowledge.rawValue)
            if let words = column.categories { encoder.add("words", Self.digest(ofTexts: words)) }
            encoder.add("values", Self.digest(of: column.values))
        }
        for attribute in attributes {
            encoder.add("attribute", attribute.name)
            encoder.add("categories", Self.digest(ofTexts: attribute.categories))
            encoder.add(
                "codes", Self.digest(ofWords: attribute.codes.lazy.map { UInt64(bitPattern: Int64($0)) }))
        }
        for holiday in holidays {
            encoder.add("holiday", holiday.name)
            encoder.add("day", holiday.date.dayNumber)
        }
        return encoder.digest
    }

    /// The digest of what a local model sees of one series in a window: its id, the target, and the values
    /// from its first period (or the window's) to the window's end. Nothing later reaches it.
    package func seriesDigest(target: String, series: Int, range: Range<Int>) -> Digest {
        guard let column = column(target) else { preconditionFailure("no column \(target)") }
        return seriesDigest(of: column, series: series, range: range)
    }

    /// See `seriesDigest(target:series:range:)`; for loops over many series.
    ///
    /// **Complexity** about 1 microsecond and the time to hash the bytes.
    package func seriesDigest(of column: PanelColumn, series: Int, range: Range<Int>) -> Digest {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= grid.count, "range \(range) of \(grid.count) periods"
        )
        let first = min(max(firstStep[series], range.lowerBound), range.upperBound)
        let base = series * grid.count
        var words: [UInt64] = []
        let id = seriesIDs[series]
        words.reserveCapacity(6 + id.utf8.count / 8 + column.name.utf8.count / 8 + range.upperBound - first)
        words.append(Self.seriesTag)
        Self.append(id, to: &words)
        Self.append(column.name, to: &words)
        words.append(UInt64(first).littleEndian)
        column.values.withUnsafeBufferPointer { values in
            for value in values[base + first..<base + range.upperBound] {
                words.append(CanonicalEncoder.canonicalBits(of: value).littleEndian)
            }
        }
        return words.withUnsafeBytes { Digest.sha256($0) }
    }

    /// `series1`: the layout's name and version.
    private static let seriesTag = UInt64(bigEndian: 0x7365_7269_6573_3100)

    /// Appends the length of `text` and its bytes, padded to whole words.
    private static func append(_ text: String, to words: inout [UInt64]) {
        words.append(UInt64(text.utf8.count).littleEndian)
        var word: UInt64 = 0
        var filled: UInt64 = 0
        for byte in text.utf8 {
            word |= UInt64(byte) << (8 * filled)
            filled += 1
            if filled == 8 {
                words.append(word.littleEndian)
                (word, filled) = (0, 0)
            }
        }
        if filled > 0 { words.append(word.littleEndian) }
    }

    private static func digest(ofTexts texts: [String]) -> Digest {
        var hash = DigestStream()
        var words: [UInt64] = [UInt64(texts.count).littleEndian]
        for text in texts {
            append(text, to: &words)
            if words.count > blockWordCount { flush(&words, to: &hash) }
        }
        flush(&words, to: &hash)
        return hash.finish()
    }

    private static func digest(ofWords source: some Sequence<UInt64>) -> Digest {
        var hash = DigestStream()
        var words: [UInt64] = []
        words.reserveCapacity(blockWordCount + 1)
        for word in source {
            words.append(word.littleEndian)
            if words.count == blockWordCount { flush(&words, to: &hash) }
        }
        flush(&words, to: &hash)
        return hash.finish()
    }

    private static func digest(of numbers: Numbers) -> Digest {
        var hash = DigestStream()
        var words: [UInt64] = []
        words.reserveCapacity(blockWordCount)
        numbers.withUnsafeBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: blockWordCount) {
                for value in values[start..<min(start + blockWordCount, values.count)] {
                    words.append(CanonicalEncoder.canonicalBits(of: value).littleEndian)
                }
                flush(&words, to: &hash)
                if start % NumberSpace.passSize == 0 { numbers.letGo() }
            }
        }
        numbers.letGo()
        return hash.finish()
    }

    private static let blockWordCount = 1 << 13

    private static func flush(_ words: inout [UInt64], to hash: inout DigestStream) {
        words.withUnsafeBytes { hash.update($0) }
        words.removeAll(keepingCapacity: true)
    }
}
