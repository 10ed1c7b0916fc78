internal import ExperimentSpec
internal import LocatedYAML
internal import Reports

extension FeatureSheet {
    /// One line per row, `part` telling training rows from rows to forecast; an empty field is a missing value. Numbers
    /// are the shortest that read back as the same Float.
    package func csv() -> String {
        var buffer = CSVBuffer()
        buffer.endRow(["part", "origin", "period", "step", target] + columns.map(\.name))
        for (part, rows) in [("training", training), ("forecast", forecast)] {
            for row in rows {
                buffer.endRow(
                    [part, row.origin, row.period, String(row.step), row.target.map(Self.number) ?? ""]
                        + zip(row.values, row.words).map { value, word in word ?? Self.number(value) })
            }
        }
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    package func json() -> String {
        JSONText.write(
            .mapping([
                .init("schema_version", .integer(1)), .init("features", .string(set)),
                .init("target", .string(target)), .init("series", .string(series)),
                .init("cutoff", .string(cutoff)),
                .init("columns", .sequence(columns.map(Self.value))),
                .init("training_rows", .integer(trainingCount)),
                .init("training", .sequence(training.map(Self.value))),
                .init("forecast", .sequence(forecast.map(Self.value))),
            ]))
    }

    private static func value(_ column: Column) -> YAMLValue {
        .mapping([
            .init("name", .string(column.name)), .init("kind", .string(column.knowledge)),
            .init("known", .string(column.known)), .init("description", .string(column.description)),
        ])
    }

    private static func value(_ row: Row) -> YAMLValue {
        let values = zip(row.values, row.words).map { value, word in
            word.map { YAMLValue.string($0) } ?? Self.value(value)
        }
        let target: [YAMLValue.Entry] = row.target.map { [.init("target", Self.value($0))] } ?? []
        return .mapping(
            [
                .init("origin", .string(row.origin)), .init("period", .string(row.period)),
                .init("step", .integer(row.step)),
            ] + target + [.init("values", .sequence(values))])
    }

    /// Null where missing, else the shortest number that reads back as the same Float.
    private static func value(_ number: Float) -> YAMLValue {
        guard number.isFinite, let same = Double(number.description) else { return .null }
        return .number(same)
    }

    private static func number(_ value: Float) -> String { value.isFinite ? value.description : "" }
}
