internal import DataSnapshots
internal import DemandFeatures
internal import ForecastCore
internal import Reports
internal import SyntheticDemand

/// What `forecast data ...` does.
package struct DataCommands: Sendable {
    private let name: String
    private let project: Project
    private let dataset: DataSet

    package init(_ name: String, project: Project) throws {
        self.name = name
        self.project = project
        dataset = try DataSet.open(folder: project.datasetFolder(name), projectRoot: project.root)
    }

    package func check() throws -> DataSetCheck {
        DataSetCheck(sound: try Snapshot.take(dataset), name: name)
    }

    package func snapshot(acceptsChanges: Bool) throws -> DataSetPin {
        let old =
            Project.exists(dataset.lockPath) && !acceptsChanges ? try SnapshotLock.read(of: dataset) : nil
        if let old, try old.matchesSources(of: dataset) {
            return DataSetPin(.unchanged, old, dataset.declaration.frequency, name: name)
        }
        let snapshot = try Snapshot.take(dataset)
        if let old, old.panel.digest != snapshot.lock.panel.digest {
            try old.verify(snapshot.lock, of: dataset)
        }
        try snapshot.lock.write(for: dataset)
        return DataSetPin(
            old == nil ? .pinned : .rewritten, snapshot.lock, snapshot.panel.grid.frequency, name: name)
    }

    package func show() throws -> String {
        let snapshot = try Snapshot.take(dataset)
        let panel = snapshot.panel
        var lines = ["\(name)  \(snapshot.lock.panel.digest.short)"]
        let description = PlainText.sanitised(
            dataset.declaration.description.split(whereSeparator: \.isNewline).joined(separator: " "))
        if !description.isEmpty { lines.append(PlainText.truncated(description, to: 1000)) }
        lines +=
            ["", DataSetSize(snapshot.lock, snapshot.panel.grid.frequency).text, ""] + columnTable(panel) + [
                ""
            ] + classTable(panel)
        if !panel.attributes.isEmpty { lines += [""] + attributeTable(panel) }
        return lines.joined(separator: "\n")
    }

    package static func generate(
        series: Int, weeks: Int, seed: UInt64, folder: String, replaces: Bool
    ) throws -> GeneratedDataSet {
        do throws(SyntheticDemandError) {
            let generator = try DemandGenerator(series: series, weeks: weeks, seed: seed)
            let files = try generator.write(to: folder, replacing: replaces)
            return GeneratedDataSet(
                folder: files.folder, products: series, weeks: weeks, rows: files.rows, seed: seed)
        } catch .request(let message) {
            throw DiagnosticsError(.spec, [Diagnostic(code: "E208", message)])
        } catch .destinationExists(let path) {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E208", "\(path) exists and is not empty",
                        fix: "name another folder, or replace its data set with --replace")
                ])
        }
    }

    private func columnTable(_ panel: Panel) -> [String] {
        var rows = [["column", "known", "observed", "missing", "zeros", "smallest", "largest"]]
        for column in PanelSummary(of: panel).columns {
            rows.append([
                column.name, column.knowledge.rawValue, String(column.observed), String(column.missing),
                "\(NumberText.fixed(100 * column.zeroShare, decimals: 1)) %",
                column.minimum.map { NumberText.fixed($0, decimals: 2) } ?? "-",
                column.maximum.map { NumberText.fixed($0, decimals: 2) } ?? "-",
            ])
        }
        return PlainColumns.render(rows)
    }

    /// ABC by revenue against XYZ by variability, and the demand patterns.
    private func classTable(_ panel: Panel) -> [String] {
        guard let volume = panel.column("volume") ?? panel.columns.first(where: { $0.knowledge == .target })
        else { return [] }
        let classes = SeriesClassifier().classify(
            volume: volume.values, revenue: panel.column("revenue")?.values, timeCount: panel.grid.count,
            training: 0..<panel.grid.count)
        let totals = (0..<panel.seriesCount).map { series in
            volume.values[series * panel.grid.count..<(series + 1) * panel.grid.count].reduce(0) {
                $1.isNaN ? $0 : $0 + $1
            }
        }
        let table = ClassTable(classes, volumes: totals)
        return ["classes (series, share of \(PlainText.truncated(PlainText.sanitised(volume.name), to: 80)))"]
            + crossTable(table)
    }

    private func crossTable(_ table: ClassTable) -> [String] {
        var rows = [["ABC", "XYZ"] + DemandPattern.allCases.map(\.label) + ["all"]]
        for abc in ABCClass.allCases {
            for xyz in XYZClass.allCases {
                let cells = DemandPattern.allCases.map { pattern in
                    cell(table.margin { $0.abc == abc && $0.xyz == xyz && $0.pattern == pattern })
                }
                rows.append(
                    [abc.label, xyz.label] + cells + [cell(table.margin { $0.abc == abc && $0.xyz == xyz })])
            }
        }
        let bottom = DemandPattern.allCases.map { pattern in cell(table.margin { $0.pattern == pattern }) }
        rows.append(["all", ""] + bottom + [cell(table.margin { _ in true })])
        return PlainColumns.render(rows)
    }

    private func cell(_ margin: (seriesCount: Int, volumeShare: Double)) -> String {
        margin.seriesCount == 0
            ? "-" : "\(margin.seriesCount) (\(NumberText.fixed(100 * margin.volumeShare, decimals: 1)) %)"
    }

    private func attributeTable(_ panel: Panel) -> [String] {
        PlainColumns.render(
            [["attribute", "values", "for example"]]
                + panel.attributes.map { attribute in
                    [
                        attribute.name, String(attribute.categories.count),
                        attribute.categories.prefix(3).map {
                            PlainText.truncated(PlainText.sanitised($0), to: 30)
                        }
                        .joined(separator: ", "),
                    ]
                })
    }
}
