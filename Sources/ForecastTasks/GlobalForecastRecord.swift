internal import ForecastCore

/// What a global model said in one window: the content of its cache entry, all of which a report needs.
struct GlobalForecastRecord: Equatable, Sendable {
    /// **Shape** `[series, gap + horizon, 1 + levels]`.
    let values: [Double]
    let fit: GlobalFit
    /// `FittedGlobalModel.lessons`, and of a model that was trained before `FittedGlobalModel.remarks`.
    var remarks: [String] = []
}

// MARK: - Bytes

extension GlobalForecastRecord {
    /// Little-endian: the values after their count, digest, work; then what is known of the training and of what the
    /// forecasts lean on, each after a byte that tells whether there is anything, and every list after its count. Remarks
    /// are at the end, where there are any.
    var bytes: [UInt8] {
        var output = ByteOutput()
        output.append(values)
        output.bytes += fit.modelDigest.bytes
        output.append(fit.work.bitPattern)
        output.append(fit.course) { output, course in
            output.append(course.marks) { output, mark in
                output.append(UInt64(mark.step))
                output.append(mark.training.bitPattern)
                output.append(mark.validation) { $0.append($1.bitPattern) }
            }
        }
        output.append(fit.explanation) { $0.append($1) }
        if !remarks.isEmpty { output.append(remarks) { $0.append($1) } }
        return output.bytes
    }

    /// Nil when `bytes` is anything but a record of `valueCount` values: the caller computes it anew.
    init?(_ bytes: [UInt8], valueCount: Int) {
        var input = ByteInput(bytes: bytes[...])
        do {
            values = try input.numbers()
            let modelDigest = Digest(bytes: Array(try input.take(32)))
            let work = Double(bitPattern: try input.word())
            let course = try input.optional { input in
                TrainingCourse(
                    try input.list { input in
                        TrainingCourse.Mark(
                            step: try input.count(), training: Double(bitPattern: try input.word()),
                            validation: try input.optional { Double(bitPattern: try $0.word()) })
                    })
            }
            let explanation = try input.optional { try $0.explanation() }
            remarks = input.bytes.isEmpty ? [] : try input.list { try $0.text() }
            guard let modelDigest, values.count == valueCount, input.bytes.isEmpty else { return nil }
            fit = GlobalFit(modelDigest: modelDigest, work: work, explanation: explanation, course: course)
        } catch {
            return nil
        }
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

    mutating func append<Item>(_ items: [Item], _ write: (inout ByteOutput, Item) -> Void) {
        append(UInt64(items.count))
        for item in items { write(&self, item) }
    }

    mutating func append<Item>(_ item: Item?, _ write: (inout ByteOutput, Item) -> Void) {
        bytes.append(item == nil ? 0 : 1)
        if let item { write(&self, item) }
    }

    mutating func append(_ text: String) {
        append(UInt64(text.utf8.count))
        bytes += Array(text.utf8)
    }

    mutating func append(_ explanation: Explanation) {
        append(UInt64(explanation.rows))
        append(explanation.features) { $0.append($1) }
        append(explanation.measures) { output, measure in
            output.bytes.append(measure.kind.rawValue)
            output.append(measure.values)
        }
        append(explanation.attention) { output, attention in
            output.append(attention.rows) { output, row in
                output.append(UInt64(row.step))
                output.append(row.weights)
            }
        }
    }
}

/// What is read is no record.
private struct NoRecord: Error {}

private struct ByteInput {
    var bytes: ArraySlice<UInt8>

    mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count else { throw NoRecord() }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    mutating func word() throws -> UInt64 {
        try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func count() throws -> Int {
        guard let count = Int(exactly: try word()), count <= 1 << 40 else { throw NoRecord() }
        return count
    }

    mutating func numbers() throws -> [Double] {
        let count = try count()
        return try take(8 * count).withUnsafeBytes { raw in
            (0..<count).map { Double(bitPattern: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
    }

    /// Every item takes a byte at least, so that no count makes more of them than there are bytes.
    mutating func list<Item>(
        _ read: (inout ByteInput) throws -> Item
    ) throws -> [Item] {
        let count = try count()
        guard count <= bytes.count else { throw NoRecord() }
        var items: [Item] = []
        for _ in 0..<count { items.append(try read(&self)) }
        return items
    }

    mutating func optional<Item>(
        _ read: (inout ByteInput) throws -> Item
    ) throws -> Item? {
        switch try take(1).first {
        case 0: nil
        case 1: try read(&self)
        default: throw NoRecord()
        }
    }

    mutating func text() throws -> String {
        let length = try count()
        return String(decoding: try take(length), as: UTF8.self)
    }

    mutating func explanation() throws -> Explanation {
        let rows = try count()
        let features = try list { try $0.text() }
        let measures = try list { input in
            guard let kind = Explanation.Kind(rawValue: try input.take(1).first ?? 0) else {
                throw NoRecord()
            }
            let values = try input.numbers()
            guard values.count == features.count else { throw NoRecord() }
            return Explanation.Measure(kind, values)
        }
        let attention = try optional { input in
            AttentionShares(
                try input.list { input in
                    let step = try input.count()
                    return AttentionShares.Row(step: step, weights: try input.numbers())
                })
        }
        return Explanation(features: features, measures: measures, rows: rows, attention: attention)
    }
}
