internal import Reports

/// The error of every series under one model of a finished run, taken from its `forecasts.csv`.
package struct SeriesErrors {
    /// What is measured series by series. Scaled errors lose their scale, which is the same for both models of
    /// one series.
    package enum Kind: String {
        case mape, wape, smape, mae, rmse, pinball

        /// The one nearest to a metric of a report; bias and coverage have none over a single series.
        package init(of metric: String, hasQuantiles: Bool) {
            switch metric.prefix(while: { $0 != "@" }) {
            case "mape": self = .mape
            case "smape": self = .smape
            case "mae", "mase": self = .mae
            case "rmse", "rmsse": self = .rmse
            case "pinball", "wql": self = hasQuantiles ? .pinball : .mae
            default: self = .wape
            }
        }

        var unit: ExperimentReport.MetricDescription.Unit {
            switch self {
            case .mape, .wape, .smape: .percent
            case .mae, .rmse, .pinball: .target
            }
        }
    }

    package struct Entry {
        /// Nil where nothing can be measured.
        let error: Double?
        /// The part of the series in the whole: what its errors sum up to.
        let total: Double
    }

    /// In the order of the file, which is that of the panel.
    private(set) var seriesIDs: [String] = []
    /// By the bytes of the id: ids that are canonically equal are two series.
    private var entries: [[UInt8]: Entry] = [:]

    package func entry(of id: String) -> Entry? { entries[Array(id.utf8)] }

    /// - Parameter steps: the horizon steps that count; all where nil.
    /// - Throws: `FileError`, `ReportError`.
    package init(path: String, target: String, model: String, kind: Kind, steps: Set<Int>?) throws {
        var reader = ForecastsReader(path: path, target: target, model: model)
        var places: [[UInt8]: Int] = [:]
        var sums: [Sums] = []
        var last = (id: "", place: -1)
        try reader.readRows { row, levels in
            guard !row.actual.isNaN, steps?.contains(row.step) ?? true else { return }
            if last.place < 0 || !last.id.utf8.elementsEqual(row.uniqueID.utf8) {
                let id = Array(row.uniqueID.utf8)
                let place = places[id] ?? sums.count
                if place == sums.count {
                    places[id] = place
                    seriesIDs.append(row.uniqueID)
                    sums.append(Sums())
                }
                last = (row.uniqueID, place)
            }
            sums[last.place].add(row.actual, row.values, levels: levels, kind)
        }
        for (id, sums) in zip(seriesIDs, sums) { entries[Array(id.utf8)] = sums.entry(kind) }
    }

    /// What one pass over a series collects.
    private struct Sums {
        var loss = 0.0
        var weight = 0.0
        var count = 0.0

        mutating func add(_ actual: Double, _ values: [Double], levels: [Double], _ kind: Kind) {
            let error = (actual - values[0]).magnitude
            switch kind {
            case .mape:
                guard actual != 0 else { return }
                loss += 100 * error / actual.magnitude
            case .wape:
                loss += 100 * error
                weight += actual.magnitude
            case .smape:
                let size = actual.magnitude + values[0].magnitude
                loss += size > 0 ? 200 * error / size : 0
            case .mae: loss += error
            case .rmse: loss += error * error
            case .pinball:
                for (level, value) in zip(levels, values.dropFirst()) {
                    let over = actual - value
                    loss += max(level * over, (level - 1) * over) / Double(levels.count)
                }
            }
            count += 1
        }

        func entry(_ kind: Kind) -> Entry {
            let mean = count > 0 ? loss / count : nil
            return switch kind {
            case .wape: Entry(error: weight > 0 ? loss / weight : nil, total: loss)
            case .rmse: Entry(error: mean?.squareRoot(), total: loss)
            default: Entry(error: mean, total: loss)
            }
        }
    }
}
