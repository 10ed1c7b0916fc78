internal import Dispatch
internal import Glibc
internal import SharedStore
internal import Workers

/// A file by which those are stopped whom no signal reaches, such as processes on other machines.
enum StopFile {
    /// Looks for the file from now on, and asks for a stop once it is there.
    /// - Parameter place: a path, or `s3://bucket/prefix/name`.
    /// - Throws: `SharedStoreError` where the address of a bucket or the environment will not do.
    static func watch(_ place: String) throws {
        let file = try HandedFile(place)
        // Questions to a bucket are paid for.
        let interval: UInt32 = SharedStore.isBucket(place) ? 5_000_000 : 1_000_000
        DispatchQueue.global().async {
            while !file.isThere { usleep(interval) }
            InterruptSignal.interruption.request()
        }
    }
}
