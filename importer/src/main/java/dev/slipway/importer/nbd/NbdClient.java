package dev.slipway.importer.nbd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One connection to one export of an NBD server, for one thread. Numbers are those of the protocol ({@code doc/proto.md} of
 * NetworkBlockDevice/nbd); what a server may make this end hold is bounded.
 */
public final class NbdClient implements AutoCloseable {
    /** The context that tells holes and zeros. */
    public static final String ALLOCATION = "base:allocation";

    /** The context of a bitmap begins so. */
    public static final String BITMAP = "qemu:dirty-bitmap:";

    private static final long HELLO = 0x4e42444d41474943L;
    private static final long OPTIONS = 0x49484156454f5054L;
    private static final long OPTION_REPLY = 0x3e889045565a9L;
    private static final int REQUEST = 0x25609513;
    private static final int CHUNK = 0x668e33ef;

    private static final int FIXED_NEWSTYLE = 1;
    private static final int NO_ZEROES = 2;
    private static final int OPTION_GO = 7;
    private static final int OPTION_STRUCTURED = 8;
    private static final int OPTION_CONTEXT = 10;
    private static final int REPLY_ACK = 1;
    private static final int REPLY_INFO = 3;
    private static final int REPLY_CONTEXT = 4;
    private static final int COMMAND_READ = 0;
    private static final int COMMAND_STATUS = 7;
    private static final int DONE = 1;
    private static final int NONE = 0;
    private static final int DATA = 1;
    private static final int HOLE = 2;
    private static final int STATUS = 5;
    private static final int ERROR = 1 << 15;

    private static final int MOST_OF_REPLY = 1 << 16;
    private static final int MOST_READ = 1 << 20;
    /** QEMU tells at most 128 Ki extents at once, each in eight bytes. */
    private static final int MOST_EXTENTS = 1 << 17;

    private static final long MOST_ASKED = 1L << 30;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final List<String> contexts;
    private final Map<Integer, Integer> places = new HashMap<>();
    private long size = -1;
    private long requests;

    private NbdClient(Socket socket, List<String> contexts) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 10));
        this.contexts = List.copyOf(contexts);
    }

    /**
     * Agrees with a server on an export; the socket is this client's then, and its caller's if that fails.
     *
     * @param socket connected to the server; its time limit is that of each answer
     * @param contexts what {@link #status} will tell; a server need not know them
     * @throws NbdRefusal if the server has no such export
     */
    public static NbdClient open(Socket socket, String export, List<String> contexts) throws IOException {
        NbdClient client = new NbdClient(socket, contexts);
        client.agree(export);
        return client;
    }

    /** Returns the bytes of the export. */
    public long size() {
        return size;
    }

    /** Returns whether the server tells of a context. */
    public boolean knows(String context) {
        return places.containsValue(contexts.indexOf(context));
    }

    private void agree(String export) throws IOException {
        if (in.readLong() != HELLO || in.readLong() != OPTIONS) {
            throw new IOException("the other end is no NBD server");
        }
        int flags = in.readUnsignedShort();
        if ((flags & FIXED_NEWSTYLE) == 0) {
            throw new IOException("the NBD server knows no options");
        }
        out.writeInt(flags & (FIXED_NEWSTYLE | NO_ZEROES));
        option(OPTION_STRUCTURED, new byte[0]);
        if (!contexts.isEmpty()) {
            option(OPTION_CONTEXT, contextQuery(export));
        }
        byte[] name = export.getBytes(UTF_8);
        option(
                OPTION_GO,
                ByteBuffer.allocate(name.length + 6)
                        .putInt(name.length)
                        .put(name)
                        .putShort((short) 0)
                        .array());
        if (size < 0) {
            throw new IOException("the NBD server did not tell the size of " + export);
        }
    }

    private byte[] contextQuery(String export) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream query = new DataOutputStream(bytes);
        text(query, export);
        query.writeInt(contexts.size());
        for (String context : contexts) {
            text(query, context);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private void option(int option, byte[] data) throws IOException {
        out.writeLong(OPTIONS);
        out.writeInt(option);
        out.writeInt(data.length);
        out.write(data);
        out.flush();
        for (int type = reply(option); type != REPLY_ACK; type = reply(option)) {
            // What is told before the end of the answer is kept by reply.
        }
    }

    private int reply(int option) throws IOException {
        if (in.readLong() != OPTION_REPLY || in.readInt() != option) {
            throw new IOException("the NBD server answers something that was not asked");
        }
        int type = in.readInt();
        ByteBuffer data = ByteBuffer.wrap(bytes(MOST_OF_REPLY));
        if (type < 0) {
            throw new NbdRefusal("the NBD server refuses option %d (%#x): %s"
                    .formatted(option, type, new String(data.array(), UTF_8)));
        }
        if (type == REPLY_INFO && data.remaining() >= 12 && data.getShort() == 0) {
            size = data.getLong();
        } else if (type == REPLY_CONTEXT && data.remaining() > 4) {
            int id = data.getInt();
            int place = contexts.indexOf(UTF_8.decode(data).toString());
            if (place >= 0) {
                places.put(id, place);
            }
        }
        return type;
    }

    private byte[] bytes(int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("the NBD server sends %d bytes where %d are the most"
                    .formatted(Integer.toUnsignedLong(length), most));
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    /** Writes a range of the export to a stream; not more of it is held than a mebibyte. */
    public void read(long from, long to, OutputStream target) throws IOException {
        byte[] buffer = new byte[(int) Math.min(MOST_READ, to - from)];
        for (long at = from; at < to; at += buffer.length) {
            int count = (int) Math.min(buffer.length, to - at);
            fill(at, count, buffer);
            target.write(buffer, 0, count);
        }
    }

    private void fill(long at, int count, byte[] buffer) throws IOException {
        request(COMMAND_READ, at, count);
        int filled = 0;
        Chunk chunk;
        do {
            chunk = next();
            filled += put(chunk, at, count, buffer);
        } while (!chunk.last());
        if (filled != count) {
            throw new IOException("the NBD server sent %d of %d bytes".formatted(filled, count));
        }
    }

    /** Returns how many bytes a piece of an answer brought. */
    private static int put(Chunk chunk, long at, int count, byte[] buffer) throws IOException {
        if (chunk.type() != DATA && chunk.type() != HOLE) {
            return 0;
        }
        ByteBuffer data = chunk.data();
        if (data.remaining() < (chunk.type() == DATA ? 8 : 12)) {
            throw new IOException("the NBD server sends a piece that is too short");
        }
        long place = data.getLong() - at;
        int length = chunk.type() == DATA ? data.remaining() : data.getInt();
        if (place < 0 || length < 0 || place > count - length) {
            throw new IOException("the NBD server sends bytes that were not asked for");
        }
        if (chunk.type() == DATA) {
            data.get(buffer, (int) place, length);
        } else {
            Arrays.fill(buffer, (int) place, (int) place + length, (byte) 0);
        }
        return length;
    }

    /**
     * Asks what is in a range, or in its beginning: the lists begin at {@code from} and may end early.
     *
     * @return extents for each context, in the order in which they were wanted; of one that the server does not know, none
     */
    public List<List<Extent>> status(long from, long to) throws IOException {
        request(COMMAND_STATUS, from, (int) Math.min(MOST_ASKED, to - from));
        List<List<Extent>> told = new ArrayList<>();
        contexts.forEach(_ -> told.add(List.of()));
        Chunk chunk;
        do {
            chunk = next();
            if (chunk.type() == STATUS) {
                ByteBuffer data = chunk.data();
                int id = data.remaining() < 4 ? -1 : data.getInt();
                Integer place = places.get(id);
                if (place == null) {
                    throw new IOException("the NBD server tells of a context that was not asked for");
                }
                told.set(place, extents(from, to, data));
            }
        } while (!chunk.last());
        return told;
    }

    private static List<Extent> extents(long from, long to, ByteBuffer data) {
        List<Extent> extents = new ArrayList<>();
        long at = from;
        while (data.remaining() >= 8 && at < to) {
            long length = Math.min(Integer.toUnsignedLong(data.getInt()), to - at);
            long flags = Integer.toUnsignedLong(data.getInt());
            if (length > 0) {
                extents.add(new Extent(at, length, flags));
            }
            at += length;
        }
        return extents;
    }

    private void request(int command, long offset, int length) throws IOException {
        out.writeInt(REQUEST);
        out.writeShort(0);
        out.writeShort(command);
        out.writeLong(++requests);
        out.writeLong(offset);
        out.writeInt(length);
        out.flush();
    }

    /** A piece of an answer. */
    private record Chunk(int type, boolean last, ByteBuffer data) {}

    private Chunk next() throws IOException {
        if (in.readInt() != CHUNK) {
            throw new IOException("the NBD server answers in a form that was not agreed on");
        }
        int flags = in.readUnsignedShort();
        int type = in.readUnsignedShort();
        if (in.readLong() != requests) {
            throw new IOException("the NBD server answers another request");
        }
        byte[] data = bytes(Math.max(MOST_READ + 8, MOST_EXTENTS * 8 + 4));
        if ((type & ERROR) != 0) {
            int code = data.length < 4 ? 0 : ByteBuffer.wrap(data).getInt();
            throw new IOException("the NBD server could not answer (error %d)".formatted(code));
        }
        boolean last = (flags & DONE) != 0;
        if (type != NONE && type != DATA && type != HOLE && type != STATUS) {
            throw new IOException("the NBD server answers with a piece of type %d".formatted(type));
        }
        return new Chunk(type, last, ByteBuffer.wrap(data));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
