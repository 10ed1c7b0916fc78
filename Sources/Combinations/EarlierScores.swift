package import ForecastCore
internal import ForecastEvaluation

/// How the members of a combination fared in earlier windows, over all series.
package struct EarlierScores {
    /// What a spec may call the measure that members are judged by: those that need no season.
    package static let metrics: [MetricName] = [.wql, .wape, .mae, .rmse, .mape, .smape]

    /// The parameter of kinds that judge members.
    package static let parameter = ParameterDeclaration(
        "by", .word(metrics.map(\.rawValue)), default: .word(MetricName.wql.rawValue),
        "what members are judged by in earlier windows: less is better")

    /// `[member]`; nil where a member forecast nothing itself, or the measure is undefined.
    package let values: [Double?]
    private let metric: Metric
    /// `[member]`; nil where a member forecast nothing itself.
    private let tables: [ScoreTable?]

    package init(_ earlier: [EarlierForecasts], by metric: Metric) {
        let settings = EvaluationSettings(metrics: [metric], levels: earlier[0].levels)
        self.metric = metric
        tables = earlier[0].members.indices.map { member in
            let isSilent = earlier.allSatisfy { window in
                window.members[member].outcomes.allSatisfy { $0.isAbsent || $0.fallback != nil }
            }
            return isSilent ? nil : Self.score(of: member, in: earlier, settings)
        }
        values = tables.map { $0?.value(of: metric).value }
    }

    /// By how much less a member loses than another, series by series: parts that sum up to the difference. `[series]`
    ///
    /// Both have a score.
    func gains(of member: Int, over other: Int) -> [Double] {
        guard let ours = tables[member], let theirs = tables[other],
            let gains = theirs.contributions(toImprovementOf: ours, on: metric)
        else { preconditionFailure("members \(member) and \(other) are compared without a score") }
        return gains
    }

    /// The scores over some of the series. `[member]`
    func values(among series: [Int]) -> [Double?] {
        let included = Set(series)
        return tables.map { $0?.value(of: metric) { series, _ in included.contains(series) }.value }
    }

    /// Places of the members, the best first. Those without a score come last, and equals as they are declared.
    package var ranking: [Int] {
        values.indices.sorted { left, right in
            (values[left] ?? .infinity, left) < (values[right] ?? .infinity, right)
        }
    }

    private static func score(
        of member: Int, in earlier: [EarlierForecasts], _ settings: EvaluationSettings
    ) -> ScoreTable {
        let unscaled = SeriesScales(values: [], timeCount: 1, training: 0..<1, seasons: [])
        let windows = earlier.map { window in
            do throws(ScoringError) {
                return try WindowScores.score(
                    window.members[member], against: window.actuals, scales: unscaled, settings: settings)
            } catch {
                preconditionFailure("zeros are skipped, not refused")
            }
        }
        return ScoreTable(model: "", target: "", settings: settings, windows: windows)
    }
}
