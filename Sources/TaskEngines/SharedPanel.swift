package import ForecastCore
package import ForecastTasks
package import SharedStore

/// The panel of an experiment in a shared store: one file for each task of local models.
package enum SharedPanel {
    /// What tasks call a shard.
    package static let inputName = "panel"

    /// Puts the series of one shard into the store.
    package static func publish(
        _ series: Range<Int>, of panel: Panel, in store: SharedStore
    ) throws(SharedStoreError) -> ForecastTask.Input {
        let bytes = PanelShard(series, of: panel).bytes
        panel.letGo()
        return .init(name: inputName, sha256: try store.put(bytes, verifies: true), size: bytes.count)
    }

    /// Whether each shard begins where the one before it ends, on one grid and with the same columns.
    package static func areInOrder(_ shards: [PanelShard]) -> Bool {
        zip(shards, shards.dropFirst()).allSatisfy { left, right in
            left.first + left.panel.seriesCount == right.first && left.panel.grid == right.panel.grid
                && left.panel.columns.map(\.name) == right.panel.columns.map(\.name)
                && left.panel.attributes.map(\.name) == right.panel.attributes.map(\.name)
        }
    }
}
