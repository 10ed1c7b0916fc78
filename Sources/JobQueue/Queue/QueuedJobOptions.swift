internal import FoundationEssentials

/// Of a job's options those that its worker has to keep to.
package struct QueuedJobOptions: Equatable, Sendable {
    package enum Backoff: Equatable, Sendable {
        case fixed(milliseconds: Int)
        case exponential(milliseconds: Int)
    }

    /// How often a job is begun before it has failed; 1 and more.
    package var attempts = 1
    package var backoff: Backoff?
    /// How many finished jobs are kept, and for how many seconds; -1 for all.
    package var keepCompleted = Keep()
    package var keepFailed = Keep()
    package var isLIFO = false
    var failsParent = false, continuesParent = false, ignoresDependency = false, removesDependency = false

    package struct Keep: Equatable, Sendable {
        package var count = -1
        package var age: Int?

        var packed: MessagePack {
            .map([("count", .integer(count))] + (age.map { [("age", .integer($0))] } ?? []))
        }
    }

    package init() {}

    /// - Parameter json: the field `opts` of the job; what cannot be read counts as not said.
    package init(json: [UInt8]) {
        guard let found = try? JSONDecoder().decode(Fields.self, from: Data(json)) else { return }
        attempts = max(1, found.attempts ?? 1)
        backoff = found.backoff?.value
        keepCompleted = found.removeOnComplete?.keep ?? Keep()
        keepFailed = found.removeOnFail?.keep ?? Keep()
        isLIFO = found.lifo ?? false
        failsParent = found.fpof ?? found.failParentOnFailure ?? false
        continuesParent = found.cpof ?? found.continueParentOnFailure ?? false
        ignoresDependency = found.idof ?? found.ignoreDependencyOnFailure ?? false
        removesDependency = found.rdof ?? found.removeDependencyOnFailure ?? false
    }

    /// Milliseconds until the attempt after `made` failed ones.
    package func delay(after made: Int) -> Int {
        let longest = 7 * 86_400_000
        switch backoff {
        case nil: return 0
        case .fixed(let milliseconds): return min(max(0, milliseconds), longest)
        case .exponential(let milliseconds):
            let factor = 1 << min(max(0, made - 1), 30)
            let (product, overflows) = max(0, milliseconds).multipliedReportingOverflow(by: factor)
            return overflows ? longest : min(product, longest)
        }
    }

    private struct Fields: Decodable {
        var attempts: Int?
        var backoff: BackoffField?
        var removeOnComplete, removeOnFail: KeepField?
        var lifo, fpof, cpof, idof, rdof: Bool?
        var failParentOnFailure, continueParentOnFailure, ignoreDependencyOnFailure,
            removeDependencyOnFailure: Bool?
    }

    /// `1000`, or `{"type": "exponential", "delay": 1000}`.
    private struct BackoffField: Decodable {
        let value: Backoff?

        private enum Keys: String, CodingKey { case type, delay }

        init(from decoder: any Decoder) throws {
            if let milliseconds = try? decoder.singleValueContainer().decode(Int.self) {
                value = .fixed(milliseconds: milliseconds)
                return
            }
            let fields = try decoder.container(keyedBy: Keys.self)
            let delay = try fields.decodeIfPresent(Int.self, forKey: .delay) ?? 0
            value =
                try fields.decodeIfPresent(String.self, forKey: .type) == "exponential"
                ? .exponential(milliseconds: delay) : .fixed(milliseconds: delay)
        }
    }

    /// `true`, a number, or `{"count": 100, "age": 3600}`.
    private struct KeepField: Decodable {
        let keep: Keep

        private enum Keys: String, CodingKey { case count, age }

        init(from decoder: any Decoder) throws {
            let single = try decoder.singleValueContainer()
            if let flag = try? single.decode(Bool.self) {
                keep = Keep(count: flag ? 0 : -1)
            } else if let count = try? single.decode(Int.self) {
                keep = Keep(count: count)
            } else {
                let fields = try decoder.container(keyedBy: Keys.self)
                keep = Keep(
                    count: try fields.decodeIfPresent(Int.self, forKey: .count) ?? -1,
                    age: try fields.decodeIfPresent(Int.self, forKey: .age))
            }
        }
    }
}
