package dev.slipway.importer.nbd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NBD servers that mean no good. */
class NbdFuzzTest {
    private static final String BITMAP = NbdClient.BITMAP + "b";

    /** What a server sends, whatever it is asked. */
    private static final class Canned extends Socket {
        private final InputStream reply;

        Canned(byte[] reply) {
            this.reply = new ByteArrayInputStream(reply);
        }

        @Override
        public InputStream getInputStream() {
            return reply;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }
    }

    /** A conversation with a good server: the greeting, three options, four bytes of data, two extents. */
    private static byte[] good() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x4e42444d41474943L);
        out.writeLong(0x49484156454f5054L);
        out.writeShort(3);
        option(out, 8, 1, new byte[0]);
        byte[] context = ("\0\0\0\7" + BITMAP).getBytes(UTF_8);
        option(out, 10, 4, context);
        option(out, 10, 1, new byte[0]);
        option(out, 7, 3, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 3});
        option(out, 7, 1, new byte[0]);
        chunk(out, 1, 1, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 'd', 'a', 't', 'a'});
        chunk(out, 2, 5, new byte[] {0, 0, 0, 7, 0, 0, 8, 0, 0, 0, 0, 1, 0, 0, 8, 0, 0, 0, 0, 0});
        return bytes.toByteArray();
    }

    private static void option(DataOutputStream out, int option, int type, byte[] data) throws IOException {
        out.writeLong(0x3e889045565a9L);
        out.writeInt(option);
        out.writeInt(type);
        out.writeInt(data.length);
        out.write(data);
    }

    private static void chunk(DataOutputStream out, long request, int type, byte[] data) throws IOException {
        out.writeInt(0x668e33ef);
        out.writeShort(1);
        out.writeShort(type);
        out.writeLong(request);
        out.writeInt(data.length);
        out.write(data);
    }

    private static String talk(byte[] reply) throws IOException {
        try (NbdClient client = NbdClient.open(new Canned(reply), "data", List.of(BITMAP))) {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            client.read(0, 4, data);
            return client.size() + " " + data.toString(UTF_8) + " " + client.status(0, client.size());
        }
    }

    @Test
    void good_server_is_understood() throws Exception {
        assertThat(talk(good()))
                .isEqualTo(
                        "4096 data [[Extent[offset=0, length=2048, flags=1], Extent[offset=2048, length=2048, flags=0]]]");
    }

    @Test
    void answer_that_claims_to_be_huge_is_not_waited_for() throws Exception {
        byte[] reply = good();
        // The length of the first piece of data.
        reply[reply.length - (20 + 20) - 12 - 4] = 0x7f;
        assertThatThrownBy(() -> talk(reply)).isInstanceOf(IOException.class).hasMessageContaining("are the most");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void broken_answers_are_errors_and_nothing_else(long seed) throws Exception {
        Random random = new Random(seed);
        int understood = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] reply = good();
            for (int change = random.nextInt(3); change >= 0; change--) {
                reply[random.nextInt(reply.length)] = (byte) random.nextInt();
            }
            try {
                talk(reply);
                understood++;
            } catch (IOException e) {
                assertThat(e.getMessage() + e).isNotEmpty();
            }
        }
        assertThat(understood).as("some changes do no harm").isBetween(1, 1_999);
    }
}
