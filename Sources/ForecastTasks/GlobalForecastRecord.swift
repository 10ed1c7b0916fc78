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
        var output = LittleEndianWriter()
        output.append(counted: values)
        output.append(raw: fit.modelDigest.bytes)
        output.append(fit.work)
        output.append(fit.course) { output, course in
            output.append(course.marks) { output, mark in
                output.append(UInt64(mark.step))
                output.append(mark.training)
                output.append(mark.validation) { $0.append($1) }
            }
        }
        output.append(fit.explanation) { $0.append($1) }
        if !remarks.isEmpty { output.append(remarks) { $0.append(counted: $1) } }
        return output.bytes
    }

    /// Nil when `bytes` is anything but a record of `valueCount` values: the caller computes it anew.
    init?(_ bytes: [UInt8], valueCount: Int) {
        var input = LittleEndianReader(bytes)
        do {
            values = try input.countedNumbers()
            let modelDigest = Digest(bytes: Array(try input.raw(32)))
            let work = try input.number()
            let course = try input.optional { input in
                TrainingCourse(
                    try input.list { input in
                        TrainingCourse.Mark(
                            step: try input.whole(), training: try input.number(),
                            validation: try input.optional { try $0.number() })
                    })
            }
            let explanation = try input.optional { try $0.explanation() }
            remarks = input.isAtEnd ? [] : try input.list { try $0.text(lengthIn: UInt64.self) }
            guard let modelDigest, values.count == valueCount, input.isAtEnd else { return nil }
            fit = GlobalFit(modelDigest: modelDigest, work: work, explanation: explanation, course: course)
        } catch {
            return nil
        }
    }
}

/// Counts and lengths take 8 bytes.
extension LittleEndianWriter {
    fileprivate mutating func append(counted values: [Double]) {
        append(UInt64(values.count))
        append(values)
    }

    fileprivate mutating func append(counted text: String) {
        append(UInt64(text.utf8.count))
        append(raw: text.utf8)
    }

    fileprivate mutating func append<Item>(
        _ items: [Item], _ write: (inout LittleEndianWriter, Item) -> Void
    ) {
        append(UInt64(items.count))
        for item in items { write(&self, item) }
    }

    fileprivate mutating func append<Item>(
        _ item: Item?, _ write: (inout LittleEndianWriter, Item) -> Void
    ) {
        append(UInt8(item == nil ? 0 : 1))
        if let item { write(&self, item) }
    }

    fileprivate mutating func append(_ explanation: Explanation) {
        append(UInt64(explanation.rows))
        append(explanation.features) { $0.append(counted: $1) }
        append(explanation.measures) { output, measure in
            output.append(measure.kind.rawValue)
            output.append(counted: measure.values)
        }
        append(explanation.attention) { output, attention in
            output.append(attention.rows) { output, row in
                output.append(UInt64(row.step))
                output.append(counted: row.weights)
            }
        }
    }
}

extension LittleEndianReader {
    /// A number that counts what is not in here, such as training steps.
    fileprivate mutating func whole() throws(UnreadableArtefact) -> Int {
        guard let whole = Int(exactly: try word(UInt64.self)), whole <= 1 << 40 else {
            throw UnreadableArtefact("a count in it is too large")
        }
        return whole
    }

    fileprivate mutating func countedNumbers() throws(UnreadableArtefact) -> [Double] {
        try numbers(try count(ofAtLeast: 8, in: UInt64.self))
    }

    /// Every item takes a byte at least.
    fileprivate mutating func list<Item>(
        _ read: (inout LittleEndianReader) throws -> Item
    ) throws -> [Item] {
        var items: [Item] = []
        for _ in 0..<(try count(ofAtLeast: 1, in: UInt64.self)) { items.append(try read(&self)) }
        return items
    }

    fileprivate mutating func optional<Item>(
        _ read: (inout LittleEndianReader) throws -> Item
    ) throws -> Item? {
        switch try word(UInt8.self) {
        case 0: nil
        case 1: try read(&self)
        default: throw UnreadableArtefact("it does not tell whether more follows")
        }
    }

    fileprivate mutating func explanation() throws -> Explanation {
        let rows = try whole()
        let features = try list { try $0.text(lengthIn: UInt64.self) }
        let measures = try list { input in
            guard let kind = Explanation.Kind(rawValue: try input.word(UInt8.self)) else {
                throw UnreadableArtefact("it has a measure of an unknown kind")
            }
            let values = try input.countedNumbers()
            guard values.count == features.count else {
                throw UnreadableArtefact("a measure in it is of other features")
            }
            return Explanation.Measure(kind, values)
        }
        let attention = try optional { input in
            AttentionShares(
                try input.list { input in
                    AttentionShares.Row(step: try input.whole(), weights: try input.countedNumbers())
                })
        }
        return Explanation(features: features, measures: measures, rows: rows, attention: attention)
    }
}
