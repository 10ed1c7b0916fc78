internal import ForecastCore

extension RowPool.Account {
    /// What was added up and what was left out, a sentence or two each.
    func remarks(_ declaration: DataSetDeclaration) -> [String] {
        guard rows > 0, let aggregation = declaration.aggregation else { return [] }
        let ratio = NumberText.fixed(Double(rows) / Double(max(1, pooled)), decimals: 1)
        let step = declaration.frequency?.stepNoun(1) ?? "period"
        var remarks = [
            "\(NumberText.count(rows)) rows became \(NumberText.count(pooled)), one per series and \(step) (\(ratio) each): "
                + aggregation.rules.map { "\($0.name) by \($0.rule.name)" }.joined(separator: ", ") + "."
        ]
        if returns > 0 {
            let what = aggregation.returns == .drop ? "are left out" : "are subtracted"
            remarks.append(
                "\(NumberText.count(returns)) rows with a target below 0 \(what) (aggregate.returns: \(aggregation.returns.rawValue))."
            )
        }
        if !incomplete.isEmpty {
            remarks.append(
                "the rows do not cover \(incomplete.joined(separator: " and ")), which \(incomplete.count > 1 ? "are" : "is") "
                    + "left out: part of a \(step) is no \(step) (aggregate.incomplete: keep takes it as it is)."
            )
        }
        return remarks
    }
}
