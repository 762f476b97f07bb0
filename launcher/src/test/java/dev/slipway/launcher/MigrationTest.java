package dev.slipway.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest that goes from one launcher to another, each with a real QEMU. */
@Timeout(60)
final class MigrationTest {
    @TempDir
    Path path;

    @Test
    void guest_runs_on_in_the_other_launcher_and_only_when_it_is_let_go() throws Exception {
        Path disk = TinyGuest.disk(path);
        JsonObject route = route("m1", List.of());
        try (LauncherProcess source = LauncherProcess.start(path.resolve("source"));
                LauncherProcess target = LauncherProcess.start(path.resolve("target"));
                ControlClient from = source.client();
                ControlClient to = target.client()) {
            begin(from, to, disk, disk, route);
            try (SocketChannel serial = source.connect("serial.sock")) {
                LauncherProcess.readUntil(serial, "ready");
            }
            assertThat(to.ask("resume").text("code")).contains("NOT_RUNNING");

            assertThat(from.ask("migrate", route).isTrue("ok")).isTrue();
            from.awaitState(state -> migration(state, "completed"));
            to.awaitState(state -> migration(state, "completed"));
            assertThat(from.ask("resume").text("code")).as("the guest has left").contains("NOT_RUNNING");
            assertThat(from.ask("migrate", route.with("migration", "m2")).text("code"))
                    .contains("QEMU_REFUSED");
            assertThat(state(to).text("phase").orElseThrow()
                            + state(to).text("reason").orElseThrow())
                    .isEqualTo("Pausedmigration");

            assertThat(to.ask("resume").isTrue("ok")).isTrue();
            to.awaitPhase("Running");
            try (SocketChannel serial = target.connect("serial.sock")) {
                serial.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
                LauncherProcess.readUntil(serial, "hello");
            }
            from.ask("shutdown", JsonObject.EMPTY.with("graceSeconds", 20));
            assertThat(source.exitCode()).isZero();
            assertThat(source.termination().text("end")).contains("migrated");
        }
    }

    @Test
    void disk_that_the_other_launcher_lacks_is_copied() throws Exception {
        Path disk = TinyGuest.disk(path);
        Path copy = Files.write(path.resolve("copy.img"), new byte[(int) Files.size(disk)]);
        JsonObject route = route("m1", List.of("d0"));
        try (LauncherProcess source = LauncherProcess.start(path.resolve("source"));
                LauncherProcess target = LauncherProcess.start(path.resolve("target"));
                ControlClient from = source.client();
                ControlClient to = target.client()) {
            begin(from, to, disk, copy, route);
            assertThat(from.ask("migrate", route).isTrue("ok")).isTrue();
            from.awaitState(state -> migration(state, "completed"));
            to.awaitState(state -> migration(state, "completed"));
            assertThat(to.ask("resume").isTrue("ok")).isTrue();
            to.awaitPhase("Running");
            to.ask("kill");
            assertThat(Files.mismatch(disk, copy)).isEqualTo(-1);
        }
    }

    @Test
    void guest_stays_when_the_other_launcher_dies_or_the_move_is_cancelled() throws Exception {
        Path disk = TinyGuest.disk(path);
        JsonObject slow = route("m1", List.of()).with("bandwidth", 200_000);
        try (LauncherProcess source = LauncherProcess.start(path.resolve("source"));
                LauncherProcess target = LauncherProcess.start(path.resolve("target"));
                ControlClient from = source.client();
                ControlClient to = target.client()) {
            begin(from, to, disk, disk, slow);
            from.ask("migrate", slow);
            from.awaitState(state -> migration(state, "active"));
            to.ask("kill");
            from.awaitState(state -> migration(state, "failed"));
            assertThat(state(from).text("phase")).contains("Running");
        }
        Path again = Files.createDirectory(path.resolve("again"));
        try (LauncherProcess source = LauncherProcess.start(again.resolve("source"));
                LauncherProcess target = LauncherProcess.start(again.resolve("target"));
                ControlClient from = source.client();
                ControlClient to = target.client()) {
            begin(from, to, disk, disk, slow);
            from.ask("migrate", slow);
            from.awaitState(state -> migration(state, "active"));
            from.ask("migrate-cancel");
            from.awaitState(state -> migration(state, "cancelled"));
            assertThat(state(from).text("phase")).contains("Running");
        }
    }

    private static void begin(ControlClient from, ControlClient to, Path disk, Path otherDisk, JsonObject route)
            throws IOException {
        assertThat(from.ask("launch", guest(disk)).isTrue("ok")).isTrue();
        from.ask("watch");
        from.awaitPhase("Running");
        JsonObject plan = guest(otherDisk).object("plan").orElseThrow().with("incoming", route);
        JsonObject reply = to.ask("launch", JsonObject.EMPTY.with("plan", plan));
        assertThat(reply.isTrue("ok")).as(reply.toString()).isTrue();
        to.ask("watch");
        to.awaitState(state -> state.object("migration")
                .flatMap(told -> told.text("stage"))
                .filter("listening"::equals)
                .isPresent());
    }

    private static JsonObject guest(Path disk) {
        return LauncherProcess.plan(
                "-blockdev",
                "driver=raw,node-name=d0,file.driver=file,file.filename=" + disk,
                "-device",
                "ide-hd,drive=d0");
    }

    private static boolean migration(JsonObject state, String status) {
        return state.object("migration")
                .flatMap(told -> told.text("status"))
                .filter(status::equals)
                .isPresent();
    }

    private static JsonObject state(ControlClient client) throws IOException {
        return client.ask("hello")
                .object("result")
                .orElseThrow()
                .object("state")
                .orElseThrow();
    }

    private static JsonObject route(String id, List<String> copied) throws IOException {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            return JsonObject.EMPTY
                    .with("migration", id)
                    .with("address", "127.0.0.1")
                    .with("port", one.getLocalPort())
                    .with("diskPort", other.getLocalPort())
                    .with("copied", JsonArray.of(copied));
        }
    }
}
