internal import Files

/// BullMQ's scripts, from the deployment's own copy of it: what a job's move from list to list means is theirs alone.
///
/// Each is known by its SHA-1, because names and numbers of keys are not enough: `moveStalledJobsToWait-9` of 2.15.0 and of 3.x
/// take the same number of keys and mean others.
package struct QueueScripts: Sendable {
    /// Which line of BullMQ the scripts are of.
    package enum Line: String, Sendable, CaseIterable {
        /// Python 2.24.0, of the time of Node's version 5.
        case v5
        /// Python 3.4.4, of the time of Node's version 6.
        case v6
    }

    enum Name: String, CaseIterable {
        case moveToActive, moveToFinished, extendLocks, updateProgress, retryJob, moveToDelayed
        case moveStalledJobsToWait, moveJobFromActiveToWait, addStandardJob
    }

    package struct Script: Sendable {
        let keyCount: Int
        let digest: String
        let text: [UInt8]
    }

    package let line: Line
    private let scripts: [Name: Script]

    subscript(name: Name) -> Script {
        guard let script = scripts[name] else { preconditionFailure("script \(name) was not read") }
        return script
    }

    /// What is known of each line: keys, and the SHA-1 of the text.
    private static let known: [Line: [Name: (keys: Int, digest: String)]] = [
        .v5: [
            .moveToActive: (11, "6c4c6de2bece2ad87657691d945d902df2198f5e"),
            .moveToFinished: (14, "6915018337087ae3fa0e12651d84ec92e583f56a"),
            .extendLocks: (1, "c35baf769e5dc3d9194b2bceca04ab59f7c510f7"),
            .updateProgress: (3, "e992d1814b869c8def8e67ef117b3ed2cc95771f"),
            .retryJob: (11, "4500167f688cb8d0095c803fe196bd27a55a53dd"),
            .moveToDelayed: (12, "50f67b9ae294f395fd0fe8c62edfc661267ad9b7"),
            .moveStalledJobsToWait: (8, "73eadbeb0aad7d0e981735d0fd48e4d60fe136e5"),
            .moveJobFromActiveToWait: (9, "1fde6ac07644b0a3e58402e67cb30d074374e076"),
            .addStandardJob: (9, "d898c9a1b24ab7ed9510995fa28eb5874d0cf10e"),
        ],
        .v6: [
            .moveToActive: (11, "d96ca626f1ea141b44a856b312fc636d99aa9ea9"),
            .moveToFinished: (14, "69666e69dd5621df59067a03de685e55a486560d"),
            .extendLocks: (1, "c35baf769e5dc3d9194b2bceca04ab59f7c510f7"),
            .updateProgress: (3, "e992d1814b869c8def8e67ef117b3ed2cc95771f"),
            .retryJob: (11, "812d06de3eaf0fb70e333b3d0142eed8bf630a2d"),
            .moveToDelayed: (11, "9f83944d6edafd63c74121d73299dd3358ddfe0c"),
            .moveStalledJobsToWait: (9, "1e9bb7deb6219644a634d32c430ce15ed39a377e"),
            .moveJobFromActiveToWait: (9, "2f746a769bc3d182a0f73ace6bb7a4906faf5df9"),
            .addStandardJob: (9, "10f8d228e89ed4f765afc5b3bafb6defbb84e311"),
        ],
    ]

    /// Reads the scripts of a folder: `commands` of an installed `bullmq`, or a folder above it.
    /// - Throws: `RedisError` of kind `configuration` where one is missing or not known.
    package init(folder: String) throws(RedisError) {
        let places = [
            folder, "\(folder)/commands", "\(folder)/bullmq/commands", "\(folder)/dist/cjs/commands",
        ]
        guard let place = places.first(where: { Self.holdsScripts($0) }) else {
            throw RedisError(
                .configuration,
                "\(folder) holds no scripts of BullMQ: name the folder 'commands' of an installed bullmq (docs/bullmq.md)"
            )
        }
        var reasons: [String] = []
        for line in Line.allCases {
            do throws(RedisError) {
                scripts = try Self.read(place, line)
                self.line = line
                return
            } catch {
                reasons.append(error.message)
            }
        }
        throw RedisError(
            .configuration,
            "\(place): these are not the scripts of a BullMQ that is known (Python 3.4.4 and 2.24.0, of the lines of Node 6 and 5): "
                + reasons.joined(separator: "; "))
    }

    private static func holdsScripts(_ folder: String) -> Bool {
        ((try? FileSystem.names(in: folder)) ?? []).contains { $0.hasPrefix("moveToActive-") }
    }

    private static func read(_ folder: String, _ line: Line) throws(RedisError) -> [Name: Script] {
        var scripts: [Name: Script] = [:]
        for (name, fact) in known[line] ?? [:] {
            let file = "\(name.rawValue)-\(fact.keys).lua"
            guard let text = try? FileSystem.read("\(folder)/\(file)", limit: 1 << 20) else {
                throw RedisError(.configuration, "\(line.rawValue) has a \(file)")
            }
            guard SHA1.hex(of: text) == fact.digest else {
                throw RedisError(.configuration, "\(file) is not that of \(line.rawValue)")
            }
            scripts[name] = Script(keyCount: fact.keys, digest: fact.digest, text: text)
        }
        return scripts
    }
}
