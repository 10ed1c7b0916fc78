internal import Synchronization

/// Tells listeners how far jobs have come: by the queue's own events, and on a channel where one is configured.
///
/// Called from threads that compute, so it never waits long: after a failure nobody is told anything for a while.
final class ProgressSpeaker: Sendable {
    private struct State: ~Copyable {
        var connection: Held?
        var silentUntil = 0.0
    }

    /// Used under the lock alone.
    private final class Held: @unchecked Sendable {
        let connection: RedisConnection
        init(_ connection: RedisConnection) { self.connection = connection }
    }

    private let queue: BullQueue
    private let channel: String?
    private let state = Mutex(State())

    init(_ queue: BullQueue, channel: String?) {
        self.queue = queue
        self.channel = channel
    }

    func tell(_ id: String, _ json: String) {
        state.withLock { state in
            guard RedisConnection.seconds() >= state.silentUntil else { return }
            do throws(RedisError) {
                let held: Held
                if let open = state.connection {
                    held = open
                } else {
                    held = Held(try RedisConnection(queue.address))
                }
                state.connection = held
                try queue.updateProgress(id, json, held.connection)
                if let channel {
                    let words =
                        #"{"queue":"\#(JSONWords.escaped(queue.name))","jobId":"\#(JSONWords.escaped(id))","data":\#(json)}"#
                    _ = try held.connection.call("PUBLISH", channel, words, timeout: 2)
                }
            } catch {
                state.connection = nil
                state.silentUntil = RedisConnection.seconds() + 2
            }
        }
    }
}
