/// What a long fit works with and whom it tells. Nothing of it changes a bit of what is fitted.
package struct FitScope: Sendable {
    /// Threads that may work.
    package let jobs: Int
    /// Asked now and then; true abandons the fit, which then throws.
    package let shouldStop: @Sendable () -> Bool
    /// Hears after each step how far the fit is.
    package let progress: @Sendable (FitProgress) -> Void
    /// Hears what the user should know that stops nothing.
    package let warn: @Sendable (String) -> Void
    /// Where the fit keeps its state, so that it goes on there when it was cut off; nil for nowhere.
    package let checkpoint: (any FitCheckpoint)?

    package init(
        jobs: Int, shouldStop: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (FitProgress) -> Void = { _ in },
        warn: @escaping @Sendable (String) -> Void = { _ in }, checkpoint: (any FitCheckpoint)? = nil
    ) {
        self.jobs = jobs
        self.shouldStop = shouldStop
        self.progress = progress
        self.warn = warn
        self.checkpoint = checkpoint
    }
}
