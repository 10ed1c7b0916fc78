internal import Files
internal import Glibc

/// Recognises file systems on which SQLite's locks, and so the store, cannot be trusted.
package enum NetworkFileSystem {
    /// The type of the network file system that holds `path`, such as `nfs4`; nil for a local one and
    /// where `/proc` does not tell.
    package static func holding(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, let text = try? FileSystem.read("/proc/self/mountinfo") else {
            return nil
        }
        let mounts = String(decoding: text, as: UTF8.self)
        guard let type = mountType(ofDevice: name(ofDevice: status.st_dev), inMountInfo: mounts) else {
            return nil
        }
        return networkTypes.contains(type) ? type : nil
    }

    /// The type of the mount with device number `device` (`major:minor`) in the text of
    /// `/proc/self/mountinfo` (proc(5): the type follows a lone hyphen).
    ///
    /// Not by the magic number of `statfs(2)`: it is one and the same for sshfs and for every local file
    /// system in user space.
    package static func mountType(ofDevice device: String, inMountInfo text: String) -> String? {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2, fields[2] == device,
                let hyphen = fields.firstIndex(of: "-"), hyphen + 1 < fields.count
            else { continue }
            return String(fields[hyphen + 1])
        }
        return nil
    }

    package static let networkTypes: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "9p", "beegfs",
        "gpfs",
        "orangefs", "pvfs2",
        "fuse.sshfs", "fuse.smbnetfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.glusterfs",
        "fuse.davfs", "fuse.ceph",
        "fuse.ceph-fuse", "fuse.curlftpfs", "fuse.goofys", "fuse.mount-s3", "fuse.juicefs",
    ]

    /// `major:minor`, as glibc's `gnu_dev_major` and `gnu_dev_minor` take a device number apart.
    private static func name(ofDevice device: dev_t) -> String {
        let number = UInt64(device)
        let major = (number >> 8) & 0xFFF | (number >> 32) & 0xFFFF_F000
        let minor = number & 0xFF | (number >> 12) & 0xFFFF_FF00
        return "\(major):\(minor)"
    }
}
