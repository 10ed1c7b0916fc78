internal import Files

/// Files in a folder that machines see under one path.
struct FolderFiles: StoreFiles {
    /// Absolute; need not be there yet.
    let location: String

    func checkWritable() throws(SharedStoreError) {
        try writing { () throws(FileError) in
            let file = try pending("attempts/probe")
            _ = consume file
        }
    }

    func read(_ name: String) throws(SharedStoreError) -> [UInt8] {
        do throws(FileError) {
            return try FileSystem.read(path(name), limit: .max)
        } catch {
            throw SharedStoreError(.missing, path: path(name), reason: error.message)
        }
    }

    func size(of name: String) -> Int? { FileSystem.size(ofFile: path(name)) }

    func holds(_ bytes: [UInt8], as name: String) -> Bool {
        size(of: name) == bytes.count && (try? FileSystem.read(path(name), limit: .max)) == bytes
    }

    func write(_ bytes: [UInt8], as name: String) throws(SharedStoreError) {
        try writing { () throws(FileError) in
            var file = try pending(name)
            try file.write(bytes)
            try file.publish()
        }
    }

    func writeNew(_ bytes: [UInt8], as name: String) throws(SharedStoreError) -> Bool {
        var isNew = false
        try writing { () throws(FileError) in
            var file = try pending(name)
            try file.write(bytes)
            isNew = try file.publishNew()
        }
        return isNew
    }

    func remove(_ name: String) throws(SharedStoreError) {
        try writing { () throws(FileError) in
            do throws(FileError) {
                try FileSystem.remove(path(name))
            } catch {
                guard error.isAbsence else { throw error }
            }
        }
    }

    private func path(_ name: String) -> String { "\(location)/\(name)" }

    private func pending(_ name: String) throws(FileError) -> PendingFile {
        let path = path(name)
        try FileSystem.makeFolder(FileSystem.split(path).folder)
        return try PendingFile(path: path, steps: .blob)
    }

    private func writing(_ body: () throws(FileError) -> Void) throws(SharedStoreError) {
        do throws(FileError) {
            try body()
        } catch {
            throw SharedStoreError(.notWritten, path: location, reason: error.message)
        }
    }
}
