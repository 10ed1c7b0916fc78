package import ForecastExecutions

/// Where events wait that are told to a planning system, and what lies beside them.
package struct OutboxPlace: Sendable {
    let tables: any ForecastTables
    /// By which the lock, the receipts and the bodies are called: absolute, and of this machine.
    let path: String
    /// Where the forecasts are, as whoever is told hears it.
    package let name: String

    package init(tables: any ForecastTables, path: String, name: String) {
        self.tables = tables
        self.path = path
        self.name = name
    }

    /// Whether something of the experiment is still to be told.
    package func holdsEvents(of experiment: String) throws -> Bool {
        try !tables.outgoing(of: experiment).isEmpty
    }
}
