import Foundation

/// How often the tests of crashes, damage and concurrency try: a few times in continuous integration, long with
/// `make soak`, which sets FORECAST_SOAK. The code is the same.
enum Soak {
    static let isOn = ProcessInfo.processInfo.environment["FORECAST_SOAK"] != nil

    static func count(_ few: Int, soak: Int) -> Int { isOn ? soak : few }
}

/// SplitMix64 (Steele, Lea & Flood 2014): the same damage and the same moments in every run of the tests.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
