package dev.slipway.nodeagent.device;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.nodeagent.grpc.GrpcCall;
import dev.slipway.nodeagent.grpc.GrpcServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicePluginsTest {
    private static final Device TUN = new Device("tun", Path.of("/dev/net/tun"));

    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final List<String> registered = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private DevicePlugins plugins;

    @BeforeEach
    void node() throws IOException {
        Files.createDirectories(directory.resolve("device-plugins"));
        Files.createDirectories(directory.resolve("root/dev/net"));
        plugins = new DevicePlugins(directory, directory.resolve("root"), List.of(TUN));
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
