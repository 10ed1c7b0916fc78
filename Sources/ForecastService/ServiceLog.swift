internal import ServiceJobs

/// A line of JSON per thing that happened, on standard error: `time`, `event`, and what is known of it, the ids of request and
/// execution among them.
enum ServiceLog {
    static func write(_ event: String, _ fields: [String: String]) {
        StandardError.write(line(event, fields))
    }

    static func line(_ event: String, _ fields: [String: String]) -> String {
        let members =
            [("time", ServiceClock.system.timestamp()), ("event", event)] + fields.sorted { $0.key < $1.key }
        return JSONValue.object(members.map { JSONValue.Member(name: $0.0, value: .string($0.1)) }).line
    }
}
