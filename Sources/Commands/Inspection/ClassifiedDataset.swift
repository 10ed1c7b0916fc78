internal import DataSnapshots
internal import DemandFeatures
package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastTasks
internal import Reports

/// What `forecast classify` answers: the classes of every series, from everything that a data set holds.
package struct ClassifiedDataset: CommandAnswer {
    private let classification: SeriesClassification

    /// - Parameters:
    ///   - series: ids to show one by one; all where empty, which the text then leaves out.
    ///   - spec: whose cuts, filter and sample count; nil for the whole data set and the usual cuts.
    /// - Throws: `DiagnosticsError`: E211 for a spec on other data, E227 for series that are not there.
    package init(_ name: String, series: [String] = [], spec: PreparedExperiment?, project: Project) throws {
        let commands = try DataCommands(name, project: project)
        let panel: Panel
        let digest: Digest
        if let spec {
            guard commands.name == spec.spec.data.dataset else {
                throw OptionProblem("--spec", spec.spec.name).error(
                    "experiment '\(spec.name)' is on the data set '\(spec.spec.data.dataset)', not on '\(commands.name)'",
                    fix: "forecast classify \(ShellText.word(spec.spec.data.dataset)) --spec ...")
            }
            (panel, digest) = (try spec.loadPanel(), spec.snapshotDigest)
        } else {
            let snapshot = try commands.snapshot()
            (panel, digest) = (snapshot.panel, snapshot.lock.panel.digest)
        }
        classification = try Self.classify(
            panel, cuts: spec.map { ClassCuts($0.spec.classes) } ?? ClassCuts(),
            target: spec?.spec.data.targets[0], chosen: series, name: commands.name, digest: digest)
    }

    private static func classify(
        _ panel: Panel, cuts: ClassCuts, target: String?, chosen: [String], name: String, digest: Digest
    ) throws -> SeriesClassification {
        let rows = try SeriesChoice(panel.seriesIDs, of: name).rows(of: chosen)
        let count = panel.grid.count
        guard
            let volume = panel.column("volume") ?? target.flatMap(panel.column)
                ?? panel.columns.first(where: { $0.knowledge == .target })
        else { preconditionFailure("data set \(name) has no target") }
        let revenue = panel.column("revenue")
        let classes = SeriesClassifier(cuts: cuts).classify(
            volume: volume.values, revenue: revenue?.values, timeCount: count, training: 0..<count)
        let profiles = (0..<panel.seriesCount).map { series in
            volume.values.withUnsafeBufferPointer {
                DemandProfile($0.span.extracting(series * count..<(series + 1) * count))
            }
        }
        let table = ClassTable(classes, volumes: profiles.map(\.total))
        let total = profiles.reduce(0) { $0 + max(0, $1.total) }
        // Nothing is no whole, and a sum beyond all numbers would make every part of it 0.
        let hasShares = total > 0 && total.isFinite
        return SeriesClassification(
            dataset: name, snapshotDigest: digest.hex, lastLabel: panel.grid.label(of: max(0, count - 1)),
            cuts: .init(
                adi: cuts.demandInterval, cv2: cuts.sizeVariation, abc: [cuts.abcA, cuts.abcB],
                xyz: [cuts.xyzX, cuts.xyzY]),
            volume: volume.name, importance: (revenue ?? volume).name,
            classes: table.cells.map {
                .init(
                    abc: $0.abc.label, xyz: $0.xyz.label, pattern: $0.pattern.label, series: $0.seriesCount,
                    share: Figure(hasShares ? $0.volumeShare : nil))
            },
            series: (chosen.isEmpty ? Array(profiles.indices) : rows).map { row in
                .init(
                    uniqueID: panel.seriesIDs[row], abc: classes.abc[row].label,
                    xyz: classes.xyz[row].label, pattern: classes.pattern[row].label,
                    history: profiles[row].observedPeriods, adi: Figure(profiles[row].demandInterval),
                    cv2: Figure(profiles[row].sizeVariation), cv: Figure(profiles[row].volumeVariation))
            }, isChosen: !chosen.isEmpty)
    }

    package func text(width: Int?) -> String {
        ClassificationTable(classification, width: width ?? 100).text
    }

    package func encode(to encoder: any Encoder) throws { try classification.encode(to: encoder) }

    /// Writes one line per series.
    package func writeCSV(to path: String) throws { try AtomicFile.write(classification.csv, to: path) }
}
