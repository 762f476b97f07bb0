package dev.slipway.portal.create;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** The VirtualMachine that a form without problems describes. */
final class MachineDraft {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BigDecimal MIB_PER_GIB = BigDecimal.valueOf(1024);

    private MachineDraft() {}

    /**
     * Returns the object to create.
     *
     * @param passwordHash crypt(3) hash of the form's password; empty if it has none
     */
    static ObjectNode of(MachineForm form, String passwordHash) {
        ObjectNode machine =
                JSON.createObjectNode().put("apiVersion", "kubevirt.io/v1").put("kind", "VirtualMachine");
        machine.putObject("metadata").put("name", form.name()).put("namespace", form.project());
        ObjectNode spec = machine.putObject("spec");
        spec.put("runStrategy", form.start() ? "Always" : "Halted");
        disk(spec.putArray("dataVolumeTemplates").addObject(), form);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("vm.kubevirt.io/name", form.name());
        guest(template.putObject("spec"), form, passwordHash);
        return machine;
    }

    private static void disk(ObjectNode volume, MachineForm form) {
        volume.putObject("metadata").put("name", form.name() + "-root");
        ObjectNode spec = volume.putObject("spec");
        spec.putObject("source").putObject("http").put("url", form.image());
        ObjectNode storage = spec.putObject("storage");
        storage.putArray("accessModes").add("ReadWriteOnce");
        storage.putObject("resources").putObject("requests").put("storage", mebibytes(form.disk()));
    }

    private static void guest(ObjectNode spec, MachineForm form, String passwordHash) {
        ObjectNode domain = spec.putObject("domain");
        domain.putObject("cpu").put("cores", Integer.parseInt(form.cpus()));
        domain.putObject("memory").put("guest", mebibytes(form.memory()));
        ObjectNode devices = domain.putObject("devices");
        var disks = devices.putArray("disks");
        disks.addObject().put("name", "root").putObject("disk").put("bus", "virtio");
        disks.addObject().put("name", "cloudinit").putObject("disk").put("bus", "virtio");
        ObjectNode nic = devices.putArray("interfaces")
                .addObject()
                .put("name", "default")
                .put("model", "virtio");
        nic.putObject("masquerade");
        devices.putObject("rng");
        spec.putArray("networks").addObject().put("name", "default").putObject("pod");
        var volumes = spec.putArray("volumes");
        volumes.addObject().put("name", "root").putObject("dataVolume").put("name", form.name() + "-root");
        volumes.addObject()
                .put("name", "cloudinit")
                .putObject("cloudInitNoCloud")
                .put("userData", userData(form, passwordHash));
    }

    /** The values have passed {@link FormProblems}: none of them can end its quotes or its line. */
    private static String userData(MachineForm form, String passwordHash) {
        StringBuilder text = new StringBuilder("#cloud-config\nhostname: " + form.name() + "\n");
        if (form.user().isEmpty()) {
            return text.toString();
        }
        text.append("users:\n  - name: ").append(form.user());
        text.append("\n    sudo: ALL=(ALL) NOPASSWD:ALL\n    shell: /bin/bash\n");
        if (!passwordHash.isEmpty()) {
            text.append("    lock_passwd: false\n    passwd: '")
                    .append(passwordHash)
                    .append("'\n");
        }
        if (!form.key().isEmpty()) {
            text.append("    ssh_authorized_keys:\n      - '")
                    .append(form.key().replace("'", "''"))
                    .append("'\n");
        }
        return text.append("ssh_pwauth: ")
                .append(!passwordHash.isEmpty())
                .append('\n')
                .toString();
    }

    private static String mebibytes(String gibibytes) {
        return new BigDecimal(gibibytes)
                        .multiply(MIB_PER_GIB)
                        .setScale(0, java.math.RoundingMode.UP)
                        .toBigInteger() + "Mi";
    }
}
