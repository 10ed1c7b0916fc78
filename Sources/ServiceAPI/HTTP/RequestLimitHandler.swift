internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// What Hummingbird leaves open on a connection: it would read a body without end after it has answered 413, never says that a
/// client may go on, and waits for ever for a request that trickles in.
///
/// Over the limit a response closes the connection, and at twice the limit it is closed whether answered or not; `Expect:
/// 100-continue` is answered at once; a request has to be there whole within `seconds`.
final class RequestLimitHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limit: Int
    private let time: TimeAmount
    private var bytes = 0
    private var isOver = false
    private var isReceiving = false
    private var isAnswered = true
    private var deadline: Scheduled<Void>?
    /// What is answered to bytes that are no request.
    private let unreadable: @Sendable () -> (HTTPResponse, [UInt8])
    private var isUnreadable = false

    init(bodyBytes: Int, seconds: Int, unreadable: @escaping @Sendable () -> (HTTPResponse, [UInt8])) {
        limit = bodyBytes
        time = .seconds(Int64(seconds))
        self.unreadable = unreadable
    }

    func channelActive(context: ChannelHandlerContext) {
        arm(context)
        context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { arm(context) }
        // In front of what turns the bytes' words into a request: that keeps the path of an absolute target and forgets the rest.
        let pipeline = context.pipeline.syncOperations
        guard let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try? pipeline.addHandler(AbsoluteTargetHandler(), position: .before(codec))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError { isUnreadable = true }
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    private func arm(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            bound.value.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            begin(head, context)
        case .body(let part):
            bytes += part.readableBytes
            if bytes > limit { isOver = true }
            if bytes > 2 * limit || (isOver && isAnswered) { return context.close(promise: nil) }
        case .end:
            isReceiving = false
            deadline?.cancel()
            if isAnswered { arm(context) }
        }
        context.fireChannelRead(data)
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        bytes = 0
        isReceiving = true
        isAnswered = false
        isOver = head.headerFields[.contentLength].flatMap(Int.init).map { $0 > limit } ?? false
        arm(context)
        guard !isOver, head.headerFields[.expect]?.lowercased() == "100-continue" else { return }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head)
        where isUnreadable && head.status == .badRequest && head.headerFields[.contentLength] == "0":
            // The server's own answer to what cannot be read has no body.
            let (head, body) = unreadable()
            context.write(wrapOutboundOut(.head(head)), promise: promise)
            context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        case .head(var head) where isOver:
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            isAnswered = true
            if isOver {
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                context.writeAndFlush(data).assumeIsolated().whenComplete { _ in
                    bound.value.close(promise: nil)
                }
                promise?.succeed()
                return
            }
            if !isReceiving { arm(context) }
            context.write(data, promise: promise)
        default: context.write(data, promise: promise)
        }
    }
}
