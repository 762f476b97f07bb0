package dev.slipway.nodeagent.grpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A gRPC server on a Unix socket, for calls with one message each way and for streams of answers. */
@SuppressWarnings("FutureReturnValueIgnored") // a caller that is gone needs no answer
public final class GrpcServer implements AutoCloseable {
    private static final int UNIMPLEMENTED = 12;
    private static final int INVALID_ARGUMENT = 3;
    private static final int LARGEST_REQUEST = 1 << 20;

    private final Channel listener;

    private GrpcServer(Channel listener) {
        this.listener = listener;
    }

    /** What is served. Called on the event loop; must not block. */
    public interface Service {
        /**
         * Answers a call.
         *
         * @param path e.g. {@code /v1beta1.DevicePlugin/Allocate}
         * @return false if there is no such method
         */
        boolean serve(String path, byte[] request, Answer answer);
    }

    /** The way back to the caller. */
    public interface Answer {
        /** Sends a message and goes on. */
        void send(byte[] message);

        /** Sends the last message. */
        void end(byte[] message);
    }

    /** Listens on a socket, which replaces a file of that name. */
    public static GrpcServer listen(EventLoopGroup loop, Path socket, Service service) throws IOException {
        Files.deleteIfExists(socket);
        Channel channel = new ServerBootstrap()
                .group(loop)
                .channel(NioServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer().build())
                                .addLast(new Http2MultiplexHandler(streams(service)));
                    }
                })
                .bind(UnixDomainSocketAddress.of(socket))
                .syncUninterruptibly()
                .channel();
        return new GrpcServer(channel);
    }

    private static ChannelHandler streams(Service service) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Call(service));
            }
        };
    }

    /** One call. */
    private static final class Call extends ChannelInboundHandlerAdapter {
        private final Service service;
        private final ByteBuf request = Unpooled.buffer();
        private String path = "";
        private boolean served;

        Call(Service service) {
            this.service = service;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            try {
                boolean complete = false;
                if (frame instanceof Http2HeadersFrame headers) {
                    path = String.valueOf(headers.headers().path());
                    complete = headers.isEndStream();
                } else if (frame instanceof Http2DataFrame data) {
                    if (request.readableBytes() + data.content().readableBytes() > LARGEST_REQUEST) {
                        context.close();
                        return;
                    }
                    request.writeBytes(data.content());
                    complete = data.isEndStream();
                }
                if (complete && !served) {
                    served = true;
                    serve(context);
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        private void serve(ChannelHandlerContext context) {
            byte[] message = GrpcFrames.message(request).orElse(new byte[0]);
            try {
                if (!service.serve(path, message, new Stream(context))) {
                    fail(context, UNIMPLEMENTED);
                }
            } catch (IllegalArgumentException _) {
                fail(context, INVALID_ARGUMENT);
            }
        }

        private static void fail(ChannelHandlerContext context, int status) {
            context.writeAndFlush(new DefaultHttp2HeadersFrame(
                    GrpcFrames.trailers(status).status("200").set("content-type", GrpcFrames.TYPE), true));
        }
    }

    /** The answers to one call. */
    private static final class Stream implements Answer {
        private final ChannelHandlerContext context;
        private boolean begun;

        Stream(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public void send(byte[] message) {
            context.channel().eventLoop().execute(() -> write(message));
        }

        @Override
        public void end(byte[] message) {
            context.channel().eventLoop().execute(() -> {
                write(message);
                context.writeAndFlush(new DefaultHttp2HeadersFrame(GrpcFrames.trailers(0), true));
            });
        }

        private void write(byte[] message) {
            if (!begun) {
                begun = true;
                context.write(new DefaultHttp2HeadersFrame(
                        new DefaultHttp2Headers().status("200").set("content-type", GrpcFrames.TYPE)));
            }
            context.writeAndFlush(new DefaultHttp2DataFrame(GrpcFrames.of(message)));
        }
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }
}
