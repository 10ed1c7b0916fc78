internal import Glibc

/// Environment variables with other values for the length of a call.
package enum HeldEnvironment {
    /// Sets the variables (nil removes one) while `body` runs, then puts back what was there: neither a library
    /// that is loaded later nor a child process sees the difference.
    ///
    /// C's environment has no lock, so no other thread may set variables meanwhile.
    package static func with<Output>(_ values: KeyValuePairs<String, String?>, _ body: () -> Output) -> Output
    {
        let before = values.map { (name: $0.key, value: getenv($0.key).map { String(cString: $0) }) }
        for (name, value) in values { set(name, to: value) }
        defer { for (name, value) in before { set(name, to: value) } }
        return body()
    }

    private static func set(_ name: String, to value: String?) {
        if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }
}
