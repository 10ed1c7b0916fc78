/// A worker's own cache did not keep what it computed: it is full, or read-only.
package struct UnkeptForecast: Error, CustomStringConvertible {
    let name: String
    let folder: String

    package var description: String { "the worker's own cache \(folder) does not keep \(name)" }
}
