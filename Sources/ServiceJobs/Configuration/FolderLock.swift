internal import Files
internal import ForecastCore
internal import Glibc

/// The folder of executions, for this process while this lives: two that each take up what the store holds would take each
/// other's jobs.
///
/// A lock of the kernel (`flock`) on the file `lock`: it goes with the process, however that ends. Those that share their jobs by a
/// queue share the folder as well.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `DiagnosticsError` (S210) where another process has the folder; `FileError`.
    package init(_ configuration: ServiceConfiguration) throws {
        let folder = configuration.folder
        try FileSystem.makeFolder(folder)
        let descriptor = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError("lock", "\(folder)/lock") }
        let mode = configuration.bullmq == nil ? LOCK_EX : LOCK_SH
        while flock(descriptor, mode | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            guard errno == EWOULDBLOCK else {
                let error = FileError("lock", "\(folder)/lock")
                close(descriptor)
                throw error
            }
            close(descriptor)
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: "S210", "another process serves from \(folder)",
                        fix:
                            "stop it first, or name another 'folder' in service.yaml; processes that share work share a queue (block bullmq)"
                    )
                ])
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
