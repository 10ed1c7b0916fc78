/// Tells nobody.
package struct SilentProgress: RunProgress {
    package init() {}
    package func begin(_ stage: String, total: Int) {}
    package func advance(by count: Int, cached: Int) {}
    package func pulse() {}
    package func warn(_ message: String) {}
}
