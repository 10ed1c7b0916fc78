internal import ForecastCore
internal import LocatedYAML

/// The cuts between classes. `keys` has one entry per property.
package struct ClassificationDeclaration: Sendable, Equatable {
    /// Average demand interval between smooth/erratic and intermittent/lumpy.
    package var adiCut = 1.32
    /// Squared coefficient of variation of demand sizes between smooth and erratic.
    package var cv2Cut = 0.49
    /// Cumulative revenue shares (0...1) at which A and B end.
    package var abcCuts = [0.80, 0.95]
    /// Coefficients of variation at which X and Y end.
    package var xyzCuts = [0.5, 1.0]

    package static let standard = ClassificationDeclaration()
}

extension ClassificationDeclaration: SpecBlock {
    static let keys: [SpecKey<ClassificationDeclaration>] = [
        SpecKey(
            "adi", .number(1...1000), \.adiCut,
            "Average demand interval from which demand is intermittent"),
        SpecKey(
            "cv2", .number(0...1000), \.cv2Cut,
            "Squared coefficient of variation of demand sizes from which demand is erratic"),
        SpecKey("abc", .cuts(0...1), \.abcCuts, "Shares of the revenue at which A and B end"),
        SpecKey("xyz", .cuts(0...1000), \.xyzCuts, "Coefficients of variation at which X and Y end"),
    ]
}

extension SpecValue where Value == [Double] {
    /// Two ascending numbers.
    fileprivate static func cuts(_ range: ClosedRange<Double>) -> Self {
        SpecValue(
            schema: SpecSchema.list(of: SpecSchema.number(range), least: 2, most: 2),
            read: { node, path, parser in
                let cuts = node.list(path: path, &parser.diagnostics) { $0.number(in: range, path: $1, &$2) }
                guard let cuts else { return nil }
                if cuts.count == 2, cuts[0] < cuts[1] { return cuts }
                parser.diagnostics.add(
                    Diagnostic(
                        code: "E114",
                        "'\(path)' must be two ascending numbers: where the first and the second class end",
                        at: node.location, fix: "write for example [0.80, 0.95]"))
                return nil
            },
            written: { .numbers($0) }, addToKey: { $2.add($1, $0) })
    }
}
