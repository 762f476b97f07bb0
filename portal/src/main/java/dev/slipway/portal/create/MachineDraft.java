package dev.slipway.portal.create;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The VirtualMachine that a form without problems describes. */
final class MachineDraft {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MachineDraft() {}

    /**
     * Returns the object to create.
     *
     * @param os operating system of its image; empty if it is not known
     * @param passwordHash crypt(3) hash of the form's password; empty if it has none
     */
    static ObjectNode of(MachineForm form, String os, String passwordHash) {
        ObjectNode machine =
                JSON.createObjectNode().put("apiVersion", "kubevirt.io/v1").put("kind", "VirtualMachine");
        ObjectNode metadata =
                machine.putObject("metadata").put("name", form.name()).put("namespace", form.project());
        if (!os.isEmpty()) {
            metadata.putObject("annotations").put("slipway.dev/os", os);
        }
        ObjectNode spec = machine.putObject("spec");
        spec.put("runStrategy", form.start() ? "Always" : "Halted");
        if (form.disk().source() != DiskSource.CLAIM) {
            DiskDraft.fill(spec.putArray("dataVolumeTemplates").addObject(), root(form), form.disk());
        }
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("vm.kubevirt.io/name", form.name());
        guest(template.putObject("spec"), form, passwordHash);
        return machine;
    }

    private static void guest(ObjectNode spec, MachineForm form, String passwordHash) {
        ObjectNode domain = spec.putObject("domain");
        domain.putObject("cpu").put("cores", Integer.parseInt(form.cpus()));
        domain.putObject("memory").put("guest", FormNumber.mebibytes(form.memory()));
        ObjectNode devices = domain.putObject("devices");
        ArrayNode disks = devices.putArray("disks");
        disks.addObject().put("name", "root").putObject("disk").put("bus", "virtio");
        disks.addObject().put("name", "cloudinit").putObject("disk").put("bus", "virtio");
        ObjectNode nic = devices.putArray("interfaces")
                .addObject()
                .put("name", "default")
                .put("model", "virtio");
        ObjectNode network = spec.putArray("networks").addObject().put("name", "default");
        if (form.network().isEmpty()) {
            nic.putObject("masquerade");
            network.putObject("pod");
        } else {
            nic.putObject("bridge");
            network.putObject("multus").put("networkName", form.network());
        }
        devices.putObject("rng");
        ArrayNode volumes = spec.putArray("volumes");
        if (form.disk().source() == DiskSource.CLAIM) {
            volumes.addObject()
                    .put("name", "root")
                    .putObject("persistentVolumeClaim")
                    .put("claimName", form.disk().claim());
        } else {
            volumes.addObject().put("name", "root").putObject("dataVolume").put("name", root(form));
        }
        volumes.addObject()
                .put("name", "cloudinit")
                .putObject("cloudInitNoCloud")
                .put("userData", userData(form, passwordHash));
    }

    private static String root(MachineForm form) {
        return form.name() + "-root";
    }

    /** The values have passed {@link FormProblems}: none of them can end its quotes or its line. */
    private static String userData(MachineForm form, String passwordHash) {
        MachineForm.Login login = form.login();
        if (!login.userData().isEmpty()) {
            return login.userData() + "\n";
        }
        StringBuilder text = new StringBuilder("#cloud-config\nhostname: " + form.name() + "\n");
        if (login.user().isEmpty()) {
            return text.toString();
        }
        text.append("users:\n  - name: ").append(login.user());
        text.append("\n    sudo: ALL=(ALL) NOPASSWD:ALL\n    shell: /bin/bash\n");
        if (!passwordHash.isEmpty()) {
            text.append("    lock_passwd: false\n    passwd: '")
                    .append(passwordHash)
                    .append("'\n");
        }
        if (!login.key().isEmpty()) {
            text.append("    ssh_authorized_keys:\n      - '")
                    .append(login.key().replace("'", "''"))
                    .append("'\n");
        }
        return text.append("ssh_pwauth: ")
                .append(!passwordHash.isEmpty())
                .append('\n')
                .toString();
    }
}
