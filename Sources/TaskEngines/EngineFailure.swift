/// An engine that takes no tasks.
package struct EngineFailure: Error, CustomStringConvertible {
    let engine: String
    let reason: String

    package var description: String { "\(engine) takes no tasks: \(reason)" }
}
