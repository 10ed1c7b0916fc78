/// The training of one model as far as it has come.
package protocol GlobalTraining: AnyObject, Sendable {
    /// Goes on until `rounds` are done in all, or training is finished before.
    func advance(toRound rounds: Int, shouldStop: @escaping @Sendable () -> Bool) throws

    /// What was learned so far.
    func fitted() throws -> any FittedGlobalModel
}
