internal import ExperimentSpec
internal import ForecastCore
internal import StatisticalModels

/// Whose season a series of a grouped model may take: the series by the value of the attribute that the model names.
struct SeriesGroups: Sendable {
    /// For each series its group, or -1 for none.
    private let codes: [Int32]
    private let count: Int
    private let history: TargetHistory
    /// What all series of a group show in a window, `[window][group]`.
    private let digests: [[Digest]]

    /// Nil for a model whose series stand alone.
    init?(of declaration: ModelDeclaration, in catalogue: ModelCatalogue, _ history: TargetHistory) {
        guard let model = catalogue.localModel(declaration) as? any GroupedModel, let name = model.group
        else {
            return nil
        }
        let attribute = history.panel.attribute(name)
        // Sums of series have no such attribute.
        let codes = attribute?.codes ?? [Int32](repeating: -1, count: history.panel.seriesCount)
        let count = attribute?.categories.count ?? 0
        self.codes = codes
        self.count = count
        self.history = history
        digests = history.windows.map { window in
            Self.members(codes, count, history, in: window).map { members in
                var stream = DigestStream()
                for series in members {
                    stream.update(history.digests[window.index][series].bytes)
                    // Where in the season it begins.
                    let first = max(window.training.lowerBound, history.panel.firstStep[series])
                    withUnsafeBytes(of: Int64(first).littleEndian) { stream.update($0) }
                }
                return stream.finish()
            }
        }
    }

    /// 32 bytes for what the group of `series` shows in `window`, and where the series lies on the grid; zeros without a group.
    func bytes(of series: Int, in window: Int) -> [UInt8] {
        guard codes[series] >= 0 else { return [UInt8](repeating: 0, count: 32) }
        var bytes = digests[window][Int(codes[series])].bytes
        withUnsafeBytes(of: Int64(history.panel.firstStep[series]).littleEndian) { bytes += $0 }
        return Digest.sha256(bytes).bytes
    }

    /// Their seasons in `window`, by group.
    func seasons(by model: any GroupedModel, in window: BacktestWindow) -> [GroupSeason?] {
        Self.members(codes, count, history, in: window).map { members in
            model.season(of: members.map { history.history(of: $0, in: window) })
        }
    }

    func season(of series: Int, among seasons: [GroupSeason?]) -> GroupSeason? {
        codes[series] < 0 ? nil : seasons[Int(codes[series])]
    }

    /// The series of each group that take part in `window`.
    private static func members(
        _ codes: [Int32], _ count: Int, _ history: TargetHistory, in window: BacktestWindow
    ) -> [[Int]] {
        var members = [[Int]](repeating: [], count: count)
        for series in history.forecastSeries(in: window) where codes[series] >= 0 {
            members[Int(codes[series])].append(series)
        }
        return members
    }
}
