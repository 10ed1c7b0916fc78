/// `scores.csv`: every score of a report as a long table,
/// `target,model,metric,window,segment,value,points,excluded`, for spreadsheets and notebooks.
package enum ScoresCSV {
    package static let columns = [
        "target", "model", "metric", "window", "segment", "value", "points", "excluded",
    ]

    /// The bytes of the file. An undefined value is an empty field; `all` stands for no restriction; a
    /// segment reads `abc_class=A`, a level of the hierarchy `level=category`.
    package static func render(_ report: ExperimentReport) -> [UInt8] {
        var buffer = CSVBuffer()
        buffer.endRow(columns)
        for target in report.targets {
            for model in report.models {
                for slice in slices(of: model) {
                    for metric in report.metrics {
                        append(slice, target: target, model: model.name, metric: metric.id, to: &buffer)
                    }
                }
            }
        }
        return buffer.bytes
    }

    private struct Slice {
        let window: String
        let segment: String
        let scores: ExperimentReport.ScoreSet
    }

    private static func slices(of model: ExperimentReport.ModelReport) -> [Slice] {
        [Slice(window: "all", segment: "all", scores: model.scores)]
            + model.byWindow.map { Slice(window: String($0.window), segment: "all", scores: $0.scores) }
            + model.byLevel.map {
                Slice(window: "all", segment: "level=\($0.level)", scores: $0.scores)
            }
            + model.bySegment.map {
                Slice(window: "all", segment: "\($0.segment)=\($0.value)", scores: $0.scores)
            }
    }

    private static func append(
        _ slice: Slice, target: String, model: String, metric: String, to buffer: inout CSVBuffer
    ) {
        guard let figure = slice.scores.metrics[target]?[metric] else { return }
        buffer.endRow([
            target, model, metric, slice.window, slice.segment, figure.value?.description ?? "",
            String(slice.scores.points[target]?[metric] ?? 0),
            String(slice.scores.pointsExcluded[target]?[metric] ?? 0),
        ])
    }
}
