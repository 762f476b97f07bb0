package dev.slipway.launcher;

import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.io.LineWriter;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import dev.slipway.launcher.json.JsonSyntaxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The program {@code virt-freezer}: has the file systems of this Pod's guest at rest, or ends that. Backup programs (Velero)
 * run it in the launcher's container, as the Pod's annotations tell them. It ends with 0 if there is nothing to be at rest: no
 * agent in the guest, or no guest that runs.
 */
public final class Freezer {
    private static final Path RUN_DIRECTORY = Path.of("/var/run/slipway");
    private static final int USAGE_EXIT_CODE = 2;
    private static final int MAX_LINE = 8 * 1024 * 1024;

    /** A little longer than the launcher itself waits for the agent of the guest. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final LineReader reader;
    private final LineWriter writer;

    private Freezer(SocketChannel channel) {
        this.reader = new LineReader(channel, MAX_LINE);
        this.writer = new LineWriter(channel);
    }

    /** Does what the command line asks for; exits 0 if it is done or needless, 1 if it failed, 2 if the line is wrong. */
    public static void main(String... arguments) {
        try {
            System.out.println(run(FreezerOptions.read(arguments), RUN_DIRECTORY, LIMIT));
        } catch (FreezerOptions.UsageException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE_EXIT_CODE);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Returns what was done, as a sentence.
     *
     * @param limit for all of it; a launcher that hangs does not keep this program in its container
     */
    static String run(FreezerOptions options, Path runDirectory, Duration limit) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Thread watchdog = Thread.ofVirtual().start(() -> closeAfter(limit, channel));
            try {
                channel.connect(UnixDomainSocketAddress.of(runDirectory.resolve("control.sock")));
                return new Freezer(channel).run(options);
            } catch (ClosedChannelException e) {
                throw new IOException(
                        "the launcher did not answer within %d s; see its log, and whether the guest's file systems are at rest"
                                .formatted(limit.toSeconds()),
                        e);
            } finally {
                watchdog.interrupt();
            }
        }
    }

    /** Whoever reads from the channel then, or writes to it, is told so. */
    private static void closeAfter(Duration limit, SocketChannel channel) {
        try {
            Thread.sleep(limit);
            channel.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(FreezerOptions options) throws IOException {
        JsonObject hello = ask(JsonObject.EMPTY.with("do", "hello"));
        String name = hello.text("name").orElse("");
        if (!name.equals(options.name())) {
            throw new IOException("this launcher runs %s, not %s".formatted(name, options.name()));
        }
        Optional<JsonObject> state = hello.object("state");
        String phase = state.flatMap(known -> known.text("phase")).orElse("");
        boolean agent = state.flatMap(known -> known.object("guest"))
                .filter(guest -> guest.isTrue("connected"))
                .isPresent();
        if (!phase.equals("Running") || !agent) {
            return phase.equals("Running")
                    ? "no agent runs in the guest, so its file systems stay as they are"
                    : "the guest does not run (it is %s), so its file systems stay as they are".formatted(phase);
        }
        if (options.freeze()) {
            ask(JsonObject.EMPTY.with("do", "freeze").with("timeoutSeconds", options.thawAfterSeconds()));
            return "the guest's file systems are at rest for at most %d s".formatted(options.thawAfterSeconds());
        }
        ask(JsonObject.EMPTY.with("do", "unfreeze"));
        return "the guest's file systems are in use again";
    }

    private JsonObject ask(JsonObject request) throws IOException {
        writer.write(request.with("id", 1).toString());
        try {
            JsonObject answer = JsonReader.readObject(
                    reader.next().orElseThrow(() -> new IOException("the launcher ended before it answered")));
            if (!answer.isTrue("ok")) {
                throw new IOException(answer.text("message").orElse("the launcher refused without a reason"));
            }
            return answer.object("result").orElse(JsonObject.EMPTY);
        } catch (JsonSyntaxException e) {
            throw new IOException("the launcher's answer is no JSON", e);
        }
    }
}
