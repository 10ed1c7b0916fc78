internal import DemandFeatures

extension TrainedNetwork {
    /// The weights with which a training begins that goes on from an earlier one: its own; where a category has other words by
    /// now, those of each word that it knew, and those of a missing one for the others.
    ///
    /// Nil where the two read other variables, or are of other sizes: the training then begins anew.
    func continuation(of earlier: TrainedNetwork, seed: Int, _ table: ParameterTable) -> [Float]? {
        var same = earlier.shape
        (same.fixed, same.past, same.known) = (shape.fixed, shape.past, shape.known)
        guard same == shape, seed < earlier.weights.count else { return nil }
        let (now, before) = (variables.groups, earlier.variables.groups)
        guard zip(now, before).allSatisfy({ $0.variables.map(\.name) == $1.variables.map(\.name) }) else {
            return nil
        }
        let old = NetworkBuilder.build(earlier.shape, samples: 1).table
        guard old.entries.map(\.name) == table.entries.map(\.name) else { return nil }
        var rows: [String: [Int]] = [:]
        for (now, before) in zip(now, before) {
            for (index, variable) in now.variables.enumerated() {
                guard let places = places(of: variable, in: earlier, as: before.variables[index]) else {
                    return nil
                }
                if case .category = variable.input { rows["input.\(now.name).\(index).table"] = places }
            }
        }
        var weights: [Float] = []
        for (entry, from) in zip(table.entries, old.entries) {
            let rows = rows[entry.name] ?? Array(0..<from.rows)
            guard rows.count == entry.rows, from.columns == entry.columns else { return nil }
            for row in rows {
                let start = from.offset + row * from.columns
                weights += earlier.weights[seed][start..<start + from.columns]
            }
        }
        return weights
    }

    /// For each category of a variable the place that it had in `earlier`; empty for a number, nil where they cannot be told.
    private func places(
        of variable: VariableNames.Variable, in earlier: TrainedNetwork, as before: VariableNames.Variable
    ) -> [Int]? {
        switch (variable.input, before.input) {
        case (.number, .number): return []
        case (.category(let count), .category(let old)):
            guard let words = codes[variable.name], let known = earlier.codes[variable.name] else {
                return count == old ? Array(0..<count) : nil
            }
            let places = Dictionary(zip(known, 0...)) { first, _ in first }
            // The last place is that of a missing or unseen one.
            let found = words.map { places[$0] ?? old - 1 } + [old - 1]
            return found.count == count && known.count == old - 1 ? found : nil
        default: return nil
        }
    }
}

extension VariableNames {
    /// As the names of the parameters call them.
    fileprivate var groups: [(name: String, variables: [Variable])] {
        [("static", fixed), ("past", past), ("known", known)]
    }
}
