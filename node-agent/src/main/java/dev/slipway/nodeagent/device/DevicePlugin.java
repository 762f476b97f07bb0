package dev.slipway.nodeagent.device;

import dev.slipway.nodeagent.grpc.GrpcCall;
import dev.slipway.nodeagent.grpc.GrpcServer;
import dev.slipway.nodeagent.grpc.ProtobufMessage;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Offers one device to the kubelet. Source of names and numbers: {@code k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1/api.proto}.
 */
final class DevicePlugin implements AutoCloseable {
    private static final String METHODS = "/v1beta1.DevicePlugin/";
    private static final String REGISTER = "/v1beta1.Registration/Register";
    private static final String KUBELET = "kubelet.sock";

    /** How many guests may share it; KubeVirt's default of {@code --max-devices}. */
    private static final int SHARES = 1000;

    private final Device device;
    private final EventLoopGroup loop;
    private final GrpcServer server;

    private DevicePlugin(Device device, EventLoopGroup loop, Path directory) throws IOException {
        this.device = device;
        this.loop = loop;
        this.server = GrpcServer.listen(loop, directory.resolve(device.socket()), this::serve);
    }

    /**
     * Begins to offer.
     *
     * @param directory of the kubelet's and the plugins' sockets
     */
    static DevicePlugin offer(Device device, EventLoopGroup loop, Path directory) throws IOException {
        DevicePlugin plugin = new DevicePlugin(device, loop, directory);
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
            case METHODS + "ListAndWatch" -> answer.send(shares());
            case METHODS + "Allocate" -> answer.end(allocated(ProtobufMessage.count(request, 1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private byte[] shares() {
        ProtobufMessage list = new ProtobufMessage();
        for (int i = 0; i < SHARES; i++) {
            list.with(1, new ProtobufMessage().with(1, device.name() + i).with(2, "Healthy"));
        }
        return list.encoded();
    }

    private byte[] allocated(int containers) {
        String path = device.path().toString();
        ProtobufMessage given = new ProtobufMessage()
                .with(3, new ProtobufMessage().with(1, path).with(2, path).with(3, "rw"));
        ProtobufMessage all = new ProtobufMessage();
        for (int i = 0; i < containers; i++) {
            all.with(1, given);
        }
        return all.encoded();
    }

    @Override
    public void close() {
        server.close();
    }
}
