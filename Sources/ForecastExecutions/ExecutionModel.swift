/// A model that an execution forecast with, or trained.
package struct ExecutionModel: Equatable, Sendable {
    package let name, kind, target: String
    /// Nil for one that was fitted on the spot.
    package let version: Int?
    package let digest: String?
    package let size: Int?
    package let path: String?
    package let isChampion: Bool
    package let mape: Double?

    package init(
        name: String, kind: String, target: String, version: Int?, digest: String?, size: Int?,
        path: String?,
        isChampion: Bool, mape: Double?
    ) {
        self.name = name
        self.kind = kind
        self.target = target
        self.version = version
        self.digest = digest
        self.size = size
        self.path = path
        self.isChampion = isChampion
        self.mape = mape
    }
}
