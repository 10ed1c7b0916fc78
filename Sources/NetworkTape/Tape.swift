/// A network for a number of samples: operations on places, without numbers.
package struct Tape: Sendable {
    package let samples: Int
    package let operations: [Operation]
    /// Backward: the operation, and for each of its inputs whether its gradient is added to what is there.
    package let backward: [(operation: Operation, adds: [Bool])]
    /// Elements of the arena; of the masks; of the inputs.
    package let activationCount: Int
    package let maskCount: Int
    package let realCount: Int
    package let codeCount: Int
    package let output: Tensor

    package init(
        samples: Int, operations: [Operation], backward: [(operation: Operation, adds: [Bool])],
        activationCount: Int, maskCount: Int, realCount: Int, codeCount: Int, output: Tensor
    ) {
        self.samples = samples
        self.operations = operations
        self.backward = backward
        self.activationCount = activationCount
        self.maskCount = maskCount
        self.realCount = realCount
        self.codeCount = codeCount
        self.output = output
    }
}

extension Tape {
    /// The way back through `operations`: which gradients are written and which are added to, decided once.
    package static func backward(of operations: [Operation], from output: Tensor) -> [(Operation, [Bool])] {
        var written = WrittenRanges()
        written.insert(output.range)
        var steps: [(Operation, [Bool])] = []
        for operation in operations.reversed() {
            var adds: [Bool] = []
            for input in operation.inputs {
                let missing = written.gaps(in: input.range)
                adds.append(missing != [input.range])
                if missing != [input.range] {
                    for gap in missing {
                        steps.append(
                            (.zeroGradient(Tensor(offset: gap.lowerBound, rows: 1, columns: gap.count)), []))
                    }
                }
                written.insert(input.range)
            }
            steps.append((operation, adds))
        }
        return steps
    }
}

/// Which places of an arena hold a gradient already.
private struct WrittenRanges {
    private var ranges: [Range<Int>] = []

    mutating func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var merged = range
        ranges.removeAll { other in
            guard other.upperBound >= merged.lowerBound && other.lowerBound <= merged.upperBound else {
                return false
            }
            merged = min(merged.lowerBound, other.lowerBound)..<max(merged.upperBound, other.upperBound)
            return true
        }
        ranges.append(merged)
    }

    /// The parts of `range` that are not written, in order.
    func gaps(in range: Range<Int>) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        var next = range.lowerBound
        for written in ranges.sorted(by: { $0.lowerBound < $1.lowerBound })
        where written.overlaps(range) {
            if written.lowerBound > next { gaps.append(next..<written.lowerBound) }
            next = max(next, written.upperBound)
        }
        if next < range.upperBound { gaps.append(next..<range.upperBound) }
        return gaps
    }
}
