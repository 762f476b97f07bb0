package dev.slipway.nodeagent.device;

import dev.slipway.nodeagent.grpc.GrpcCall;
import dev.slipway.nodeagent.grpc.GrpcServer;
import dev.slipway.nodeagent.grpc.ProtobufMessage;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers one device to the kubelet. Source of names and numbers: {@code k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1/api.proto}.
 */
final class DevicePlugin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePlugin.class);
    private static final String METHODS = "/v1beta1.DevicePlugin/";
    private static final String REGISTER = "/v1beta1.Registration/Register";
    private static final String KUBELET = "kubelet.sock";

    private final Device device;
    private final int shares;
    private final ReservationHelper helper;
    private final EventLoopGroup loop;
    private final GrpcServer server;
    private final List<GrpcServer.Answer> watchers = new CopyOnWriteArrayList<>();

    private DevicePlugin(Device device, int shares, ReservationHelper helper, EventLoopGroup loop, Path directory)
            throws IOException {
        this.device = device;
        this.shares = shares;
        this.helper = helper;
        this.loop = loop;
        this.server = GrpcServer.listen(loop, directory.resolve(device.socket()), this::serve);
    }

    /**
     * Begins to offer.
     *
     * @param shares how many guests may have it
     * @param helper what asks disks for reservations
     * @param directory of the kubelet's and the plugins' sockets
     */
    static DevicePlugin offer(Device device, int shares, ReservationHelper helper, EventLoopGroup loop, Path directory)
            throws IOException {
        DevicePlugin plugin = new DevicePlugin(device, shares, helper, loop, directory);
        try {
            plugin.register(directory.resolve(KUBELET));
            return plugin;
        } catch (IOException e) {
            plugin.close();
            throw e;
        }
    }

    private void register(Path kubelet) throws IOException {
        ProtobufMessage request = new ProtobufMessage()
                .with(1, "v1beta1")
                .with(2, device.socket())
                .with(3, device.resource());
        GrpcCall.make(loop, kubelet, REGISTER, request.encoded());
    }

    private boolean serve(String path, byte[] request, GrpcServer.Answer answer) {
        switch (path) {
            case METHODS + "GetDevicePluginOptions", METHODS + "PreStartContainer" -> answer.end(new byte[0]);
            // The stream stays open as long as the offer stands.
            case METHODS + "ListAndWatch" -> {
                watchers.add(answer);
                answer.send(shares());
            }
            case METHODS + "Allocate" -> answer.end(allocated(ProtobufMessage.count(request, 1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private byte[] shares() {
        ProtobufMessage list = new ProtobufMessage();
        for (int i = 0; i < shares; i++) {
            list.with(1, new ProtobufMessage().with(1, device.name() + i).with(2, "Healthy"));
        }
        return list.encoded();
    }

    private byte[] allocated(int containers) {
        ProtobufMessage given = given();
        ProtobufMessage all = new ProtobufMessage();
        for (int i = 0; i < containers; i++) {
            all.with(1, given);
        }
        return all.encoded();
    }

    /** Says that the node has none any more. */
    void withdraw() {
        watchers.forEach(watcher -> watcher.end(new byte[0]));
        close();
    }

    /** What one container gets: a device file, a mounted directory, or nothing but that it is counted. */
    private ProtobufMessage given() {
        return switch (device) {
            case Device.File file -> {
                String path = file.path().toString();
                yield new ProtobufMessage()
                        .with(
                                3,
                                new ProtobufMessage()
                                        .with(1, path)
                                        .with(2, path)
                                        .with(3, "rw"));
            }
            case Device.Capacity _ -> new ProtobufMessage();
            case Device.Directory directory -> {
                wantHelper();
                yield new ProtobufMessage()
                        .with(
                                2,
                                new ProtobufMessage()
                                        .with(1, directory.inContainers())
                                        .with(2, helper.directory().toString()));
            }
        };
    }

    private void wantHelper() {
        try {
            helper.want();
        } catch (IOException e) {
            LOG.warn(
                    "the directory of {} cannot be made, so the Pod will not start: {}",
                    device.resource(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
