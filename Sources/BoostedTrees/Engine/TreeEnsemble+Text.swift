/// Reads the trees out of a model text, and refuses whatever is not one: LightGBM itself ends the
/// process on a text that is cut off.
extension TreeEnsemble {
    /// - Throws: `badInput` with the tree and what is wrong about it.
    init(_ text: BoosterText) throws(BoostedTreesError) {
        let bytes = Array(text.trees)
        var sections = TextSections(bytes)
        let header = sections.next()
        guard header["num_class"] == "1", header["num_tree_per_iteration"] == "1", header["objective"] != nil,
            let last = header["max_feature_idx"].flatMap({ Int32($0) }), last >= 0, last < 1 << 28,
            let sizes = header.integers("tree_sizes"), let start = sections.offset(of: "Tree=0")
        else { throw Self.refusal("it is not a regression with one output") }
        columnCount = Int(last) + 1
        var offset = start
        for (tree, size) in sizes.enumerated() {
            let end = offset + Int(size)
            guard size > 0, end <= bytes.count else { throw Self.refusal("tree \(tree) is cut off") }
            var section = TextSections(bytes[offset..<end])
            let fields = section.next()
            guard fields["Tree"] ?? "" == String(tree), add(fields, columns: last + 1) else {
                throw Self.refusal("tree \(tree) is not a tree")
            }
            offset = end
        }
        guard bytes[offset...].starts(with: "end of trees".utf8) else {
            throw Self.refusal("its end is missing")
        }
    }

    private static func refusal(_ message: String) -> BoostedTreesError {
        BoostedTreesError(.badInput, "load a model", message)
    }

    /// Adds one tree; false when the fields do not make one.
    private mutating func add(_ fields: TextFields, columns: Int32) -> Bool {
        guard let count = fields["num_leaves"].flatMap({ Int($0) }), count >= 1,
            let values = fields.numbers("leaf_value"), values.count == count,
            fields["is_linear"] ?? "0" == "0"
        else { return false }
        let firstLeaf = leaves.count
        let firstNode = nodes.count
        leaves += values
        guard count > 1 else {
            roots.append(~Int32(firstLeaf))
            return true
        }
        roots.append(Int32(firstNode))
        guard let splits = fields.integers("split_feature"), let thresholds = fields.numbers("threshold"),
            let decisions = fields.integers("decision_type"), let lefts = fields.integers("left_child"),
            let rights = fields.integers("right_child"), let firstSet = addCategories(fields)
        else { return false }
        let inner = count - 1
        guard
            [splits.count, thresholds.count, decisions.count, lefts.count, rights.count]
                .allSatisfy({ $0 == inner }), splits.allSatisfy({ 0..<columns ~= $0 })
        else { return false }
        for node in 0..<inner {
            // Children come after their parent, so every path ends.
            func child(_ index: Int32) -> Int32? {
                if index < 0 { return Int(~index) < count ? ~(Int32(firstLeaf) + ~index) : nil }
                return Int(index) > node && Int(index) < inner ? Int32(firstNode) + index : nil
            }
            guard let left = child(lefts[node]), let right = child(rights[node]),
                let (threshold, flags) = decision(decisions[node], thresholds[node], firstSet)
            else { return false }
            nodes.append(
                Node(threshold: threshold, split: splits[node] << 2 | flags, left: left, right: right))
        }
        return true
    }

    /// Bit 0 of a decision type marks categories, bit 1 that missing values go left, bits 2 and 3 which
    /// values count as missing: 0 none (NaN is read as 0), 1 zeros, 2 NaN.
    private func decision(_ type: Int32, _ threshold: Double, _ firstSet: Int) -> (Float, Int32)? {
        if type & 1 != 0 {
            guard threshold >= 0, threshold < Double(categorySets.count - firstSet) else { return nil }
            return (Float(bitPattern: UInt32(firstSet + Int(threshold))), 2)
        }
        guard !threshold.isNaN else { return nil }
        var nearest = Float(threshold)
        if Double(nearest) > threshold { nearest = nearest.nextDown }
        switch type >> 2 & 3 {
        case 0: return (nearest, 0 <= threshold ? 1 : 0)
        case 2: return (nearest, type >> 1 & 1)
        default: return nil
        }
    }

    /// The index of the tree's first set of categories; nil when they are malformed.
    private mutating func addCategories(_ fields: TextFields) -> Int? {
        let first = categorySets.count
        guard let count = fields["num_cat"].flatMap({ Int($0) }) else { return nil }
        guard count > 0 else { return first }
        guard let bounds = fields.integers("cat_boundaries"), bounds.count == count + 1, bounds[0] == 0,
            let words = fields.words("cat_threshold"), words.count == Int(bounds[count]),
            zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        for set in 0..<count {
            categorySets.append(
                (start: categoryWords.count + Int(bounds[set]), count: Int(bounds[set + 1] - bounds[set])))
        }
        categoryWords += words
        return first
    }
}

/// The `key=value` lines of one part of a text.
private struct TextFields {
    fileprivate var values: [Substring: Substring] = [:]

    subscript(_ key: Substring) -> Substring? { values[key] }

    func integers(_ key: Substring) -> [Int32]? { list(key) { Int32($0) } }
    func words(_ key: Substring) -> [UInt32]? { list(key) { UInt32($0) } }
    func numbers(_ key: Substring) -> [Double]? { list(key) { Double($0) } }

    /// Nil when the key is missing or one of its values is none.
    private func list<Value>(_ key: Substring, _ read: (Substring) -> Value?) -> [Value]? {
        guard let parts = values[key]?.utf8.split(separator: UInt8(ascii: " ")) else { return nil }
        let list = parts.compactMap { read(Substring($0)) }
        return list.count == parts.count ? list : nil
    }
}

/// Parts of a text that end with an empty line.
private struct TextSections {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

    /// The fields up to the next empty line; of a key that stands twice the first.
    mutating func next() -> TextFields {
        var fields = TextFields()
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            if line.isEmpty { break }
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = Substring(decoding: line[..<equals], as: UTF8.self)
            guard fields.values[key] == nil else { continue }
            fields.values[key] = Substring(decoding: line[(equals + 1)...], as: UTF8.self)
        }
        return fields
    }

    /// Where the rest begins, in the whole text, if it begins with `line`.
    func offset(of line: String) -> Int? {
        rest.starts(with: line.utf8) ? rest.startIndex : nil
    }
}
