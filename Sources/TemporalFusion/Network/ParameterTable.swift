internal import NetworkTape

/// Names, shapes and places of all weights in one flat buffer.
package struct ParameterTable: Sendable {
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let rows: Int
        package let columns: Int
        package let offset: Int
        let start: Start

        package var count: Int { rows * columns }
        var parameter: Parameter { Parameter(offset: offset, rows: rows, columns: columns) }
    }

    /// What a weight is before training.
    enum Start: Sendable, Equatable {
        /// Uniform with this bound.
        case uniform(Double)
        case constant(Double)
        /// 1 for the forget gate, else 0: a new memory keeps what it has (Jozefowicz et al. 2015).
        case forgetGate
        /// What makes the quantiles of a normal around 1 with a deviation of a half, one per output; the mean's is 1.
        case outputs
    }

    package private(set) var entries: [Entry] = []
    package private(set) var count = 0

    mutating func add(_ name: String, _ rows: Int, _ columns: Int, _ start: Start) -> Parameter {
        let entry = Entry(name: name, rows: rows, columns: columns, offset: count, start: start)
        entries.append(entry)
        count += entry.count
        return entry.parameter
    }
}
