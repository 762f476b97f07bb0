package dev.slipway.nodeagent.device;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.nodeagent.grpc.GrpcCall;
import dev.slipway.nodeagent.grpc.GrpcServer;
import dev.slipway.nodeagent.grpc.ProtobufMessage;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePluginsTest {

    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final List<String> registered = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private DevicePlugins plugins;
    private ReservationHelper helper;

    @BeforeEach
    void node() throws IOException {
        Files.createDirectories(directory.resolve("device-plugins"));
        Files.createDirectories(directory.resolve("root/dev/net"));
        helper = new ReservationHelper(directory.resolve("no-such-program"), directory.resolve("reservations"));
        plugins = plugins(KubeVirtDevices.TUN);
    }

    @AfterEach
    void end() {
        plugins.close();
        loop.shutdownGracefully().syncUninterruptibly();
    }

    @Test
    void kubelet_learns_the_resource_and_the_socket_of_a_device() throws IOException {
        deviceFile();
        try (GrpcServer _ = kubelet()) {
            plugins.look();
            plugins.look();
        }
        assertThat(registered).hasSize(1);
        assertThat(registered.getFirst())
                .startsWith("/v1beta1.Registration/Register")
                .contains("v1beta1", "slipway-tun.sock", "devices.kubevirt.io/tun");
        assertThat(directory.resolve("device-plugins/slipway-tun.sock")).exists();
    }

    @Test
    void kubelet_that_starts_anew_is_told_again() throws IOException {
        deviceFile();
        try (GrpcServer _ = kubelet()) {
            plugins.look();
        }
        Files.deleteIfExists(directory.resolve("device-plugins/kubelet.sock"));
        plugins.look();
        // Takes the inode that the next socket would get again.
        Files.createFile(directory.resolve("device-plugins/something"));
        try (GrpcServer _ = kubelet()) {
            plugins.look();
        }
        assertThat(registered).hasSize(2);
    }

    @Test
    void device_that_the_node_does_not_have_is_not_offered() throws IOException {
        try (GrpcServer _ = kubelet()) {
            plugins.look();
        }
        assertThat(registered).isEmpty();
    }

    @Test
    void device_is_opened_for_the_user_of_launchers() throws IOException {
        Path device = deviceFile();
        try (GrpcServer _ = kubelet()) {
            plugins.look();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(device)))
                .isEqualTo("rw-rw-rw-");
    }

    @Test
    void method_that_a_server_does_not_have_is_refused() throws IOException {
        try (GrpcServer _ = kubelet()) {
            assertThatThrownBy(() -> GrpcCall.make(loop, socket(), "/v1beta1.Registration/Unknown", new byte[0]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was refused: 12");
        }
    }

    private DevicePlugins plugins(Device... devices) {
        return new DevicePlugins(directory, new NodeDevices(directory.resolve("root"), helper), List.of(devices));
    }

    @Test
    void device_that_comes_later_is_offered_then() throws IOException {
        try (GrpcServer _ = kubelet()) {
            plugins.look();
            deviceFile();
            plugins.look();
        }
        assertThat(registered).hasSize(1);
    }

    @Test
    void device_that_is_gone_is_taken_back() throws Exception {
        Path device = deviceFile();
        try (GrpcServer _ = kubelet()) {
            plugins.look();
            FutureTask<byte[]> watch = new FutureTask<>(() -> asked("tun", "ListAndWatch", new ProtobufMessage()));
            Thread.ofVirtual().start(watch);
            Thread.sleep(200);
            assertThat(watch.isDone()).isFalse();
            Files.delete(device);
            plugins.look();
            assertThat(new String(watch.get(5, TimeUnit.SECONDS), ISO_8859_1)).contains("tun0", "tun999");
        }
    }

    @Test
    void platform_of_encrypted_guests_is_open_to_launchers_alone() throws IOException {
        plugins = plugins(KubeVirtDevices.SEV);
        Path device = Files.createFile(
                directory.resolve("root/dev/sev"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (GrpcServer _ = kubelet()) {
            plugins.look();
            assertThat(new String(asked("sev", "Allocate", new ProtobufMessage().with(1, "")), ISO_8859_1))
                    .contains("/dev/sev", "rw");
        }
        assertThat(registered.getFirst()).contains("devices.kubevirt.io/sev");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(device)))
                .isEqualTo("rw-rw----");
        assertThat(Files.getAttribute(device, "unix:gid")).isEqualTo(107);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sys/fs/cgroup/misc.capacity", "sys/fs/cgroup/misc/misc.capacity"})
    void guests_in_tdx_are_as_many_as_the_kernel_counts(String file) throws IOException {
        plugins = plugins(KubeVirtDevices.TDX);
        Path capacity = directory.resolve("root").resolve(file);
        Files.createDirectories(capacity.getParent());
        Files.writeString(capacity, "sev 509\ntdx 15\n");
        try (GrpcServer _ = kubelet()) {
            plugins.look();
            assertThat(asked("tdx", "Allocate", new ProtobufMessage().with(1, "")))
                    .isEqualTo(
                            new ProtobufMessage().with(1, new ProtobufMessage()).encoded());
        }
        assertThat(new NodeDevices(directory.resolve("root"), helper).shares(KubeVirtDevices.TDX))
                .isEqualTo(15);
        assertThat(registered.getFirst()).contains("devices.kubevirt.io/tdx");
    }

    @Test
    void kernel_that_counts_no_guests_in_tdx_offers_none() throws IOException {
        Files.createDirectories(directory.resolve("root/sys/fs/cgroup"));
        Files.writeString(directory.resolve("root/sys/fs/cgroup/misc.capacity"), "sev 509\ntdx many\n");
        assertThat(new NodeDevices(directory.resolve("root"), helper).shares(KubeVirtDevices.TDX))
                .isZero();
    }

    @Test
    void pod_that_asks_for_reservations_sees_the_socket_of_a_helper_that_runs_again_when_it_has_ended()
            throws Exception {
        Path program = Path.of("/usr/bin/qemu-pr-helper");
        assumeTrue(Files.isExecutable(program), "no qemu-pr-helper here: install qemu-system-common");
        helper = new ReservationHelper(program, directory.resolve("reservations"));
        plugins = plugins(KubeVirtDevices.RESERVATIONS);
        try (GrpcServer _ = kubelet()) {
            plugins.look();
            assertThat(directory.resolve("reservations")).doesNotExist();
            assertThat(new String(asked("pr-helper", "Allocate", new ProtobufMessage().with(1, "")), ISO_8859_1))
                    .contains(
                            "/var/run/slipway-reservations",
                            directory.resolve("reservations").toString());
        }
        Path socket = directory.resolve("reservations/pr-helper.sock");
        await().until(() -> isOfLaunchers(socket));
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            if (child.info().command().filter(program.toString()::equals).isPresent()) {
                child.destroyForcibly();
                child.onExit().join();
            }
        }
        plugins.look();
        await().until(() -> isOfLaunchers(socket));
        try (SocketChannel guest = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(guest.isConnected()).isTrue();
        }
    }

    private static boolean isOfLaunchers(Path socket) throws IOException {
        return Files.exists(socket) && Files.getAttribute(socket, "unix:uid").equals(107);
    }

    private byte[] asked(String device, String method, ProtobufMessage request) throws IOException {
        return GrpcCall.make(
                loop,
                directory.resolve("device-plugins/slipway-" + device + ".sock"),
                "/v1beta1.DevicePlugin/" + method,
                request.encoded());
    }

    private Path deviceFile() throws IOException {
        return Files.createFile(
                directory.resolve("root/dev/net/tun"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private Path socket() {
        return directory.resolve("device-plugins/kubelet.sock");
    }

    private GrpcServer kubelet() throws IOException {
        return GrpcServer.listen(loop, socket(), (path, request, answer) -> {
            if (!path.endsWith("/Register")) {
                return false;
            }
            registered.add(path + " " + new String(request, ISO_8859_1));
            answer.end(new byte[0]);
            return true;
        });
    }
}
