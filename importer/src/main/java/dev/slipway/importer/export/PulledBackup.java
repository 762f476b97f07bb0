package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.importer.http.RangedContent;
import dev.slipway.importer.nbd.Extent;
import dev.slipway.importer.nbd.NbdClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gives out the disks of a backup as they were when it began. Paths, parameters and answers are those of KubeVirt's {@code
 * virt-exportserver}; ranges and an ETag let a cut download go on.
 */
record PulledBackup(BackupPlan plan, BackupTunnels tunnels) {
    private static final int USUAL_PAGE = 512;
    private static final int LONGEST_PAGE = 1 << 14;

    /** A request that cannot be answered, and the status that says so. */
    private record Refused(int status, String sentence) {}

    /** A part of a disk. */
    private record Window(long from, long to) {}

    /** Returns whether a path is one of the backup's, which is answered then. */
    boolean answers(HttpExchange exchange, String path) throws IOException {
        for (BackupPlan.Disk disk : plan.disks()) {
            if (disk.data().equals(path)) {
                with(exchange, disk, List.of(), this::data);
                return true;
            }
            if (disk.map().equals(path)) {
                List<String> contexts = new ArrayList<>(List.of(NbdClient.ALLOCATION));
                plan.checkpoint().ifPresent(checkpoint -> contexts.add(NbdClient.BITMAP + checkpoint));
                with(exchange, disk, contexts, this::map);
                return true;
            }
        }
        return false;
    }

    /** Answers with a disk at hand. */
    private interface Answer {
        void give(HttpExchange exchange, NbdClient disk, Window window) throws IOException;
    }

    private void with(HttpExchange exchange, BackupPlan.Disk disk, List<String> contexts, Answer answer)
            throws IOException {
        Optional<NbdClient> connected = tunnels.connect(disk.name(), contexts);
        if (connected.isEmpty()) {
            refuse(
                    exchange,
                    new Refused(
                            503,
                            "The guest's node offers no connection at present, or all are in use; try again. The backup's"
                                    + " condition Progressing says how it is."));
            return;
        }
        try (NbdClient client = connected.get()) {
            long offset = number(exchange, "offset").orElse(0L);
            long length = number(exchange, "length").orElse(0L);
            if (offset < 0 || length < 0) {
                refuse(exchange, new Refused(400, "offset and length are numbers of bytes."));
            } else if (offset >= client.size()) {
                refuse(
                        exchange,
                        new Refused(416, "offset is %d; the disk has %d bytes.".formatted(offset, client.size())));
            } else {
                long rest = client.size() - offset;
                answer.give(
                        exchange, client, new Window(offset, offset + (length == 0 || length > rest ? rest : length)));
            }
        }
    }

    private void data(HttpExchange exchange, NbdClient disk, Window window) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        new RangedContent(
                        (from, to, out) -> disk.read(window.from() + from, window.from() + to, out),
                        window.to() - window.from(),
                        "\"%s-%d-%d\"".formatted(plan.uid(), window.from(), window.to()))
                .answer(exchange);
    }

    private void map(HttpExchange exchange, NbdClient disk, Window window) throws IOException {
        long asked = number(exchange, "page_size").orElse((long) USUAL_PAGE);
        if (asked <= 0) {
            refuse(exchange, new Refused(400, "page_size is a number of extents, from 1 on."));
            return;
        }
        int page = (int) Math.min(asked, LONGEST_PAGE);
        BackupMap map = new BackupMap(plan.checkpoint().isPresent());
        long at = window.from();
        while (at < window.to() && map.count() <= page) {
            List<Extent> next = extents(disk, at, window.to());
            if (next.isEmpty()) {
                throw new IOException("the disk tells nothing of byte " + at);
            }
            map.add(next);
            at = next.getLast().end();
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, 200, map.json(page, at >= window.to()));
    }

    private List<Extent> extents(NbdClient disk, long from, long to) throws IOException {
        List<List<Extent>> told = disk.status(from, to);
        if (plan.checkpoint().isEmpty()) {
            return told.getFirst();
        }
        // A disk that came after the checkpoint has no bitmap: all of it is new.
        return BackupMap.merged(
                told.getFirst(),
                disk.knows(NbdClient.BITMAP + plan.checkpoint().get())
                        ? told.getLast()
                        : List.of(new Extent(from, to - from, 1)));
    }

    /** Returns a parameter of the query; -1 if it is no number. */
    private static Optional<Long> number(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getRawQuery();
        return Arrays.stream((query == null ? "" : query).split("&"))
                .filter(part -> part.startsWith(name + "="))
                .map(part -> part.substring(name.length() + 1))
                .findFirst()
                .filter(text -> !text.isEmpty())
                .map(text -> text.matches("\\d{1,18}") ? Long.parseLong(text) : -1L);
    }

    private static void refuse(HttpExchange exchange, Refused why) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, why.status(), why.sentence() + "\n");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
