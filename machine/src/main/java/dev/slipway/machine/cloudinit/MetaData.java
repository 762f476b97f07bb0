package dev.slipway.machine.cloudinit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The meta-data of a seed, as JSON (which is YAML too); fields and their order as KubeVirt writes them.
 *
 * @param uuid UUID of the firmware
 * @param name name of the instance
 * @param namespace namespace of the instance
 * @param hostname host name
 * @param instanceType name of the instance type, or empty
 * @param sshKeys public keys for the default user
 * @param devices tagged devices
 */
record MetaData(
        String uuid,
        String name,
        String namespace,
        String hostname,
        String instanceType,
        List<String> sshKeys,
        List<DeviceTag> devices) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    byte[] noCloud() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        putText(root, "instance-type", instanceType);
        // A new id makes cloud-init run its once-per-instance modules again; the firmware's UUID stays for life.
        root.put("instance-id", uuid.isEmpty() ? name + "." + namespace : uuid);
        putText(root, "local-hostname", hostname);
        putKeys(root, "public-keys");
        return bytes(root);
    }

    byte[] configDrive() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        putText(root, "instance_type", instanceType);
        root.put("instance_id", name + "." + namespace);
        putText(root, "hostname", hostname);
        putText(root, "uuid", uuid);
        if (!devices.isEmpty()) {
            var list = root.putArray("devices");
            for (DeviceTag device : devices) {
                ObjectNode node = list.addObject();
                node.put("type", device.type()).put("bus", device.bus()).put("address", device.address());
                putText(node, "mac", device.mac());
                putText(node, "serial", device.serial());
                node.putArray("tags").add(device.tag());
            }
        }
        putKeys(root, "public_keys");
        return bytes(root);
    }

    private void putKeys(ObjectNode root, String field) {
        if (!sshKeys.isEmpty()) {
            ObjectNode keys = root.putObject(field);
            for (int i = 0; i < sshKeys.size(); i++) {
                keys.put(Integer.toString(i), sshKeys.get(i));
            }
        }
    }

    private static void putText(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }

    private static byte[] bytes(ObjectNode root) {
        try {
            return MAPPER.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts is always JSON", e);
        }
    }
}
