package dev.slipway.nodeagent;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.nodeagent.session.FollowedPod;
import dev.slipway.nodeagent.session.LauncherSession;
import dev.slipway.nodeagent.session.SessionContext;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of a node, one for each launcher Pod, by the Pod's uid. */
final class Sessions implements AutoCloseable {
    private record Entry(Pod pod, LauncherSession session) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final SessionContext context;

    Sessions(SessionContext context) {
        this.context = context;
    }

    /** Begins a session for a launcher Pod that is new, and wakes the one of a Pod that is known. */
    void podSeen(Pod pod) {
        if (!FollowedPod.is(pod)) {
            return;
        }
        String uid = pod.getMetadata().getUid();
        String key = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        Entry entry = entries.compute(uid, (id, old) -> {
            if (old != null) {
                return new Entry(pod, old.session());
            }
            var session = new LauncherSession(context, key, pod, () -> entries.remove(uid));
            session.start();
            return new Entry(pod, session);
        });
        entry.session().changed();
    }

    /** Wakes the session of a Pod that is gone, so that it ends. */
    void podGone(Pod pod) {
        Entry entry = entries.get(pod.getMetadata().getUid());
        if (entry != null) {
            entry.session().changed();
        }
    }

    /** Wakes the sessions of an instance. */
    void instanceSeen(String uid) {
        entries.values().stream()
                .filter(entry -> uid.equals(instanceUid(entry.pod())))
                .forEach(entry -> entry.session().changed());
    }

    /** Returns the session of the Pod that runs an instance; empty while its launcher is not connected. */
    Optional<LauncherSession> ofInstance(VirtualMachineInstance vmi) {
        return entries.values().stream()
                .filter(entry -> isCarrier(entry.pod(), vmi))
                .map(Entry::session)
                .filter(session -> session.connection().isPresent())
                .findFirst();
    }

    private static boolean isCarrier(Pod pod, VirtualMachineInstance vmi) {
        return pod.getMetadata().getNamespace().equals(vmi.getMetadata().getNamespace())
                && instanceUid(pod).equals(vmi.getMetadata().getUid())
                && Carrier.role(vmi, pod.getMetadata().getName()) == Carrier.Role.CARRIER;
    }

    /** Returns how many launcher Pods are followed. */
    int count() {
        return entries.size();
    }

    /** Returns how many launchers are connected. */
    long connected() {
        return entries.values().stream()
                .filter(entry -> entry.session().connection().isPresent())
                .count();
    }

    private static String instanceUid(Pod pod) {
        return new FollowedPod(pod).instanceUid();
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.session().close());
    }
}
