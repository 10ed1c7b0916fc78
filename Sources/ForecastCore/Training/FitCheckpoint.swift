/// A place for the state of one fit, which survives a kill of the process.
package protocol FitCheckpoint: Sendable {
    /// What was written last, whatever it is by now; nil where nothing was.
    func read() -> [UInt8]?

    /// Takes the place of what was there, whole or not at all. What cannot be written is lost with the process, and
    /// only that.
    func write(_ bytes: [UInt8])

    func remove()
}
