/// A job as a queue hands it to a worker. All of it is input.
package struct QueuedJob: Sendable {
    package let id: String
    package let name: String
    /// JSON.
    package let data: [UInt8]
    package let options: QueuedJobOptions
    /// Attempts that ended, and those that began, this one among them.
    package let attemptsMade, attemptsStarted: Int
    /// Why the queue wants it failed without being done: it stalled too often.
    package let deferredFailure: String?
    /// Whether a scheduler made it, which wants its next job made by the worker.
    package let isScheduled: Bool
    /// By which this worker holds it.
    let token: String

    init(id: String, fields: [RedisReply], token: String) {
        var values: [String: [UInt8]] = [:]
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            if let name = fields[index].string, case .text(let bytes) = fields[index + 1] {
                values[name] = bytes
            }
        }
        func text(_ name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }
        func number(_ name: String) -> Int { text(name).flatMap { Int($0) } ?? 0 }
        self.id = id
        self.token = token
        name = text("name") ?? ""
        data = values["data"] ?? []
        options = QueuedJobOptions(json: values["opts"] ?? [])
        attemptsMade = values["atm"] == nil ? number("attemptsMade") : number("atm")
        attemptsStarted = number("ats")
        deferredFailure = text("defa").flatMap { $0.isEmpty ? nil : $0 }
        isScheduled = values["rjk"].map { !$0.isEmpty } ?? false
    }
}
