internal import Files
internal import ForecastCore
internal import Glibc
internal import JobQueue
internal import LocatedYAML

/// The blocks of a service's neighbours: Redis, PostgreSQL.
extension ServiceConfigurationReader {
    mutating func readBullMQ(_ keys: inout MappingReader, below folder: String) -> ServiceConfiguration
        .BullMQ?
    {
        guard var block = keys.mapping("bullmq", &diagnostics) else { return nil }
        var found = ServiceConfiguration.BullMQ()
        if let node = block.node("redis"), let text = node.text(path: "bullmq.redis", &diagnostics) {
            if let address = RedisAddress(text) {
                found.address = address
            } else {
                diagnostics.add(
                    Diagnostic(
                        code: "S207", "'bullmq.redis' is no address of a Redis server", at: node.location,
                        fix:
                            "write redis://HOST:PORT/DATABASE, or rediss:// for TLS; user and password belong into user and password_file"
                    ))
            }
        }
        found.address.roots = roots(&block, isEncrypted: found.address.isEncrypted, below: folder)
        found.address.user = block.text("user", &diagnostics)
        found.address.password = password(&block, below: folder)
        found.queue = name("queue", &block) ?? found.queue
        found.prefix = name("prefix", &block) ?? found.prefix
        let scripts = block.text("scripts", required: "scripts: node_modules/bullmq", &diagnostics) ?? ""
        found.scripts = scripts.hasPrefix("/") ? scripts : "\(folder)/\(scripts)"
        found.progressChannel = block.text("progress_channel", &diagnostics)
        found.lockSeconds = block.integer("lock_seconds", in: 2...3_600, &diagnostics) ?? found.lockSeconds
        found.stalledSeconds =
            block.integer("stalled_seconds", in: 1...3_600, &diagnostics) ?? found.stalledSeconds
        block.finish(&diagnostics)
        return found
    }

    private mutating func roots(
        _ block: inout MappingReader, isEncrypted: Bool, below folder: String
    ) -> String? {
        guard let node = block.node("ca_file"), let text = node.text(path: "bullmq.ca_file", &diagnostics)
        else { return nil }
        let path = text.hasPrefix("/") ? text : "\(folder)/\(text)"
        guard isEncrypted else {
            diagnostics.add(
                Diagnostic(
                    code: "S207", "'bullmq.ca_file' is for TLS, and 'bullmq.redis' speaks none",
                    at: node.location, fix: "write rediss:// in bullmq.redis, or leave ca_file out"))
            return nil
        }
        do {
            _ = try FileSystem.read(path, limit: 1 << 22)
            return path
        } catch {
            diagnostics.add(
                Diagnostic(
                    code: "S203", "the certificates for Redis cannot be read: \(error)", at: node.location,
                    fix: "name a file that the service may read"))
            return nil
        }
    }

    /// A queue's name: BullMQ makes keys of it, whose parts a colon divides.
    private mutating func name(_ key: String, _ block: inout MappingReader) -> String? {
        guard let node = block.node(key), let text = node.text(path: "bullmq.\(key)", &diagnostics) else {
            return nil
        }
        guard !text.isEmpty, !text.contains(":"), text.utf8.count <= 100 else {
            diagnostics.add(
                Diagnostic(
                    code: "S208", "'bullmq.\(key)' is '\(text)', which BullMQ does not take",
                    at: node.location,
                    fix: "write 1 to 100 characters without a colon"))
            return nil
        }
        return text
    }

    /// Of a file, or of `REDIS_PASSWORD`.
    private mutating func password(_ block: inout MappingReader, below folder: String) -> String? {
        guard let node = block.node("password_file"),
            let text = node.text(path: "bullmq.password_file", &diagnostics)
        else {
            return getenv("REDIS_PASSWORD").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        do {
            var bytes = try FileSystem.read(text.hasPrefix("/") ? text : "\(folder)/\(text)", limit: 1 << 16)
            while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            diagnostics.add(
                Diagnostic(
                    code: "S203", "the password of Redis cannot be read: \(error)", at: node.location,
                    fix: "name a file that the service may read"))
            return nil
        }
    }

    /// `postgres:planning`: the service of `pg_service.conf` that results go to; nil for the SQLite file of the service.
    mutating func readResults(_ keys: inout MappingReader) -> String? {
        guard let node = keys.node("results"), let text = node.text(path: "results", &diagnostics) else {
            return nil
        }
        guard text.hasPrefix("postgres:"),
            text.dropFirst(9).utf8.allSatisfy({ $0 > 32 && $0 < 127 && !"=:/@'[]".utf8.contains($0) })
        else {
            diagnostics.add(
                Diagnostic(
                    code: "S209", "'results' is '\(text)'", at: node.location,
                    fix:
                        "write postgres: and the name of a service of pg_service.conf (docs/postgres.md), or leave it out for SQLite"
                ))
            return nil
        }
        return String(text.dropFirst(9))
    }
}
