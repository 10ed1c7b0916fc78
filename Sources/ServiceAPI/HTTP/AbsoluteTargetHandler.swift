internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Takes the absolute form of a target, which a client writes that takes the service for a proxy (RFC 9112, 3.2.2): its authority
/// stands in the place of the header Host, so that what is checked is what was asked for.
final class AbsoluteTargetHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), let target = Self.split(head.uri) else {
            return context.fireChannelRead(data)
        }
        head.headers.replaceOrAdd(name: "Host", value: target.authority)
        head.uri = target.path
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Nil for a target of another form. Of one of another scheme all stands for the authority: it is nobody's here.
    static func split(_ target: String) -> (authority: String, path: String)? {
        guard !target.hasPrefix("/"), let separator = target.range(of: "://") else { return nil }
        let rest = target[separator.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let isOurs = ["http", "https"].contains(target[..<separator.lowerBound].lowercased())
        let path = rest[end...]
        return (
            isOurs ? String(rest[..<end]) : target, path.hasPrefix("/") ? String(path) : "/\(path)"
        )
    }
}
