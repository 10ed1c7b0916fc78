internal import ObjectStorage

/// Objects of a bucket.
struct BucketFiles: StoreFiles {
    private let bucket: S3Bucket

    init(_ bucket: S3Bucket) { self.bucket = bucket }

    /// - Throws: `SharedStoreError.Code.notRead` where the address or the environment will not do.
    init(_ location: String) throws(SharedStoreError) {
        do throws(S3Error) {
            bucket = try S3Bucket(S3Address(location), .ofProcess())
        } catch {
            throw SharedStoreError(.notRead, path: location, reason: error.words)
        }
    }

    var location: String { bucket.address.text }

    func checkWritable() throws(SharedStoreError) {
        let probe = "attempts/probe"
        try write([], as: probe)
        try remove(probe)
    }

    func read(_ name: String) throws(SharedStoreError) -> [UInt8] {
        do throws(S3Error) {
            return try bucket.get(name)
        } catch {
            throw SharedStoreError(
                error.kind == .absence ? .missing : .notRead, path: error.place, reason: error.words)
        }
    }

    func size(of name: String) -> Int? { try? bucket.size(of: name) }

    /// An object has the bytes that were signed when it was put: its size will do.
    func holds(_ bytes: [UInt8], as name: String) -> Bool { size(of: name) == bytes.count }

    func write(_ bytes: [UInt8], as name: String) throws(SharedStoreError) {
        try writing { () throws(S3Error) in try bucket.put(bytes, as: name) }
    }

    func writeNew(_ bytes: [UInt8], as name: String) throws(SharedStoreError) -> Bool {
        var isNew = false
        try writing { () throws(S3Error) in isNew = try bucket.putNew(bytes, as: name) }
        return isNew
    }

    func remove(_ name: String) throws(SharedStoreError) {
        try writing { () throws(S3Error) in try bucket.remove(name) }
    }

    private func writing(_ body: () throws(S3Error) -> Void) throws(SharedStoreError) {
        do throws(S3Error) {
            try body()
        } catch {
            throw SharedStoreError(.notWritten, path: error.place, reason: error.words)
        }
    }
}
