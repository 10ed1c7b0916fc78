internal import ServiceJobs

extension ExecutionService {
    /// An element at once, whenever the execution changes, and every 15 seconds; every second for one that another process
    /// works on, whose changes nobody here tells.
    func heartbeat(of id: String) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let changes = Task {
                for await _ in self.changes(of: id) { continuation.yield() }
            }
            let beat = Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(self.active(id)?.state.isEnd != false ? 1 : 15))
                    continuation.yield()
                }
            }
            continuation.onTermination = { _ in
                changes.cancel()
                beat.cancel()
            }
        }
    }
}
