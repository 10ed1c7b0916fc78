internal import Dispatch
internal import Files
internal import Glibc
internal import Workers

/// A file by which those are stopped whom no signal reaches, such as processes on other machines.
enum StopFile {
    /// Looks for the file from now on, and asks for a stop once it is there.
    static func watch(_ path: String) {
        DispatchQueue.global().async {
            while !FileSystem.exists(path) { usleep(1_000_000) }
            InterruptSignal.interruption.request()
        }
    }
}
