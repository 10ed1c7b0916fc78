/// How an attempt left an execution that it did not finish.
package enum UnfinishedState: String, Sendable {
    /// Given back: another attempt takes it up.
    case waiting = "na_fila"
    case failed = "falhou"
    case cancelled = "cancelada"
}
