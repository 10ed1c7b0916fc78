internal import Glibc

/// A thread with an end to wait for. Its stack is as large as the main thread's: jobs compute on it.
final class WorkerThread {
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        final class Work {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        let work = Unmanaged.passRetained(Work(body)).toOpaque()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work)
        pthread_attr_destroy(&attributes)
        precondition(code == 0, "no thread: \(String(cString: strerror(code)))")
    }

    func join() { pthread_join(thread, nil) }
}
