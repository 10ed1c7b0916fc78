internal import ForecastCore

/// Prices, promotions and other columns of the data.
extension FeatureSetBuilder {
    mutating func addPrice(_ word: String) {
        let attribute =
            word.hasPrefix(FeatureKey.priceVersus)
            ? String(word.dropFirst(FeatureKey.priceVersus.count)) : nil
        guard FeatureKey.priceWords.contains(word) || attribute != nil else {
            reportUnknown(
                word, as: "price feature",
                among: FeatureKey.priceWords + [FeatureKey.priceVersus + "<attribute>"])
            return
        }
        guard let column = panel.column(FeatureSet.priceColumn) else {
            reportMissingColumn(FeatureSet.priceColumn, for: "'\(word)'")
            return
        }
        guard holdsNumbers(column) else { return }
        let isAhead = column.knowledge == .knownAhead
        switch word {
        case "current_price": appendCurrent(word, column)
        case "avg_price_3m":
            let window = max(2, (panel.grid.frequency.stepsPerYear + 2) / 4)
            append(
                word, .origin, "mean price over the last \(window) periods up to the origin",
                known: Feature.Known.origin, .columnRolling(.mean, window: window, column: column.name))
        case "price_change_pct": appendChange(word, column)
        case "price_vs_average":
            append(
                word, isAhead ? .target : .origin,
                "price \(isAhead ? "of the target period" : "last known at the origin")"
                    + " over the series' mean price up to the origin",
                known: isAhead ? Feature.Known.both : Feature.Known.origin,
                .relativeToAverage(column.name, isAhead ? .target : .origin))
        default: appendVersus(attribute ?? "", word, column)
        }
    }

    private mutating func appendChange(_ word: String, _ column: PanelColumn) {
        let isAhead = column.knowledge == .knownAhead
        append(
            word, isAhead ? .target : .origin,
            "percent by which the price \(isAhead ? "of the target period" : "at the origin")"
                + " differs from the last known price before that period",
            known: isAhead ? Feature.Known.ahead : Feature.Known.origin,
            .change(column.name, isAhead ? .target : .origin))
    }

    private mutating func appendVersus(_ attribute: String, _ word: String, _ column: PanelColumn) {
        guard panel.attribute(attribute) != nil else {
            reportMissingAttribute(attribute, for: "'\(word)'")
            return
        }
        let isAhead = column.knowledge == .knownAhead
        append(
            word, isAhead ? .target : .origin,
            "price over the mean price of the series with the same \(attribute),"
                + (isAhead ? " in the target period" : " at the origin"),
            known: isAhead ? Feature.Known.ahead : Feature.Known.origin,
            .relativeToGroup(column.name, attribute: attribute, isAhead ? .target : .origin))
    }

    /// A column at the target period where it is known by then, else its last known value.
    private mutating func appendCurrent(_ name: String, _ column: PanelColumn) {
        if column.knowledge == .knownAhead {
            append(
                name, .target, "\(column.name) of the target period", known: Feature.Known.ahead,
                .value(column.name))
        } else {
            append(
                name, .origin, "last known \(column.name) at the origin, because it is not known ahead",
                known: Feature.Known.origin, .lastKnown(column.name))
        }
    }

    mutating func addColumns(_ definition: FeatureSetDefinition) {
        key = "promotion"
        for name in definition.promotion {
            guard let column = panel.column(name) else {
                reportMissingColumn(name, for: "a promotion")
                continue
            }
            guard holdsNumbers(column) else { continue }
            appendCurrent(name, column)
        }
        key = "known_ahead"
        for name in definition.knownAhead {
            guard let column = panel.column(name) else {
                reportMissingColumn(name, for: "known_ahead")
                continue
            }
            guard column.knowledge == .knownAhead else {
                report(
                    code: "E152",
                    "feature set '\(set)': the data set does not know '\(name)' ahead (\(column.knowledge.rawValue))",
                    fix: "list it under `past`, or declare it `known_ahead` in dataset.yaml")
                continue
            }
            guard holdsNumbers(column) else { continue }
            appendCurrent(name, column)
        }
        key = "past"
        for name in definition.past { addPast(name, definition) }
        key = definition.pastMean.isEmpty ? "past_std" : "past_mean"
        if definition.past.isEmpty, !(definition.pastMean + definition.pastStd).isEmpty {
            report(
                code: "E154",
                "feature set '\(set)' has windows of past columns, but names no column under 'past'",
                fix: "add `past: [column]`, or remove `past_mean` and `past_std`")
        }
    }

    private mutating func addPast(_ name: String, _ definition: FeatureSetDefinition) {
        guard let column = panel.column(name) else {
            reportMissingColumn(name, for: "past")
            return
        }
        guard holdsNumbers(column) else { return }
        append(
            "\(name)_last", .origin, "last known \(name) at the origin", known: Feature.Known.origin,
            .lastKnown(name))
        for (statistic, windows) in [
            (RollingStatistic.mean, definition.pastMean), (.standardDeviation, definition.pastStd),
        ] {
            for window in windows {
                append(
                    "\(name)_\(statistic.word)_\(window)", .origin,
                    "\(statistic.noun) of \(name) over the last \(window) periods up to the origin",
                    known: Feature.Known.origin, .columnRolling(statistic, window: window, column: name))
            }
        }
    }
}
