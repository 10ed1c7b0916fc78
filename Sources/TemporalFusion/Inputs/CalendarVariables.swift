internal import DemandFeatures
internal import NumericKernels

/// Facts of the calendar as a network reads them.
enum CalendarVariables {
    /// Facts with few values, each of which means something of its own.
    private static let cycles: [String: ClosedRange<Int>] = [
        "month": 1...12, "quarter": 1...4, "day_of_week": 1...7, "hour_of_day": 0...23,
    ]
    /// Those with many: a point on a circle, so that the last week is beside the first.
    private static let circles: [String: Double] = [
        "week_of_year": 365.25 / 7, "day_of_year": 365.25, "day_of_month": 30.4375,
    ]

    /// The variables of a fact; none for anything else.
    static func variables(of sequence: FeatureSequence) -> [SequenceInputs.Variable] {
        let name = sequence.feature.name
        if let cycle = cycles[name] {
            return [.init(name: name, column: .codes(codes(sequence.values, cycle), count: cycle.count + 1))]
        }
        return circles[name].map { circle(sequence, length: $0) } ?? []
    }

    /// The last code stands for what is missing or beyond.
    static func codes(_ values: [Float], _ range: ClosedRange<Int>) -> [Int32] {
        values.map { value in
            guard !value.isNaN, range.contains(Int(value)) else { return Int32(range.count) }
            return Int32(Int(value) - range.lowerBound)
        }
    }

    private static func circle(_ sequence: FeatureSequence, length: Double) -> [SequenceInputs.Variable] {
        [("sin", PortableMath.sin), ("cos", PortableMath.cos)].map { suffix, function in
            .init(
                name: "\(sequence.feature.name)_\(suffix)",
                column: .numbers(
                    sequence.values.map { value in
                        value.isNaN ? 0 : Float(function(2 * .pi * Double(value) / length))
                    }))
        }
    }
}
