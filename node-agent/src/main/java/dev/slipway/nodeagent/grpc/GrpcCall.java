package dev.slipway.nodeagent.grpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One gRPC call on a Unix socket whose answer says nothing. */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be sent has no answer, which is waited for
public final class GrpcCall {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 1 << 20;

    private GrpcCall() {}

    /**
     * Calls a method and waits for its end.
     *
     * @return the message that was answered, empty if there was none
     * @throws IOException if nobody listens, or the method fails; the message says why
     */
    public static byte[] make(EventLoopGroup loop, Path socket, String path, byte[] message) throws IOException {
        CompletableFuture<byte[]> answered = new CompletableFuture<>();
        Channel connection = null;
        try {
            connection = new Bootstrap()
                    .group(loop)
                    .channel(NioDomainSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(Http2FrameCodecBuilder.forClient().build())
                                    .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                        }
                    })
                    .connect(UnixDomainSocketAddress.of(socket))
                    .sync()
                    .channel();
            Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new Ending(answered));
                        }
                    })
                    .open()
                    .sync()
                    .getNow();
            stream.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers()
                    .method("POST")
                    .scheme("http")
                    .authority("localhost")
                    .path(path)
                    .set("content-type", GrpcFrames.TYPE)
                    .set("te", "trailers")));
            stream.writeAndFlush(new DefaultHttp2DataFrame(GrpcFrames.of(message), true));
            return answered.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof MethodFailure failure) {
                throw new IOException("%s on %s was refused: %s".formatted(path, socket, failure.getMessage()), e);
            }
            throw new IOException("%s on %s was not answered: %s".formatted(path, socket, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while calling " + path, e);
        } finally {
            if (connection != null) {
                connection.close();
            }
        }
    }

    /** The method failed; the message is gRPC's number, with words if there are some. */
    private static final class MethodFailure extends Exception {
        private static final long serialVersionUID = 1L;

        MethodFailure(String status) {
            super(status);
        }
    }

    /** Waits for the end of the call. */
    private static final class Ending extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<byte[]> answered;
        private final ByteBuf received = Unpooled.buffer();

        Ending(CompletableFuture<byte[]> answered) {
            this.answered = answered;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame headers && headers.headers().contains(GrpcFrames.STATUS)) {
                String code = String.valueOf(headers.headers().get(GrpcFrames.STATUS));
                CharSequence words = headers.headers().get("grpc-message");
                if (code.equals("0")) {
                    answered.complete(GrpcFrames.message(received).orElse(new byte[0]));
                } else {
                    answered.completeExceptionally(
                            new MethodFailure(words == null || words.isEmpty() ? code : code + " " + words));
                }
            } else if (frame instanceof Http2DataFrame data
                    && received.readableBytes() + data.content().readableBytes() <= LARGEST_ANSWER) {
                received.writeBytes(data.content());
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answered.completeExceptionally(new IOException("the connection ended"));
        }
    }
}
