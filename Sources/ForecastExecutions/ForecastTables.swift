/// Where forecasts are written, and the planning system reads them: an SQLite file of the project, or PostgreSQL.
///
/// An execution is taken up by `begin`, which counts its attempts, and ends with `finish`. Whoever was overtaken by a later
/// attempt writes nothing, and readers see finished executions only.
package protocol ForecastTables: Sendable {
    /// Takes an execution up, or finds it finished.
    /// - Parameter now: UTC, `2026-11-29T18:00:00Z`.
    func begin(_ execution: ForecastExecution, now: String) throws -> ForecastDatabase.State
    /// Notes cutoff and horizon of one that was taken up before they were known; nothing for whoever was overtaken.
    func describe(_ execution: ForecastExecution, attempt: Int) throws
    /// Notes that an attempt did not finish, and why; nothing for whoever was overtaken.
    /// - Parameter error: JSON.
    func leave(_ id: String, attempt: Int, as state: UnfinishedState, error: String?) throws
    /// Writes what an execution came to. One that is finished with the same digest stays as it is.
    func finish(_ id: String, attempt: Int, with result: ForecastDatabase.Result, now: String) throws

    /// The finished executions of an experiment, the last one first.
    func finished(of experiment: String) throws -> [(id: String, cutoff: String)]
    /// The forecasts of an execution on a target, without quantiles, by series and period.
    func forecasts(of id: String, target: String) throws -> [ForecastRow]
    /// The figure that an execution of the experiment noted last.
    func lastMetric(_ metric: String, target: String, model: String, window: String, of experiment: String)
        throws -> Double?

    /// What is not delivered yet of an experiment, the oldest first.
    func outgoing(of experiment: String) throws -> [OutgoingEvent]
    func noteAttempt(at event: OutgoingEvent) throws
    func noteDelivery(of event: OutgoingEvent, now: String) throws
}

extension ForecastDatabase: ForecastTables {}
