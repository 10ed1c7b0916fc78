internal import Glibc

/// Who gave the command, as the system knows them; recorded with promotions and rollbacks.
enum SystemUser {
    static var name: String {
        if let entry = getpwuid(getuid()), let name = entry.pointee.pw_name { return String(cString: name) }
        return "unknown"
    }
}
