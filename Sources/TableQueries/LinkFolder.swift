internal import Files
internal import Glibc

/// A folder for a while that holds nothing but links to some files, under the names that a query has for them.
final class LinkFolder {
    let path: String

    init(_ files: [TableQuery.File]) throws(FileError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/forecast-query-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("make a folder in", parent) }
        let made = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let real = realpath(made, nil) else { throw FileError("find", made) }
        path = String(cString: real)
        free(real)
        for file in files {
            guard let name = file.name else { continue }
            let link = "\(path)/\(name)"
            try FileSystem.makeFolder(FileSystem.split(link).folder)
            guard symlink(file.path, link) == 0 else { throw FileError("link", link) }
        }
    }

    deinit { try? FileSystem.remove(path) }
}
