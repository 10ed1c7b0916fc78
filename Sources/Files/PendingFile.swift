internal import Glibc

/// A file that does not exist under its name until `publish`; dropped before that, it leaves nothing.
///
/// While it is written it is locked (`flock`), so that a clean-up can tell it from one that a killed process
/// left behind: see `TemporaryFile.isAbandoned`.
package struct PendingFile: ~Copyable {
    private let path: String
    private let steps: FileSteps
    private let temporary: String
    private let descriptor: Int32
    private var isPublished = false

    package init(path: String, steps: FileSteps = .report) throws(FileError) {
        self.path = path
        self.steps = steps
        while true {
            let (file, name) = try TemporaryFile.create(for: path)
            // Nobody waits for this lock; a clean-up may have removed the file before it was taken.
            flock(file, LOCK_EX | LOCK_NB)
            var status = stat()
            if fstat(file, &status) == 0, status.st_nlink > 0 {
                (descriptor, temporary) = (file, name)
                return
            }
            close(file)
        }
    }

    package mutating func write(_ bytes: [UInt8]) throws(FileError) {
        try steps.write.reached()
        try FileSystem.write(bytes, to: descriptor, path: path)
    }

    /// Puts the file under its name, durably.
    /// - Parameter syncsFolder: false when the caller synchronises the folder after several files.
    package consuming func publish(syncsFolder: Bool = true) throws(FileError) {
        try steps.sync.reached()
        guard fsync(descriptor) == 0 else { throw FileError("synchronise", path) }
        try steps.rename.reached()
        try FileSystem.rename(temporary, to: path)
        isPublished = true
        guard syncsFolder else { return }
        try steps.syncFolder.reached()
        try FileSystem.sync(folder: FileSystem.split(path).folder)
    }

    /// Puts the file under its name where nothing has that name yet, durably: of several writers one is the first.
    /// - Returns: false where the name is taken; what has it stays as it is.
    package consuming func publishNew() throws(FileError) -> Bool {
        try steps.sync.reached()
        guard fsync(descriptor) == 0 else { throw FileError("synchronise", path) }
        try steps.rename.reached()
        // A second name for the file, which fails where the name is taken; the temporary one goes with this value.
        if link(temporary, path) != 0 {
            let code = errno
            if code == EEXIST { return false }
            guard code == EPERM || code == EOPNOTSUPP || code == ENOSYS || code == EMLINK else {
                throw FileError("link", path, code: code)
            }
            // A file system without links: the look and the rename are two steps there.
            if FileSystem.exists(path) { return false }
            try FileSystem.rename(temporary, to: path)
            isPublished = true
        }
        try steps.syncFolder.reached()
        try FileSystem.sync(folder: FileSystem.split(path).folder)
        return true
    }

    deinit {
        if !isPublished { unlink(temporary) }
        close(descriptor)
    }
}
