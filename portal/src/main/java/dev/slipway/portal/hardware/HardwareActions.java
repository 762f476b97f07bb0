package dev.slipway.portal.hardware;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.create.DiskDraft;
import dev.slipway.portal.create.DiskSource;
import dev.slipway.portal.machines.MachineWriter;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Adds and removes disks as the user who asks for it. Each returns the sentence of the API if it refused. */
@Singleton
class HardwareActions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CDI = "cdi.kubevirt.io/v1beta1";

    private final ClusterConnection connection;
    private final MachineWriter writer;

    HardwareActions(ClusterConnection connection, MachineWriter writer) {
        this.connection = connection;
        this.writer = writer;
    }

    /** Makes a disk unless it exists, and adds it; what was made for it goes again if the machine does not take it. */
    Optional<String> add(Identity identity, ObjectKey machine, DiskWish wish) {
        boolean made = wish.disk().source() != DiskSource.CLAIM;
        String claim = wish.claim(machine.name());
        if (made) {
            Optional<String> refused = make(identity, machine.namespace(), claim, wish);
            if (refused.isPresent()) {
                return refused;
            }
        }
        ObjectNode source = source(made ? "dataVolume" : "persistentVolumeClaim", made ? "name" : "claimName", claim);
        Optional<String> refused = wish.now()
                ? plug(identity, machine, wish, source, claim)
                : writer.change(
                        identity,
                        machine,
                        "Add disk",
                        wish.name() + ", " + claim,
                        vm -> TemplateEdit.addDisk(vm, wish.name(), "disk", wish.bus(), source));
        if (refused.isPresent() && made) {
            ApiReply undone =
                    connection.send(identity, ApiRequest.delete(volumes(machine.namespace()) + "/" + claim, "{}"));
            return refused.map(sentence -> undone.succeeded()
                    ? sentence
                    : sentence + " Its disk " + claim + " was made and could not be removed again.");
        }
        return refused;
    }

    /** Takes a disk out: from a running guest if it can let go of it, else from what its next start has. */
    Optional<String> remove(Identity identity, ObjectKey machine, String disk, boolean pluggable) {
        return pluggable
                ? writer.ask(
                        identity,
                        machine,
                        "removevolume",
                        JSON.createObjectNode().put("name", disk),
                        "Remove disk",
                        disk)
                : writer.change(identity, machine, "Remove disk", disk, vm -> TemplateEdit.removeDisk(vm, disk));
    }

    /** Returns the source of a volume that is a claim, and may come and go. */
    static ObjectNode disc(String claim) {
        ObjectNode source = source("persistentVolumeClaim", "claimName", claim);
        source.withObjectProperty("persistentVolumeClaim").put("hotpluggable", true);
        return source;
    }

    private static ObjectNode source(String kind, String field, String name) {
        ObjectNode source = JSON.createObjectNode();
        source.putObject(kind).put(field, name);
        return source;
    }

    private Optional<String> plug(
            Identity identity, ObjectKey machine, DiskWish wish, ObjectNode source, String claim) {
        ObjectNode options = JSON.createObjectNode().put("name", wish.name());
        options.putObject("disk").put("name", wish.name()).putObject("disk").put("bus", wish.bus());
        options.set("volumeSource", source);
        return writer.ask(identity, machine, "addvolume", options, "Plug in disk", wish.name() + ", " + claim);
    }

    private Optional<String> make(Identity identity, String namespace, String name, DiskWish wish) {
        ObjectNode volume = JSON.createObjectNode().put("apiVersion", CDI).put("kind", "DataVolume");
        DiskDraft.fill(volume, name, wish.disk());
        ApiReply reply = connection.send(
                identity,
                ApiRequest.post(
                        volumes(namespace) + "?fieldManager=slipway-portal&fieldValidation=Strict", volume.toString()));
        return reply.succeeded()
                ? Optional.empty()
                : Optional.of(
                        switch (reply.status()) {
                            case 0 -> reply.message() + " Nothing was changed.";
                            case 403 -> "You may not make disks in project " + namespace + ": " + reply.message();
                            case 409 -> "There is a disk " + name + " already. Choose another name.";
                            default -> "The cluster does not make the disk: " + reply.message();
                        });
    }

    private static String volumes(String namespace) {
        return "/apis/" + CDI + "/namespaces/" + namespace + "/datavolumes";
    }
}
