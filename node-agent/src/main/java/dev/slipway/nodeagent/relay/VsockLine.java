package dev.slipway.nodeagent.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;

/**
 * A connection whose calls wait in the kernel, for readers and writers on virtual threads: two threads of the platform carry
 * between it and pipes.
 */
final class VsockLine implements ByteChannel {
    private static final int PIECE = 16 << 10;

    private final Socket plain;
    private final Pipe fromGuest;
    private final Pipe toGuest;
    private final Thread speaker;

    private VsockLine(Socket plain, Pipe fromGuest, Pipe toGuest, Thread speaker) {
        this.plain = plain;
        this.fromGuest = fromGuest;
        this.toGuest = toGuest;
        this.speaker = speaker;
    }

    /**
     * Begins to carry.
     *
     * @param plain what is closed at the end, which wakes whoever waits
     * @param spoken what is read and written: the same, or TLS over it
     */
    static VsockLine open(Socket plain, Socket spoken) throws IOException {
        InputStream in = spoken.getInputStream();
        OutputStream out = spoken.getOutputStream();
        Pipe fromGuest = Pipe.open();
        Pipe toGuest = Pipe.open();
        carry("vsock from guest", in, Channels.newOutputStream(fromGuest.sink()));
        Thread speaker = carry("vsock to guest", Channels.newInputStream(toGuest.source()), out);
        return new VsockLine(plain, fromGuest, toGuest, speaker);
    }

    /** Until one of both ends; the end of what the guest says reaches the reader after all that came before it. */
    private static Thread carry(String name, InputStream from, OutputStream to) {
        return Thread.ofPlatform().daemon().name(name).start(() -> {
            byte[] piece = new byte[PIECE];
            try (from;
                    to) {
                for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
                    to.write(piece, 0, count);
                    to.flush();
                }
            } catch (IOException e) {
                // One end is gone; the other learns it by the end of its pipe.
            }
        });
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return fromGuest.source().read(into);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return toGuest.sink().write(bytes);
    }

    @Override
    public boolean isOpen() {
        return fromGuest.source().isOpen();
    }

    /** The guest still gets what was written before. */
    @Override
    public void close() throws IOException {
        fromGuest.source().close();
        toGuest.sink().close();
        Thread.ofVirtual().name("vsock end").start(this::end);
    }

    private void end() {
        try (plain) {
            speaker.join(SocketRelay.LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The descriptor is given back all the same.
        }
    }
}
