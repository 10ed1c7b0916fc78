internal import Files
internal import Glibc

/// A folder that holds nothing but links to some files, under the names that a query has for them, until it is removed.
struct LinkFolder {
    let path: String

    init(_ files: [TableQuery.File]) throws(FileError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/forecast-query-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("make a folder in", parent) }
        let made = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let real = realpath(made, nil) else { throw FileError("find", made) }
        path = String(cString: real)
        free(real)
        do throws(FileError) {
            for file in files { try link(file) }
        } catch {
            remove()
            throw error
        }
    }

    private func link(_ file: TableQuery.File) throws(FileError) {
        guard let name = file.name else { return }
        let link = "\(path)/\(name)"
        try FileSystem.makeFolder(FileSystem.split(link).folder)
        guard symlink(file.path, link) == 0 else { throw FileError("link", link) }
    }

    func remove() { try? FileSystem.remove(path) }
}
