internal import Glibc

/// Pauses between attempts to reach a server: 0.1 s, then twice as long each time up to 5 s, and up to a third more so that
/// many workers do not come back together.
struct RetryPause {
    private var seconds = 0.1

    mutating func reset() { seconds = 0.1 }

    mutating func wait(until isOver: () -> Bool) {
        let end = RedisConnection.seconds() + seconds * Double.random(in: 1...1.33)
        while RedisConnection.seconds() < end, !isOver() { usleep(20_000) }
        seconds = min(5, seconds * 2)
    }
}
