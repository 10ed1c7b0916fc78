/// A rollback that someone else's promotion or rollback came before.
package struct RollbackOvertaken: Error, CustomStringConvertible {
    let experiment: String
    let now: String

    package var description: String {
        "not rolled back: the champion of '\(experiment)' changed meanwhile: \(now)\n"
            + "   fix: look at it, then run the command again"
    }
}
