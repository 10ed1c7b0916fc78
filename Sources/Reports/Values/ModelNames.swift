/// What charts and tables call models. The points of a sweep share a long beginning, which a narrow place would show and
/// nothing else; so they go by what tells them apart.
struct ModelNames {
    /// A point of a sweep: `lgbm.num_leaves-31.learning_rate-0.05`.
    struct Point {
        let model: String
        /// The name of the model that is swept.
        let base: String
        /// `[axis]`, as the name has them.
        let values: [String]
    }

    /// A sweep, its points in the order of their values.
    struct Sweep {
        let base: String
        /// The last keys of the paths that are swept, such as `num_leaves`.
        let axes: [String]
        let points: [Point]

        /// The values of an axis, sorted: numbers by their size, before words.
        func values(of axis: Int) -> [String] {
            var seen: Set<String> = []
            return points.map { $0.values[axis] }.filter { seen.insert($0).inserted }
                .sorted(by: ModelNames.isBefore)
        }
    }

    let sweeps: [Sweep]
    private let points: [String: (sweep: Int, point: Point)]
    private let hasOthers: Bool

    init(_ report: ExperimentReport) {
        self.init(report.models.map { ($0.name, $0.kind) })
    }

    init(_ models: [(name: String, kind: String)]) {
        var found: [(base: String, kind: String, axes: [String], points: [Point])] = []
        for model in models {
            guard let (base, pairs) = Self.parts(of: model.name) else { continue }
            let axes = pairs.map(\.key)
            let point = Point(model: model.name, base: base, values: pairs.map(\.value))
            if let place = found.firstIndex(where: {
                $0.base == base && $0.kind == model.kind && $0.axes == axes
            }) {
                found[place].points.append(point)
            } else {
                found.append((base, model.kind, axes, [point]))
            }
        }
        sweeps = found.filter { $0.points.count > 1 }.map { found in
            Sweep(
                base: found.base, axes: found.axes,
                points: found.points.sorted { Self.isBefore($0.values[...], $1.values[...]) })
        }
        var points: [String: (sweep: Int, point: Point)] = [:]
        for (index, sweep) in sweeps.enumerated() {
            for point in sweep.points { points[point.model] = (index, point) }
        }
        self.points = points
        hasOthers = sweeps.count > 1 || points.count < models.count
    }

    /// `lgbm 31/0.05` for a point of a sweep, a name as it is otherwise; made fit for a page.
    func short(_ name: String) -> String {
        guard let (index, point) = points[name] else { return PlainText.sanitised(name) }
        let sweep = sweeps[index]
        let told = sweep.axes.indices.filter { sweep.values(of: $0).count > 1 }.map { point.values[$0] }
        let base = hasOthers ? point.base + " " : ""
        return PlainText.sanitised(base + told.joined(separator: "/"))
    }

    /// `lgbm 31, 0.05: num_leaves 31, learning_rate 0.05`: how to read the short names; nil without a sweep.
    var legend: String? {
        guard !sweeps.isEmpty else { return nil }
        let parts = sweeps.map { sweep in
            "\(PlainText.sanitised(sweep.base)) by \(sweep.axes.map(PlainText.sanitised).joined(separator: ", "))"
        }
        return "Points of sweeps go by their values: " + parts.joined(separator: "; ") + "."
    }

    // MARK: - Names

    /// The swept model, keys and values; nil for a name that is no point of a sweep.
    ///
    /// A key begins with a letter, after a dot: so `0.05` does not begin a new one.
    private static func parts(of name: String) -> (base: String, pairs: [(key: String, value: String)])? {
        let pieces = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard pieces.count > 1, !pieces[0].isEmpty else { return nil }
        var base = pieces[0]
        var pairs: [(key: String, value: String)] = []
        for piece in pieces.dropFirst() {
            let key = piece.prefix { $0 != "-" }
            let isKey =
                piece.first.map { $0.isLetter && $0.isASCII } == true && key.count < piece.count
                && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            if isKey {
                pairs.append((String(key), String(piece.dropFirst(key.count + 1))))
            } else if pairs.isEmpty {
                base += "." + piece
            } else {
                pairs[pairs.count - 1].value += "." + piece
            }
        }
        return pairs.isEmpty ? nil : (base, pairs)
    }

    private static func isBefore(_ left: ArraySlice<String>, _ right: ArraySlice<String>) -> Bool {
        for (one, other) in zip(left, right) where one != other { return isBefore(one, other) }
        return false
    }

    static func isBefore(_ left: String, _ right: String) -> Bool {
        func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
        switch (number(left), number(right)) {
        case (let one?, let other?): return (one, left) < (other, right)
        case (_?, nil): return true
        case (nil, _?): return false
        case (nil, nil): return left < right
        }
    }
}
