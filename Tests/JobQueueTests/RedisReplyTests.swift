import JobQueue
import Testing

@Suite("Answers of Redis, and what its scripts are told")
struct RedisReplyTests {
    private func read(_ text: String) throws -> [RedisReply] {
        var reader = RedisReplyReader()
        Array(text.utf8).withUnsafeBytes { reader.append($0) }
        var replies: [RedisReply] = []
        while let reply = try reader.next() { replies.append(reply) }
        return replies
    }

    @Test("are read in all their forms, and in pieces of a byte")
    func forms() throws {
        let text =
            "+OK\r\n-ERR no\r\n:-12\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n*2\r\n:1\r\n*1\r\n$1\r\nx\r\n"
        let wanted: [RedisReply] = [
            .text(Array("OK".utf8)), .failure("ERR no"), .integer(-12), .text(Array("a\r\nbc".utf8)),
            .text([]), .null,
            .null, .array([.integer(1), .array([.text(Array("x".utf8))])]),
        ]
        #expect(try read(text) == wanted)
        var reader = RedisReplyReader()
        var replies: [RedisReply] = []
        for byte in text.utf8 {
            [byte].withUnsafeBytes { reader.append($0) }
            if let reply = try reader.next() { replies.append(reply) }
        }
        #expect(replies == wanted)
    }

    @Test(
        "that are none, or too large, are refused",
        arguments: [
            "HTTP/1.1 400\r\n", "$99999999999\r\n", "*9999999\r\n", ":x\r\n", "$3\r\nabcd\r\n", "\r\n",
            String(repeating: "*1\r\n", count: 20), "+" + String(repeating: "a", count: 70_000),
            "$9999999999999999999999\r\n",
        ])
    func refused(_ text: String) {
        #expect(throws: RedisError.self) { try read(text) }
    }

    @Test("MessagePack is written as the specification has it")
    func messagePack() {
        #expect(
            MessagePack.map([("a", .integer(-1)), ("b", .null)]).bytes == [
                0xDF, 0, 0, 0, 2, 0xDB, 0, 0, 0, 1, 0x61, 0xD3, 255, 255, 255, 255, 255, 255, 255, 255, 0xDB,
                0, 0, 0, 1, 0x62,
                0xC0,
            ])
        #expect(
            MessagePack.array([.flag(true), .flag(false), .text("ü")]).bytes == [
                0xDD, 0, 0, 0, 3, 0xC3, 0xC2, 0xDB, 0, 0, 0, 2, 0xC3, 0xBC,
            ])
    }

    @Test("a job's options are taken in all the forms that producers write")
    func options() {
        func options(_ text: String) -> QueuedJobOptions { QueuedJobOptions(json: Array(text.utf8)) }
        #expect(options("") == QueuedJobOptions() && options("[1]") == QueuedJobOptions())
        #expect(options(#"{"attempts":0}"#).attempts == 1)
        let fixed = options(
            #"{"attempts":5,"backoff":250,"removeOnComplete":true,"removeOnFail":{"count":7,"age":60}}"#)
        #expect(fixed.attempts == 5 && fixed.delay(after: 3) == 250)
        #expect(
            fixed.keepCompleted.count == 0 && fixed.keepFailed.count == 7 && fixed.keepFailed.age == 60)
        let growing = options(
            #"{"backoff":{"type":"exponential","delay":1000},"removeOnComplete":12,"removeOnFail":false}"#)
        #expect([1, 2, 3, 90].map { growing.delay(after: $0) } == [1000, 2000, 4000, 604_800_000])
        #expect(growing.keepCompleted.count == 12 && growing.keepFailed.count == -1)
    }

    @Test("an address is one without secrets")
    func address() {
        #expect(
            RedisAddress("redis://db:7000/3").map { [$0.host, "\($0.port)", "\($0.database)"] } == [
                "db", "7000", "3",
            ])
        #expect(RedisAddress("redis://[::1]:7000")?.host == "::1")
        #expect(RedisAddress("redis://db")?.port == 6379)
        #expect(
            RedisAddress("rediss://db:1/2").map { $0.isEncrypted && $0.port == 1 && $0.database == 2 } == true
        )
        #expect(RedisAddress("redis://db")?.isEncrypted == false)
        for text in [
            "rediss://", "rediss://me:secret@db", "redis://me:secret@db", "redis://", "redis://db:x",
            "redis://db:70000",
            "redis://db/x", "db",
        ] {
            #expect(RedisAddress(text) == nil)
        }
    }
}
