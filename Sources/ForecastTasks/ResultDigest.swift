package import ForecastCore
internal import ForecastEvaluation

/// The digest of everything that a run found: forecasts and scores, in plan order.
///
/// It holds no time, path, host or thread count. Absent series (see `TargetHistory.Participation`) count
/// as absent, so a row that was never a forecast decides nothing.
package enum ResultDigest {
    package static func of(_ results: [TargetResult], models: [String]) -> Digest {
        var stream = DigestStream()
        for result in results {
            add(result.history, models, result.forecasts, result.scores, to: &stream)
            for level in result.levels {
                var head = CanonicalEncoder(stage: "result level", version: 1)
                head.add("level", level.level.name)
                stream.update(head.bytes)
                add(level.history, level.models, level.forecasts, level.scores, to: &stream)
            }
        }
        return stream.finish()
    }

    private static func add(
        _ history: TargetHistory, _ models: [String], _ forecasts: [[ForecastBlock]], _ scores: [ScoreTable],
        to stream: inout DigestStream
    ) {
        for (model, name) in models.enumerated() {
            for (index, window) in history.windows.enumerated() {
                var head = CanonicalEncoder(stage: "result", version: 1)
                head.add("target", history.target)
                head.add("model", name)
                head.add("cutoff", history.panel.grid.label(of: window.cutoff))
                head.add("series", history.panel.seriesIDs)
                stream.update(head.bytes)
                let block = forecasts[model][index]
                update(&stream, block.values)
                stream.update(
                    block.outcomes.map { $0.isAbsent ? 255 : $0.fallback?.reason.rawValue ?? 0 })
                update(&stream, scores[model].windows[index].statistics)
            }
        }
    }

    // Bits, little-endian as this program's only platforms store them.

    private static func update(_ stream: inout DigestStream, _ values: [Double]) {
        values.withUnsafeBytes { stream.update($0) }
    }

    private static func update(_ stream: inout DigestStream, _ numbers: Numbers) {
        numbers.withUnsafeBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: NumberSpace.passSize) {
                let part = values[start..<min(start + NumberSpace.passSize, values.count)]
                stream.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: part)))
                numbers.letGo()
            }
        }
    }
}
