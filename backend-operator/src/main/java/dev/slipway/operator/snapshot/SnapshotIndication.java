package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.snapshot.SourceIndication;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.machine.lifecycle.InstanceState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** What is worth knowing of how a snapshot was taken. */
enum SnapshotIndication {
    ONLINE("Online", "Snapshot taken while the VM was running. Consistency depends on guest-agent quiescing."),
    PAUSED("Paused", "The VM was paused: file systems were not brought to rest, and nothing wrote to them."),
    GUEST_AGENT(
            "GuestAgent",
            "Guest agent was active and attempted to quiesce the filesystem for application consistency."),
    NO_GUEST_AGENT(
            "NoGuestAgent", "No guest agent was active: the snapshot holds what the disks held, as after a power cut."),
    QUIESCE_TIMEOUT(
            "QuiesceTimeout",
            "The guest went on before the storage was done: the snapshot holds what the disks held, as after a power cut."),
    PARTIAL(
            "PartialSnapshot",
            "Not all snapshotable volumes were included in the snapshot. Check status.snapshotVolumes for excluded"
                    + " volumes and VM VolumeSnapshotStatus for details.");

    /** What a guest agent of Windows says when the guest did not stay frozen for as long as the storage needed. */
    static final String FREEZE_LIMIT = "fsfreeze is limited";

    private static final String AGENT = "AgentConnected";

    private final String word;
    private final String message;

    SnapshotIndication(String word, String message) {
        this.word = word;
        this.message = message;
    }

    String word() {
        return word;
    }

    SourceIndication told() {
        return new SourceIndication(word, message, null);
    }

    /**
     * Returns what holds, in the order of their words, what held at an earlier try included.
     *
     * @param trouble why the last try failed
     */
    static List<SnapshotIndication> of(
            VirtualMachineSnapshotStatus before, VirtualMachineInstance instance, Optional<String> trouble) {
        InstanceState state = InstanceState.of(instance);
        EnumSet<SnapshotIndication> all = EnumSet.of(ONLINE);
        all.addAll(known(before));
        if (state.has("Paused", "True")) {
            all.add(PAUSED);
        } else if (state.conditions().containsKey(AGENT)) {
            all.add(GUEST_AGENT);
            if (trouble.filter(why -> why.contains(FREEZE_LIMIT)).isPresent()) {
                all.add(QUIESCE_TIMEOUT);
            }
        } else {
            all.add(NO_GUEST_AGENT);
        }
        return all.stream()
                .sorted(Comparator.comparing(SnapshotIndication::word))
                .toList();
    }

    /** Returns what is known already, and last that volumes were left out which a snapshot can hold. */
    static List<SnapshotIndication> withPartial(VirtualMachineSnapshotStatus before) {
        List<SnapshotIndication> all = new ArrayList<>(known(before));
        if (!all.contains(PARTIAL)) {
            all.add(PARTIAL);
        }
        return all;
    }

    private static List<SnapshotIndication> known(VirtualMachineSnapshotStatus before) {
        return Optional.ofNullable(before.indications()).orElse(List.of()).stream()
                .flatMap(word -> List.of(values()).stream().filter(indication -> indication.word.equals(word)))
                .toList();
    }
}
