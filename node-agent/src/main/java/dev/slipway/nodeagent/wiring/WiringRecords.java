package dev.slipway.nodeagent.wiring;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.network.PodLink;
import dev.slipway.machine.network.PodNetworkFacts;
import dev.slipway.nodeagent.cni.Attachment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was found and done for each Pod, in one file a Pod, so that a new node-agent goes on where the old one stopped.
 *
 * @param directory the files' directory
 */
record WiringRecords(Path directory) {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /**
     * The state of one Pod's network.
     *
     * @param namespace path of its network namespace; empty if it has none of its own
     * @param facts its network before it was wired
     * @param attachments secondary networks that this node-agent attached, to be detached when the Pod ends
     * @param wired whether the plan's commands have all been run
     */
    record Entry(String namespace, PodNetworkFacts facts, List<Attachment> attachments, boolean wired) {
        Entry {
            attachments = List.copyOf(attachments);
        }

        Entry asWired() {
            return new Entry(namespace, facts, attachments, true);
        }
    }

    /** Returns facts with other devices and networks. */
    static PodNetworkFacts changed(PodNetworkFacts facts, List<PodLink> links, Map<String, String> attachments) {
        return new PodNetworkFacts(
                facts.ownNamespace(),
                facts.podAddresses(),
                links,
                attachments,
                facts.dns(),
                facts.launcherUid(),
                facts.vhost(),
                facts.lowestPort());
    }

    Optional<Entry> read(String podUid) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readString(file(podUid)), Entry.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void write(String podUid, Entry entry) throws IOException {
        Files.createDirectories(directory);
        Path file = file(podUid);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, JSON.writeValueAsString(entry));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(String podUid) throws IOException {
        Files.deleteIfExists(file(podUid));
    }

    /** Returns the uids of all Pods with a record. */
    List<String> podUids() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .toList();
        }
    }

    private Path file(String podUid) {
        if (!podUid.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("'" + podUid + "' is not the uid of a Pod");
        }
        return directory.resolve(podUid + ".json");
    }
}
