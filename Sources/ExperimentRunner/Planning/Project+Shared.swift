package import SharedStore

extension Project {
    /// - Parameter place: a folder, or `s3://bucket/prefix`.
    /// - Throws: `SharedStoreError` where the address of a bucket or the environment will not do.
    package static func sharedStore(at place: String) throws(SharedStoreError) -> SharedStore {
        SharedStore.isBucket(place) ? try SharedStore(bucket: place) : SharedStore(folder: absolute(place))
    }
}
