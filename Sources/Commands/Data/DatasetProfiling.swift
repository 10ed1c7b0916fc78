internal import DataSnapshots
internal import DemandFeatures
internal import ForecastCore
internal import Reports

/// Gathers what `data show` tells about a panel.
struct DatasetProfiling {
    let name: String
    let description: String
    let digest: String
    let panel: Panel

    /// Charts on a page: enough to see every class, few enough to look at.
    private static let chartCount = 60

    private var count: Int { panel.grid.count }

    /// - Parameter chosen: ids of series to show; the largest of every class where empty.
    /// - Throws: `DiagnosticsError` for ids that the data set does not have.
    func profile(chosen: [String]) throws -> DatasetProfile {
        let summary = PanelSummary(of: panel)
        var profile = DatasetProfile(
            dataset: name, snapshotDigest: digest, description: description,
            frequency: panel.grid.frequency.rawValue, series: panel.seriesCount, periods: count,
            firstLabel: summary.firstLabel, lastLabel: summary.lastLabel, observations: summary.observations,
            columns: summary.columns.map(column), attributes: attributes(summary), volume: "", classes: [],
            lengths: [], zeroShares: [], isChosen: !chosen.isEmpty, shown: [], ticks: ticks())
        let picked = try SeriesChoice(panel.seriesIDs, of: name).rows(of: chosen)
        guard let volume = panel.column("volume") ?? panel.columns.first(where: { $0.knowledge == .target })
        else { return profile }
        let facts = (0..<panel.seriesCount).map { Facts(volume.values[$0 * count..<($0 + 1) * count]) }
        let classes = SeriesClassifier().classify(
            volume: volume.values, revenue: panel.column("revenue")?.values, timeCount: count,
            training: 0..<count)
        profile.volume = volume.name
        let total = facts.reduce(0) { $0 + max(0, $1.total) }
        // Nothing is no whole, and a sum beyond all numbers would make every part of it 0.
        let hasShares = total > 0 && total.isFinite
        profile.classes = ClassTable(classes, volumes: facts.map(\.total)).cells.map {
            .init(
                abc: $0.abc.label, xyz: $0.xyz.label, pattern: $0.pattern.label, series: $0.seriesCount,
                share: Figure(hasShares ? $0.volumeShare : nil))
        }
        profile.lengths = Self.lengths(facts.map(\.length))
        profile.zeroShares = Self.zeroShares(facts)
        let rows = chosen.isEmpty ? largest(of: classes, facts.map(\.total)) : picked
        profile.shown = rows.map { row in
            let facts = facts[row]
            return .init(
                uniqueID: panel.seriesIDs[row], abc: classes.abc[row].label, xyz: classes.xyz[row].label,
                pattern: classes.pattern[row].label,
                share: Figure(hasShares ? max(0, facts.total) / total : nil), observed: facts.observed,
                zeros: facts.zeros,
                mean: Figure(facts.observed > 0 ? facts.total / Double(facts.observed) : nil),
                values: Array(volume.values[row * count..<(row + 1) * count]))
        }
        return profile
    }

    /// One series in numbers.
    private struct Facts {
        var total = 0.0
        var observed = 0
        var zeros = 0
        /// Periods from the first to the last observation.
        var length = 0

        init(_ values: Slice<Numbers>) {
            for value in values where !value.isNaN {
                total += value
                observed += 1
                if value == 0 { zeros += 1 }
            }
            if let first = values.firstIndex(where: { !$0.isNaN }),
                let last = values.lastIndex(where: { !$0.isNaN })
            {
                length = last - first + 1
            }
        }
    }

    private func column(_ column: PanelSummary.Column) -> DatasetProfile.Column {
        .init(
            name: column.name, known: column.knowledge.rawValue, observed: column.observed,
            missing: column.missing, zeros: column.zeros, smallest: Figure(column.minimum),
            largest: Figure(column.maximum))
    }

    private func attributes(_ summary: PanelSummary) -> [DatasetProfile.Attribute] {
        zip(panel.attributes, summary.attributes).map { attribute, counts in
            .init(
                name: attribute.name, values: counts.categories, missing: counts.missing,
                examples: Array(attribute.categories.prefix(3)))
        }
    }

    // MARK: - Which series

    /// The largest series of every combination of importance and demand pattern, one of each in turn until there
    /// are enough; in the order of the classes, then of size, ties in panel order.
    private func largest(of classes: SeriesClasses, _ volumes: [Double]) -> [Int] {
        let patterns = DemandPattern.allCases.count
        var cells = [[Int]](repeating: [], count: ABCClass.allCases.count * patterns)
        for row in volumes.indices {
            cells[Int(classes.abc[row].rawValue) * patterns + Int(classes.pattern[row].rawValue)].append(row)
        }
        for cell in cells.indices {
            cells[cell].sort { (volumes[$1], $0) < (volumes[$0], $1) }
        }
        var taken = [Int](repeating: 0, count: cells.count)
        var left = min(Self.chartCount, volumes.count)
        while left > 0 {
            for cell in cells.indices where left > 0 && taken[cell] < cells[cell].count {
                taken[cell] += 1
                left -= 1
            }
        }
        return cells.indices.flatMap { cells[$0].prefix(taken[$0]) }
    }

    // MARK: - Histograms

    /// About twelve bins of equal, round width.
    static func lengths(_ lengths: [Int]) -> [DatasetProfile.Bin] {
        guard let shortest = lengths.min(), let longest = lengths.max() else { return [] }
        var step = 1
        while (longest - shortest) / step >= 12 {
            // 1, 2, 5, 10, 20, 50, ...
            step = String(step).hasPrefix("2") ? step / 2 * 5 : step * 2
        }
        let first = shortest / step
        var counts = [Int](repeating: 0, count: longest / step - first + 1)
        for length in lengths { counts[length / step - first] += 1 }
        return counts.enumerated().map { index, count in
            let lower = (first + index) * step
            return .init(
                lower: Double(lower), upper: Double(lower + step - 1), series: count,
                label: step == 1 ? "\(lower)" : "\(lower) to \(lower + step - 1)")
        }
    }

    /// None, by tenths, all.
    private static func zeroShares(_ facts: [Facts]) -> [DatasetProfile.Bin] {
        var counts = [Int](repeating: 0, count: 12)
        for facts in facts where facts.observed > 0 {
            switch facts.zeros {
            case 0: counts[0] += 1
            case facts.observed: counts[11] += 1
            default: counts[1 + facts.zeros * 10 / facts.observed] += 1
            }
        }
        return counts.enumerated().map { index, count in
            let lower = Double(max(0, index - 1)) * 10
            let (label, upper) =
                index == 0
                ? ("none", 0)
                : index == 11 ? ("all", 100) : ("\(10 * (index - 1)) to \(10 * index) %", lower + 10)
            return .init(lower: index == 11 ? 100 : lower, upper: upper, series: count, label: label)
        }
    }

    // MARK: - Time axis

    /// The years where labels are dates of more than one year, at most six of them; else the first and last
    /// period.
    private func ticks() -> [DatasetProfile.Tick] {
        guard count > 1 else { return count == 1 ? [.init(step: 0, label: panel.grid.label(of: 0))] : [] }
        let labels = (0..<count).map(panel.grid.label)
        let starts = (1..<count).filter { step in
            labels[step].dropFirst(4).first == "-" && labels[step].prefix(4) != labels[step - 1].prefix(4)
        }
        guard starts.count > 1 else {
            return [.init(step: 0, label: labels[0]), .init(step: count - 1, label: labels[count - 1])]
        }
        let every = (starts.count + 5) / 6
        return starts.enumerated().filter { $0.offset % every == 0 }.map {
            .init(step: $0.element, label: String(labels[$0.element].prefix(4)))
        }
    }
}
