internal import ForecastCore

/// What a global model said in one window: the content of its cache entry, all of which a report needs.
struct GlobalForecastRecord: Equatable, Sendable {
    /// **Shape** `[series, gap + horizon, 1 + levels]`.
    let values: [Double]
    let fit: GlobalFit
}

// MARK: - Bytes

extension GlobalForecastRecord {
    /// Little-endian: the values after their count, digest, work, a byte that tells whether there is an
    /// explanation, then rows, names, and measures, each list after its count.
    var bytes: [UInt8] {
        var output = ByteOutput()
        output.append(values)
        output.bytes += fit.modelDigest.bytes
        output.append(fit.work.bitPattern)
        guard let explanation = fit.explanation else {
            output.bytes.append(0)
            return output.bytes
        }
        output.bytes.append(1)
        output.append(UInt64(explanation.rows))
        output.append(UInt64(explanation.features.count))
        for name in explanation.features {
            output.append(UInt64(name.utf8.count))
            output.bytes += Array(name.utf8)
        }
        output.append(UInt64(explanation.measures.count))
        for measure in explanation.measures {
            output.bytes.append(measure.kind.rawValue)
            output.append(measure.values)
        }
        return output.bytes
    }

    /// Nil when `bytes` is anything but a record of `valueCount` values: the caller computes it anew.
    init?(_ bytes: [UInt8], valueCount: Int) {
        var input = ByteInput(bytes: bytes[...])
        guard let values = input.numbers(), values.count == valueCount,
            let digest = input.take(32).flatMap({ Digest(bytes: Array($0)) }),
            let work = input.word().map(Double.init(bitPattern:)), let isExplained = input.take(1)?.first
        else { return nil }
        var explanation: Explanation?
        if isExplained == 1 {
            guard let read = Self.explanation(&input) else { return nil }
            explanation = read
        }
        guard input.bytes.isEmpty else { return nil }
        self.values = values
        fit = GlobalFit(modelDigest: digest, work: work, explanation: explanation)
    }

    private static func explanation(_ input: inout ByteInput) -> Explanation? {
        guard let rows = input.count(), let featureCount = input.count() else { return nil }
        var features: [String] = []
        for _ in 0..<featureCount {
            guard let length = input.count(), let name = input.take(length) else { return nil }
            features.append(String(decoding: name, as: UTF8.self))
        }
        guard let measureCount = input.count() else { return nil }
        var measures: [Explanation.Measure] = []
        for _ in 0..<measureCount {
            guard let kind = input.take(1)?.first.flatMap(Explanation.Kind.init(rawValue:)),
                let values = input.numbers(), values.count == featureCount
            else { return nil }
            measures.append(.init(kind, values))
        }
        return Explanation(features: features, measures: measures, rows: rows)
    }
}

private struct ByteOutput {
    var bytes: [UInt8] = []

    mutating func append(_ word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ values: [Double]) {
        append(UInt64(values.count))
        // Bits, little-endian as this program's only platforms store them.
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}

private struct ByteInput {
    var bytes: ArraySlice<UInt8>

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    mutating func word() -> UInt64? {
        take(8).map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    }

    /// A count that the bytes left can hold.
    mutating func count() -> Int? {
        word().flatMap { Int(exactly: $0) }.flatMap { $0 <= 1 << 40 ? $0 : nil }
    }

    mutating func numbers() -> [Double]? {
        guard let count = count(), let slice = take(8 * count) else { return nil }
        return slice.withUnsafeBytes { raw in
            (0..<count).map { Double(bitPattern: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
    }
}
