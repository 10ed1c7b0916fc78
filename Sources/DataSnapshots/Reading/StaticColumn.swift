internal import ForecastCore

/// A property of the series, gathered row by row.
struct StaticColumn {
    /// What a cell turned out to be.
    enum Verdict: Equatable {
        case accepted
        /// The value seen before, which the cell contradicts.
        case changed(String)
        /// Not fit to be shown or stored; why, as the rest of a sentence.
        case unfit(String)
    }

    let name: String
    private(set) var values = ByteInterner()
    /// For each series an entry of `values`, or -1 while every cell was empty.
    private(set) var codes: [Int32] = []
    /// Which of several values counts; nil where a second one is a contradiction.
    var rule: Aggregation.Rule?
    /// Where a rule asks for time, the label of the row that each series' value is from.
    private var labels: [Int32] = []

    init(name: String) { self.name = name }

    /// Takes a cell; an empty one says nothing.
    /// - Parameter label: when its row is, for the rules `first` and `last`.
    mutating func take(_ cell: Bytes, series: Int, label: Int32 = 0) -> Verdict {
        while codes.count <= series { codes.append(-1) }
        guard !cell.isEmpty else { return .accepted }
        let known = Int(codes[series])
        if let rule, known >= 0, !values.equals(known, cell) {
            guard replaces(rule, series, label) else { return .accepted }
        } else if known >= 0 {
            if rule != nil, replaces(rule ?? .any, series, label) { labels[series] = label }
            return values.equals(known, cell) ? .accepted : .changed(values.string(known))
        }
        if rule != nil {
            while labels.count <= series { labels.append(0) }
            labels[series] = label
        }
        if let value = values.index(of: cell) {
            codes[series] = Int32(value)
            return .accepted
        }
        if let fault = LongTableReader.fault(inName: cell) { return .unfit(fault) }
        codes[series] = Int32(values.add(cell))
        return .accepted
    }

    /// Whether a row's value takes the place of the one before.
    private func replaces(_ rule: Aggregation.Rule, _ series: Int, _ label: Int32) -> Bool {
        switch rule {
        case .first: label < labels[series]
        case .last: label >= labels[series]
        default: false
        }
    }

    /// The attribute of the panel whose rows are the series `order`; an unknown series has no value.
    func attribute(order: [Int]) -> StaticAttribute {
        // Where one of several values counts, the others are none of the attribute's.
        let used = rule == nil ? nil : Set(codes)
        let sorted = values.sortedIndices().filter { used?.contains(Int32($0)) ?? true }
        var rank = [Int32](repeating: 0, count: values.count)
        for (position, index) in sorted.enumerated() { rank[index] = Int32(position) }
        let codes = order.map { series in
            self.codes.indices.contains(series) && self.codes[series] >= 0
                ? rank[Int(self.codes[series])] : -1
        }
        return StaticAttribute(name: name, categories: sorted.map(values.string), codes: codes)
    }
}

extension DataProblems {
    /// Reports a static cell that was not accepted.
    /// - Parameter alike: what the cells have in common that are one problem together.
    func report(
        _ verdict: StaticColumn.Verdict, subject: String, cell: Bytes, alike: String? = nil,
        at location: SourceLocation
    ) {
        switch verdict {
        case .accepted: break
        case .unfit(let fault):
            report(.invalidText, alike: alike) {
                Problem(
                    "\(subject) \(fault)", at: location,
                    fix: LongTableReader.fixOfID(fault))
            }
        case .changed(let before):
            report(.staticChanged, alike: alike) {
                Problem(
                    "\(subject) is \(quoted(cell)), but was \(quoted(before)) in an earlier row",
                    at: location,
                    fix: "a static column has one value per series; correct it, or remove it from 'static'")
            }
        }
    }
}
