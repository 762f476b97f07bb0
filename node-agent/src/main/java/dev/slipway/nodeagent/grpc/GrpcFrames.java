package dev.slipway.nodeagent.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/** How gRPC puts messages into HTTP/2. Source: grpc/doc/PROTOCOL-HTTP2.md. */
final class GrpcFrames {
    static final String TYPE = "application/grpc";
    static final String STATUS = "grpc-status";

    /** Length of what stands before a message: whether it is compressed, and its length. */
    private static final int PREFIX = 5;

    private GrpcFrames() {}

    static ByteBuf of(byte[] message) {
        return Unpooled.buffer(PREFIX + message.length)
                .writeByte(0)
                .writeInt(message.length)
                .writeBytes(message);
    }

    /** Returns the message if it is complete; requests here have exactly one. */
    static java.util.Optional<byte[]> message(ByteBuf received) {
        if (received.readableBytes() < PREFIX) {
            return java.util.Optional.empty();
        }
        int length = received.getInt(received.readerIndex() + 1);
        return received.readableBytes() - PREFIX < length
                ? java.util.Optional.empty()
                : java.util.Optional.of(ByteBufUtil.getBytes(received, received.readerIndex() + PREFIX, length));
    }

    static Http2Headers trailers(int status) {
        return new DefaultHttp2Headers().set(STATUS, Integer.toString(status));
    }
}
