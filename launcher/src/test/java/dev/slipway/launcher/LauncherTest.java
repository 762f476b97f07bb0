package dev.slipway.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A launcher in its own JVM with a real QEMU. */
@Timeout(60)
final class LauncherTest {
    @TempDir
    Path path;

    @Test
    void launched_guest_runs_with_serial_line_screen_and_screenshot() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            assertThat(result(client.ask("hello")).text("name")).contains("ns/vm");
            client.ask("watch");
            assertThat(client.ask("launch", LauncherProcess.tinyGuest(path)).isTrue("ok"))
                    .isTrue();
            JsonObject state = client.awaitPhase("Running");
            assertThat(state.text("accelerator")).contains("tcg");
            assertThat(state.text("qemuVersion").orElseThrow()).matches("\\d+\\.\\d+\\.\\d+");
            assertThat(ProcessHandle.of(state.number("qemuPid").orElseThrow())).isPresent();

            try (SocketChannel serial = launcher.connect("serial.sock")) {
                LauncherProcess.readUntil(serial, "ready");
                serial.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
                LauncherProcess.readUntil(serial, "hello");
            }
            try (SocketChannel first = launcher.connect("vnc.sock");
                    SocketChannel second = launcher.connect("vnc.sock")) {
                assertThat(LauncherProcess.readUntil(first, "\n")).isEqualTo("RFB 003.008\n");
                assertThat(LauncherProcess.readUntil(second, "\n")).isEqualTo("RFB 003.008\n");
                client.awaitState(watched -> watched.object("viewers")
                        .filter(viewers -> viewers.number("vnc").orElse(0) == 2)
                        .isPresent());
            }
            byte[] png = Base64.getDecoder()
                    .decode(result(client.ask("screenshot")).text("png").orElseThrow());
            assertThat(new String(png, 1, 3, US_ASCII)).isEqualTo("PNG");
        }
    }

    @Test
    void directories_and_files_are_made_found_and_deleted_as_its_own_user() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            Path directory = path.resolve("claim/vm/first");
            Path file = directory.resolve("disk.qcow2");
            assertThat(client.ask("make-directory", path(directory)).isTrue("ok"))
                    .isTrue();
            assertThat(directory).isDirectory();
            assertThat(result(client.ask("find-file", path(file))).isTrue("exists"))
                    .isFalse();
            Files.createSymbolicLink(file, Path.of("/nowhere"));
            assertThat(result(client.ask("find-file", path(file))).isTrue("exists"))
                    .isTrue();
            for (int time = 0; time < 2; time++) {
                assertThat(client.ask("delete-file", path(file)).isTrue("ok")).isTrue();
                assertThat(file).doesNotExist();
            }
            Files.writeString(file, "in the way");
            assertThat(client.ask("make-directory", path(file.resolve("second")))
                            .text("code"))
                    .contains("FILE_REFUSED");
            for (String wrong : List.of("relative", "/tmp/../etc", "/tmp/\0")) {
                assertThat(client.ask("find-file", JsonObject.EMPTY.with("path", wrong))
                                .text("code"))
                        .as(wrong)
                        .contains("BAD_ARGUMENT");
            }
        }
    }

    private static JsonObject path(Path path) {
        return JsonObject.EMPTY.with("path", path.toString());
    }

    @Test
    void guest_that_switches_itself_off_ends_the_launcher_with_zero() throws Exception {
        endBySerial(".", "guest-shutdown", 0);
    }

    @Test
    void guest_that_panics_ends_the_launcher_with_one() throws Exception {
        endBySerial("!", "panicked", 1);
    }

    private void endBySerial(String typed, String end, int exitCode) throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            Process reader = launcher.consoleReader();
            client.ask("launch", LauncherProcess.tinyGuest(path));
            try (SocketChannel serial = launcher.connect("serial.sock")) {
                LauncherProcess.readUntil(serial, "ready");
                serial.write(ByteBuffer.wrap(typed.getBytes(US_ASCII)));
            }
            assertThat(launcher.exitCode()).isEqualTo(exitCode);
            assertThat(reader.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(reader.exitValue()).isZero();
            assertThat(path.resolve("console.txt")).content(ISO_8859_1).contains("ready");
            assertThat(launcher.termination().text("end")).contains(end);
        }
    }

    @Test
    void shutdown_presses_the_power_button_and_the_guest_stops() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            launchTinyGuest(launcher, client);
            assertThat(client.ask("shutdown", JsonObject.EMPTY.with("graceSeconds", 20))
                            .isTrue("ok"))
                    .isTrue();
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.termination().text("end")).contains("stopped");
        }
    }

    @Test
    void paused_guest_is_let_run_so_that_it_can_stop() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            launchTinyGuest(launcher, client);
            client.ask("pause");
            client.ask("shutdown", JsonObject.EMPTY.with("graceSeconds", 20));
            assertThat(launcher.exitCode()).isZero();
        }
    }

    @Test
    void sigterm_stops_the_guest_within_the_plans_grace() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            launchTinyGuest(launcher, client);
            launcher.process().destroy();
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.termination().text("end")).contains("stopped");
        }
    }

    @Test
    void sigterm_before_any_plan_ends_the_launcher_with_zero() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            launcher.process().destroy();
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.termination().text("message"))
                    .contains("The launcher was stopped before a guest was launched.");
        }
    }

    @Test
    void deaf_guest_is_killed_when_its_grace_is_over() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            client.ask("launch", LauncherProcess.plan());
            client.ask("shutdown", JsonObject.EMPTY.with("graceSeconds", 1));
            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(launcher.termination().text("end")).contains("killed");
            assertThat(launcher.termination().text("message").orElseThrow()).contains("grace period of 1 s");
        }
    }

    @Test
    void second_shutdown_can_bring_the_end_forward() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            client.ask("launch", LauncherProcess.plan());
            client.ask("shutdown", JsonObject.EMPTY.with("graceSeconds", 3600));
            client.ask("shutdown", JsonObject.EMPTY.with("graceSeconds", 1));
            assertThat(launcher.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void kill_answers_when_qemu_is_gone() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            client.ask("launch", LauncherProcess.plan());
            long pid = qemuPid(client);
            assertThat(client.ask("kill").isTrue("ok")).isTrue();
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(launcher.termination().text("end")).contains("killed");
        }
    }

    @Test
    void qemu_that_breaks_is_reported_as_crashed() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            client.ask("launch", LauncherProcess.plan());
            signal("SEGV", qemuPid(client));
            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(launcher.termination().text("end")).contains("crashed");
            assertThat(launcher.termination().number("exitCode")).hasValue(128 + 11);
        }
    }

    @Test
    void qemu_that_refuses_its_arguments_is_reported_with_its_own_words() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            JsonObject reply = client.ask("launch", LauncherProcess.plan("-device", "flux-capacitor"));
            assertThat(reply.text("code")).contains("LAUNCH_FAILED");
            assertThat(reply.text("message").orElseThrow()).contains("'flux-capacitor' is not a valid device");
            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(launcher.termination().text("end")).contains("qemu-failed");
            assertThat(launcher.termination().text("message").orElseThrow()).contains("flux-capacitor");
        }
    }

    @Test
    void kill_9_of_the_launcher_takes_qemu_along() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            client.ask("launch", LauncherProcess.tinyGuest(path));
            long pid = qemuPid(client);
            Process reader = launcher.consoleReader();
            await().until(() -> Files.size(path.resolve("console.txt")) > 0);
            launcher.process().destroyForcibly();
            launcher.exitCode();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> ProcessHandle.of(pid).isEmpty());
            assertThat(reader.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(reader.exitValue()).isZero();
            assertThat(Files.exists(path.resolve("termination"))).isFalse();
        }
    }

    @Test
    void same_plan_again_is_fine_and_another_is_refused() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client();
                ControlClient other = launcher.client()) {
            client.ask("launch", LauncherProcess.plan());
            long pid = qemuPid(client);
            assertThat(other.ask("launch", LauncherProcess.plan()).isTrue("ok")).isTrue();
            assertThat(qemuPid(other)).isEqualTo(pid);
            assertThat(other.ask("launch", LauncherProcess.plan("-no-reboot")).text("code"))
                    .contains("ALREADY_LAUNCHED");
        }
    }

    @Test
    void pause_resume_and_reset_show_in_the_state() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            launchTinyGuest(launcher, client);
            client.ask("watch");
            client.ask("pause");
            assertThat(client.awaitPhase("Paused").text("reason")).contains("user");
            client.ask("resume");
            client.awaitPhase("Running");
            try (SocketChannel serial = launcher.connect("serial.sock")) {
                LauncherProcess.readUntil(serial, "ready"); // replayed
                client.ask("reset");
                LauncherProcess.readUntil(serial, "ready");
            }
        }
    }

    @Test
    void guest_without_an_agent_is_booted_anew_by_its_power_button_once() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            launchTinyGuest(launcher, client);
            long pid = qemuPid(client);
            try (SocketChannel serial = launcher.connect("serial.sock")) {
                LauncherProcess.readUntil(serial, "ready"); // replayed
                assertThat(client.ask("softreboot").isTrue("ok")).isTrue();
                LauncherProcess.readUntil(serial, "ready");
                assertThat(qemuPid(client)).isEqualTo(pid);
                serial.write(ByteBuffer.wrap(".".getBytes(US_ASCII)));
            }
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.termination().text("end")).contains("guest-shutdown");
        }
    }

    @Test
    void guest_that_starts_paused_waits_and_is_stopped_without_a_trace() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            JsonObject plan =
                    LauncherProcess.plan().object("plan").orElseThrow().with("startPaused", true);
            client.ask("watch");
            client.ask("launch", JsonObject.EMPTY.with("plan", plan));
            assertThat(client.awaitPhase("Paused").text("reason")).contains("starting");
            client.ask("shutdown");
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.termination().text("end")).contains("stopped");
        }
    }

    @Test
    void files_and_images_of_the_plan_are_there_before_qemu() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            JsonObject plan = JsonReader.readObject("""
                    {"binary":"/usr/bin/qemu-system-x86_64","graceSeconds":1,
                     "arguments":["-M","q35","-nodefaults","-accel","tcg","-m","16",
                       "-blockdev","driver=file,filename=seed.bin,node-name=s","-blockdev","driver=file,filename=top.qcow2,node-name=t"],
                     "files":[{"path":"seed.bin","base64":"aGVsbG8=","mode":"0640"}],
                     "images":[{"path":"base.raw","format":"raw","size":1048576},
                       {"path":"top.qcow2","format":"qcow2","backing":{"path":"base.raw","format":"raw"}}]}
                    """);
            assertThat(client.ask("launch", JsonObject.EMPTY.with("plan", plan)).toString())
                    .contains("\"ok\":true");
            assertThat(path.resolve("seed.bin")).hasContent("hello");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("seed.bin"))))
                    .isEqualTo("rw-r-----");
            assertThat(path.resolve("base.raw")).hasSize(1048576);
            assertThat(Files.readString(path.resolve("top.qcow2"), ISO_8859_1)).startsWith("QFI\u00fb");
        }
    }

    @Test
    void ordinary_user_without_new_privileges_runs_a_guest() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to become somebody else");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (LauncherProcess launcher = LauncherProcess.start(
                        path, "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs");
                ControlClient client = launcher.client()) {
            assertThat(client.ask("launch", LauncherProcess.plan()).isTrue("ok"))
                    .isTrue();
            assertThat(ProcessHandle.of(qemuPid(client)).orElseThrow().info().user())
                    .contains("nobody");
            client.ask("kill");
        }
    }

    @Test
    void second_launcher_in_the_same_directory_is_refused() throws Exception {
        try (LauncherProcess first = LauncherProcess.start(path);
                ControlClient client = first.client();
                LauncherProcess second = LauncherProcess.start(path)) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(client.ask("hello").isTrue("ok")).isTrue();
        }
    }

    @Test
    void wrong_requests_get_a_code_and_a_sentence() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(path);
                ControlClient client = launcher.client()) {
            assertThat(client.askRaw("{").text("code")).contains("BAD_REQUEST");
            assertThat(client.askRaw("{\"do\":\"hello\"}").text("message"))
                    .contains("The request has no number 'id'; give one.");
            assertThat(client.ask("dance").text("message")).contains("There is no command 'dance'.");
            assertThat(client.ask("pause").text("message")).contains("The guest does not run yet; launch it first.");
            assertThat(client.ask("launch").text("code")).contains("BAD_ARGUMENT");
            assertThat(client.ask("launch", JsonObject.EMPTY.with("plan", JsonObject.EMPTY))
                            .text("code"))
                    .contains("BAD_PLAN");
            assertThat(client.ask("shutdown", JsonObject.EMPTY.with("graceSeconds", -1))
                            .text("message"))
                    .contains("'graceSeconds' is -1; give whole seconds from 0 to 31622400.");
            client.ask("launch", LauncherProcess.plan());
            assertThat(client.ask("qmp", JsonObject.EMPTY.with("execute", "quit"))
                            .text("code"))
                    .contains("NOT_ALLOWED");
            assertThat(client.ask("qmp", JsonObject.EMPTY.with("execute", "device_del"))
                            .text("code"))
                    .contains("QEMU_REFUSED");
            assertThat(client.ask("unfreeze").text("code")).contains("NO_AGENT");
        }
    }

    private void launchTinyGuest(LauncherProcess launcher, ControlClient client) throws IOException {
        client.ask("launch", LauncherProcess.tinyGuest(path));
        try (SocketChannel serial = launcher.connect("serial.sock")) {
            LauncherProcess.readUntil(serial, "ready");
        }
    }

    private static JsonObject result(JsonObject reply) {
        return reply.object("result").orElseThrow();
    }

    private static long qemuPid(ControlClient client) throws IOException {
        Optional<JsonObject> state = result(client.ask("hello")).object("state");
        return state.orElseThrow().number("qemuPid").orElseThrow();
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }
}
