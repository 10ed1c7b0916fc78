package import ForecastCore

extension DataSet {
    /// The columns and attributes that the panel will have, by `dataset.yaml` and the header of its first file. Nil for a
    /// format whose file names its attributes itself.
    package var declaredColumns:
        (
            columns: [(name: String, knowledge: PanelColumn.Knowledge, categories: [String]?)],
            attributes: [String]
        )?
    {
        guard declaration.format != .tsf, let mapping = try? PanelReader.mapping(of: declaration) else {
            return nil
        }
        return (
            mapping.panelColumns.map { ($0.name, $0.knowledge, $0.categories) },
            mapping.statics + (declaration.attributes?.columns ?? [])
        )
    }
}

extension SnapshotLock {
    /// The grid of the panel that is locked; nil where its first label is not read here.
    package func grid(of declaration: DataSetDeclaration) -> TimeGrid? {
        guard let frequency = declaration.frequency else { return nil }
        let parts = panel.firstPeriod.split(separator: " ")
        let origin: TimeGrid.Origin? =
            if let number = Int(panel.firstPeriod) {
                .number(number)
            } else if let day = parts.first.flatMap({ CivilDate(String($0)) }) {
                .calendar(day, hour: parts.count > 1 ? Int(parts[1].prefix(2)) ?? 0 : 0)
            } else {
                nil
            }
        // What the lock says of its last period must follow from the first.
        let grid = origin.map { TimeGrid(frequency: frequency, origin: $0, count: panel.periods) }
        return grid.flatMap { $0.count > 0 && $0.label(of: $0.count - 1) == panel.lastPeriod ? $0 : nil }
    }
}
