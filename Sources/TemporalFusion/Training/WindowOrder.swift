internal import ForecastCore

/// Every window once in an order of its own per epoch, then again.
struct WindowOrder: Sendable {
    private var windows: [SequenceWindow]
    private var next = 0
    private var epoch = 0
    private let random: RandomPath

    init(_ windows: [SequenceWindow], random: RandomPath) {
        precondition(!windows.isEmpty, "an order of nothing")
        self.windows = windows
        self.random = random
        shuffle()
    }

    mutating func next(_ count: Int) -> [SequenceWindow] {
        (0..<count).map { _ in
            if next == windows.count { shuffle() }
            defer { next += 1 }
            return windows[next]
        }
    }

    private mutating func shuffle() {
        var stream = random.appending("epoch \(epoch)").stream
        stream.shuffle(&windows)
        epoch += 1
        next = 0
    }
}
